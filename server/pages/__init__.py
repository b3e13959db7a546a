"""Pages for reading, made on the server from layers; every text of the store passes autoescape."""
