"""A mission on the made-up island, to change in tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.visits.mission_file import mission_from

if TYPE_CHECKING:
    from geo.visits.mission import Mission

__all__ = ["OVERRIDE", "made_up_mission"]

OVERRIDE = {"overrides": [{"by": "A. Keeper", "reason": "the elders were asked"}]}


def made_up_mission(**change: object) -> Mission:
    """Return five days from Velma with one boat, Thursday to Monday, with some fields in place of others."""
    plain: dict[str, Any] = {
        "title": "Round of the island",
        "time_zone": "Atlantic/Azores",
        "days": {"first": "2026-05-14", "last": "2026-05-18"},
        "bases": [{"id": "velma", "lon": -21.065, "lat": -32.985}, {"id": "sarna", "lon": -20.964, "lat": -33.036}],
        "nights": {"default": "velma"},
        "teams": [{"id": "boat"}],
    }
    return mission_from({**plain, **change}, name="island.yml")
