"""Foreign files opened: what they are, and their rows as columns of text beside geometry; nothing outside of them is read."""
