"""Layers of heritage and everything done with them. Knows no map and no web."""
