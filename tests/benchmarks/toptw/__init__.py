"""The planner on instances of the team orienteering problem with time windows: `python -m tests.benchmarks.toptw DIR`."""
