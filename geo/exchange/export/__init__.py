"""Site rows out: one module a format, and what each format cannot hold said in `losses`."""
