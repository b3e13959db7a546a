"""Foreign rows understood: columns, words, dates, positions and sources as ours, by a mapping that says how."""
