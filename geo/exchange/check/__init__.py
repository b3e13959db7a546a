"""What may be wrong with site rows: whole columns at a time, each defect named, what is safe to mend mended and said."""
