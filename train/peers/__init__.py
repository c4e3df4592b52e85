"""The systems before us and ours, trained and read on a level field."""
