"""How complete the record of a site is, on its page: what is met, what is missing, and what would help."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geo.completeness.standard import CODES, STANDARD, missing_codes
from geo.questions.facets import facets_of
from geo.questions.site_filter import Question, SiteFilter
from geo.store import SiteRecord
from maps.i18n import number, translations
from server.pages.filter_words import criterion_label, filled
from server.pages.filters import address
from server.resources import Resources

__all__ = ["Completeness", "Judged", "completeness"]


@dataclass(frozen=True)
class Judged:
    """A criterion of the standard, as the record of a site meets it."""

    label: str
    weight: int
    met: bool
    help: str
    """What would help where it is missing."""
    same: str
    """Address of the sites that miss the same."""


@dataclass(frozen=True)
class Completeness:
    """How complete the record of a site is."""

    score: int
    """0 to 100."""
    said: str
    """The score in words."""
    criteria: list[Judged]
    hidden: bool
    """Nothing about the place is asked, since it is kept from the public."""


def completeness(reading: Resources, record: SiteRecord, lang: str) -> Completeness:
    """Return how complete the record of one site is, by what the public sees of it."""
    details = reading.store.site_details([record.id])[["id", "location_source_ids"]]
    facets = facets_of(
        record.site.merge(details, on="id", how="left"),
        names=record.names,
        designations=record.designations,
        access=record.access,
        photos=record.photos,
        statements=record.statements,
    )
    missing = missing_codes(int(facets.sites["missing"].iloc[0]))
    helps = _helps(lang)
    criteria = [
        Judged(
            label=criterion_label(criterion.code, lang),
            weight=criterion.weight,
            met=criterion.code not in missing,
            help=helps[criterion.code],
            same=address("/sites", Question(where=SiteFilter(missing=(criterion.code,)))),
        )
        for criterion in STANDARD
    ]
    hidden = pd.notna(sensitivity := record.site["sensitivity"].iloc[0]) and sensitivity != "public"
    score = int(facets.sites["score"].iloc[0])
    said = filled(translations(lang).gettext("{n} of 100"), {"n": number(score, lang)})
    return Completeness(score, said, criteria, bool(hidden))


def _helps(lang: str) -> dict[str, str]:
    _ = translations(lang).gettext
    helps = (
        _("A name in any language, with its source"),
        _("What the place was made for: “ruin” and “monument” do not say it"),
        _("Where it is, with a source"),
        _("How far off the position may be, in metres"),
        _("A second source that gives the position by itself"),
        _("When it was built, even if only the century, with a source"),
        _("The district that it lies in"),
        _("Its entry in a register or list"),
        _("How it is, seen on a date, and who says so"),
        _("Whether it may be visited, as its authority said on a date"),
        _("A photo with its author and licence"),
    )
    return dict(zip(CODES, helps, strict=True))
