"""Benchmarks that anyone can run: `make bench`. Each compares with what a user would pick instead, in the same run."""
