"""Roads: the graph, travel times, routes, what can be reached, and where nobody may pass."""
