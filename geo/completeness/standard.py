"""The minimum standard of a record: what should be on record of every site, and how much each thing counts.

After the minimum data standard of EAMENA (Endangered Archaeology in the Middle East and North Africa: resource summary,
geography with its certainty, archaeological assessment with date, condition assessment with assessor and date), adapted to
statements that each have a source. A score is the sum of the weights of the criteria that are met, 0 to 100. It says how
much is on record, and nothing about the worth of the site; every criterion is judged the same way for every kind of site.

===============  ======  =========================================================================================
criterion        weight  met where
===============  ======  =========================================================================================
name             10      at least one name is on record, in any language
kind             10      the kind says what the place was made for: `ruin` and `monument` do not (`VAGUE_KINDS`)
position         15      a geometry is on record
uncertainty      10      the uncertainty of the position is stated, in metres
second-position  10      two sources or more stand behind the position
built            10      a date of building is on record, whatever its span (the same as `period` other than `none`)
district         5       a district is stated
designation      5       an entry in any register or list is on record
condition        15      any statement that counts gives a grade 1 to 5, with a date and who says it
access           5       somebody said on a date whether the place may be visited; `unknown` is no answer
photo            5       a photo is on record
===============  ======  =========================================================================================

*Two independent positions* is judged by the number of sources: whether one copied the other, no column tells.

*Any* statement on the condition will do, also one that is not the current condition, so that to add a statement never
lowers a score.

Of a hidden place nothing about the place is asked: position, uncertainty and second position count as met, whatever is on
record; so does the photo of a restricted one. The score therefore cannot tell what is kept from the public, and nobody is
sent to look for it. All the rest is judged by what the public sees.

A score is of the record as it stands now, also where a question asks as of a day in the past: much of what it counts has
no date.
"""

from __future__ import annotations

from dataclasses import dataclass

from geo.vocabularies import SiteKind

__all__ = ["BANDS", "CODES", "EVERY_BIT", "STANDARD", "VAGUE_KINDS", "Criterion", "missing_codes"]


@dataclass(frozen=True)
class Criterion:
    """One thing that should be on record."""

    code: str
    """As questions write it: `missing=photo`."""
    title: str
    weight: int
    """Points out of 100."""
    of_place: bool = False
    """Not asked of hidden places."""
    of_photo: bool = False
    """Not asked of restricted places."""


STANDARD = (
    Criterion("name", "Name", 10),
    Criterion("kind", "Kind", 10),
    Criterion("position", "Position", 15, of_place=True),
    Criterion("uncertainty", "Uncertainty of the position", 10, of_place=True),
    Criterion("second-position", "Second source of the position", 10, of_place=True),
    Criterion("built", "Date of building", 10),
    Criterion("district", "District", 5),
    Criterion("designation", "Register or list", 5),
    Criterion("condition", "Condition with date and who says it", 15),
    Criterion("access", "Access", 5),
    Criterion("photo", "Photo", 5, of_photo=True),
)
"""The standard. The place of a criterion is its bit in a mask of what is missing: append only."""

CODES = tuple(criterion.code for criterion in STANDARD)
EVERY_BIT = (1 << len(STANDARD)) - 1
"""The mask of a record of which everything is missing."""
VAGUE_KINDS = frozenset({SiteKind.RUIN, SiteKind.MONUMENT})
"""Kinds that say in what state a place is, or that it matters, but not what it was made for."""
BANDS = ((0, 39), (40, 59), (60, 79), (80, 100))
"""Scores that are counted and coloured together, both ends included."""


def missing_codes(mask: int) -> tuple[str, ...]:
    """Return the criteria that a mask says are missing, in the order of the standard.

    Examples
    --------
    >>> missing_codes(0), missing_codes(0b10000000100)
    ((), ('position', 'photo'))
    """
    return tuple(code for bit, code in enumerate(CODES) if mask >> bit & 1)
