"""How long a user waits for the command line and for `import geo`."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 7


def run(_sites: int = 0) -> list[tuple[str, str, str, str, str]]:
    """Return rows (what, goal, mirasmap, instead, ratio); seconds as medians of whole processes."""
    command = Path(sys.executable).parent / "mirasmap"
    nothing = seconds([sys.executable, "-c", "pass"])
    help_s, geo_s, geopandas_s = (
        seconds([str(command), "--help"]),
        seconds([sys.executable, "-c", "import geo"]),
        seconds([sys.executable, "-c", "import geopandas"]),
    )
    return [
        ("mirasmap --help", "≤ 0.5 s", f"{help_s:.2f} s", f"bare Python {nothing:.2f} s", ""),
        (
            "import geo",
            "≤ 1 s",
            f"{geo_s:.2f} s",
            f"import geopandas {geopandas_s:.2f} s",
            f"{geopandas_s / geo_s:.1f} ×",
        ),
    ]


def seconds(command: list[str]) -> float:
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


if __name__ == "__main__":
    for row in run():
        sys.stdout.write(" | ".join(row) + "\n")
