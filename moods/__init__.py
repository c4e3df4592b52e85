"""Reads the mood of manga and anime faces."""
