"""Visits: journeys to sites, planned and documented."""
