"""Files of other people in, and ours out: read, understood, checked, reported, written."""
