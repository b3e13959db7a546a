"""The store in the eyes of other programs."""
