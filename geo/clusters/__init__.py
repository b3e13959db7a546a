"""Clusters of sites, view by view, for layers that are too large for a page."""
