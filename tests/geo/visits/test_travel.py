"""Travel times of the days of a mission, and what is told while they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from geo.roads.closures import read_closures
from geo.roads.matrix_blocks import tell_blocks
from geo.visits.mission_file import mission_from
from geo.visits.places import Places
from geo.visits.travel import travel_of
from tests.geo.visits.flat_roads import FlatRoads
from tests.geo.visits.planned import MISSIONS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.roads.avoid import Avoid
    from geo.roads.protocol import TravelTimes

N = 120
"""Three blocks."""
MISSION = mission_from(
    {
        "mission": 1,
        "title": "two days",
        "time_zone": "UTC",
        "days": {"first": "2026-05-14", "last": "2026-05-15"},
        "bases": [{"id": "here", "lon": 46.7, "lat": 39.7}],
        "teams": [{"id": "car"}],
    },
    name="test",
)
SHUT = read_closures(MISSIONS / "bridge-closed.geojson")
"""From the second day on."""


class TellingRoads(FlatRoads):
    """Tells of two of three blocks on the first day, as where places are closed; nothing on the second, as of what was kept."""

    def matrix(self, lonlat: NDArray[np.float64], *, avoid: Avoid | None = None) -> TravelTimes:
        if avoid is not None and not avoid.ids:
            tell_blocks(1)
            tell_blocks(2)
        return super().matrix(lonlat, avoid=avoid)


def places() -> Places:
    lonlat = np.column_stack([np.linspace(46, 47, N + 1), np.full(N + 1, 39.7)])
    lonlat[3] = np.nan
    return Places(lonlat, np.zeros(N + 1), ("",) * N, ("here",), (), np.zeros(N, int), (None,) * N, ({},) * N, ())


def test_progress_counts_the_blocks_of_all_matrices_and_ends_where_it_should() -> None:
    told: list[tuple[str, int, int]] = []
    travel = travel_of(MISSION, places(), TellingRoads(), closures=SHUT, progress=lambda *said: told.append(said))
    assert travel.matrix == (0, 1)
    assert [done for _, done, _ in told] == [0, 1, 2, 3, 3, 6]
    assert {(step, total) for step, _, total in told} == {("travel_times", 6)}


def test_nobody_needs_to_watch() -> None:
    travel = travel_of(MISSION, places(), TellingRoads(), closures=SHUT)
    assert np.isfinite(travel.times[0].seconds[0]).sum() == N


def test_what_progress_raises_ends_the_asking() -> None:
    def stop(_step: str, done: int, _total: int) -> None:
        asked.append(done)
        if done == 2:
            raise InterruptedError

    asked: list[int] = []
    with pytest.raises(InterruptedError):
        travel_of(MISSION, places(), TellingRoads(), closures=SHUT, progress=stop)
    assert asked == [0, 1, 2]
