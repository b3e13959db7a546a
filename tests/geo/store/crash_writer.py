"""Writes statements into a store, one transaction after another, and confirms each on its output; is killed by a test."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from geo.store import open_store


def main(path: Path, batch: str) -> None:
    with open_store(path, public=False) as store:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        for number in range(100_000):
            ids = [f"{batch}-{number}-{part}" for part in range(5)]
            frame = pd.DataFrame(
                {"id": ids, "site_id": "hill-chapel", "property": "condition", "value": [str(part) for part in range(5)], "observed_on": "2024", "asserted_by": "A", "source_ids": "survey;atlas"}
            )  # fmt: skip
            store.add_statements(frame)
            sys.stdout.write(f"{batch}-{number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
