"""The interface for programs: features, suggestions, tiles, labels, assets, health."""
