"""The map as a static picture, for readers whose browser runs no scripts."""
