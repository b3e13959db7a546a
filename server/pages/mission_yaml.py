"""A mission as a file to keep and to change."""

from __future__ import annotations

from fastapi import Response

from geo.visits.mission import Mission
from geo.visits.mission_file import mission_text

__all__ = ["yaml_file"]


def yaml_file(mission: Mission) -> Response:
    """Return a mission as an answer that is saved as a file."""
    headers = {"Content-Disposition": 'attachment; filename="mission.yml"', "Cache-Control": "private, no-store"}
    return Response(mission_text(mission), media_type="application/yaml; charset=utf-8", headers=headers)
