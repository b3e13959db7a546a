"""Plans as files: JSON, read with suspicion and written whole."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import orjson
from pydantic import ValidationError

from geo.errors import PlanError
from geo.visits.plan import Plan
from geo.whole_file import whole_file

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["canonical", "digest", "hashed", "plan_bytes", "plan_from", "read_plan", "write_plan"]

_LARGEST = 200_000_000
"""Bytes: many times what 10,000 stops with their roads take."""


def canonical(value: Any) -> bytes:  # noqa: ANN401 (anything that JSON can hold)
    """Return JSON of a value in its one canonical form: keys in order, no spaces.

    Examples
    --------
    >>> canonical({"b": 1.5, "a": ["ə"]}).decode()
    '{"a":["ə"],"b":1.5}'
    """
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def digest(value: Any) -> str:  # noqa: ANN401 (anything that JSON can hold)
    """Return the SHA-256 of the canonical JSON of a value, in hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def hashed(plan: Plan) -> Plan:
    """Return the plan with the hash that its contents have."""
    return plan.model_copy(update={"hash": _hash_of(plan)})


def plan_bytes(plan: Plan) -> bytes:
    """Return the plan as its file holds it: JSON in UTF-8 that a person can read too."""
    return orjson.dumps(plan.model_dump(mode="json"), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def plan_from(content: bytes, *, name: str = "the plan") -> Plan:
    """Read a plan.

    Parameters
    ----------
    content
        JSON in UTF-8.
    name
        What messages call it.

    Raises
    ------
    PlanError
        If it is no plan, or was changed after it was made: nobody would have checked what it says now.
    """
    if len(content) > _LARGEST:
        message = f"{name} has more than {_LARGEST:,} bytes, which no plan has; is it another file?"
        raise PlanError(message)
    try:
        plan = Plan.model_validate_json(content)
    except ValidationError as error:
        message = f"{name} is no plan of mirasmap: {_first(error)}; a plan is the .json that mirasmap plan writes"
        raise PlanError(message) from error
    if plan.hash != _hash_of(plan):
        message = (
            f"{name} was changed after it was made: its hash no longer fits its contents, so nothing in it is checked; "
            "change the mission instead, and make the plan anew with mirasmap plan"
        )
        raise PlanError(message)
    return plan


def read_plan(path: Path) -> Plan:
    """Read a plan from a file.

    Raises
    ------
    PlanError
        If there is no such file, it is no plan, or it was changed after it was made.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        message = f"the plan {path} cannot be read: {error.strerror or error}"
        raise PlanError(message) from error
    return plan_from(content, name=str(path))


def write_plan(plan: Plan, path: Path) -> None:
    """Write a plan into a file, whole or not at all; a file that exists is replaced."""
    with whole_file(path) as part:
        part.write_bytes(plan_bytes(plan))


def _hash_of(plan: Plan) -> str:
    return digest(plan.model_dump(mode="json", exclude={"hash": True, "objective": {"bound"}}))


def _first(error: ValidationError) -> str:
    """Return the first defect as part of a sentence; what stood there is cut short, for it may be anything."""
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part)[:60] for part in first["loc"][:8]) or "the file"
    more = error.error_count() - 1
    return f"{where}: {first['msg'][:200]}" + (f" (and {more} more)" if more else "")
