"""Questions about sites: their grammar, the facets that they ask, what they find, and in which order."""
