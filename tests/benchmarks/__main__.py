"""Run every benchmark and print one table: `python -m tests.benchmarks [NAME …] [--sites N]`."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", choices=[[], *NAMES], help=f"which benchmarks: {', '.join(NAMES)}; all if none is named"
    )
    parser.add_argument(
        "--sites", "--rows", type=int, default=1_000_000, help="made-up sites for the benchmarks of store and import"
    )
    chosen = parser.parse_args(arguments)
    table = Table(title="mirasmap, measured here and now", show_lines=False)
    for heading in ("what", "goal", "mirasmap", "instead", "ratio"):
        table.add_column(heading, justify="left" if heading == "what" else "right")
    console = Console()
    for name in chosen.names or NAMES:
        with console.status(f"measuring: {name}"):
            rows = importlib.import_module(f"tests.benchmarks.bench_{name}").run(chosen.sites)
        for row in rows:
            table.add_row(*(row if len(row) == 5 else (*row, *[""] * (5 - len(row)))))
    console.print(table)


if __name__ == "__main__":
    main()
