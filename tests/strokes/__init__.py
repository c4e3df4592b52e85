"""Faces drawn by hand, stroke by stroke."""
