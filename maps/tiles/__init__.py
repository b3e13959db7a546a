"""Vector tiles: reading an archive of them, and making them small enough for one file."""
