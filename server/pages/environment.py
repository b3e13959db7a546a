"""The templates of the pages: one environment a language, with everything escaped and nothing undefined."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from geo.vocabularies import (
    AccessStatus,
    Attestation,
    Certainty,
    ClosureKind,
    GeometryRole,
    LegBasis,
    MeasureKind,
    MeasurePhase,
    MeasureProperty,
    Method,
    NameStatus,
    Nativeness,
    Perspective,
    Property,
    SiteKind,
    StatementStatus,
    VisitStatus,
)
from maps.dates import hijri_in_words, in_words
from maps.i18n import LANGUAGES, comma, direction, distance_km, metres, number, translations
from maps.words import condition_label, label, language_name, script_name
from server.pages.symbols import symbol
from server.pages.texts import clean, safe_url

__all__ = ["date_value", "environment", "when"]

_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_VOCABULARIES = {
    "access": AccessStatus,
    "attestation": Attestation,
    "certainty": Certainty,
    "closure_kind": ClosureKind,
    "geometry_role": GeometryRole,
    "kind": SiteKind,
    "leg_basis": LegBasis,
    "measure_kind": MeasureKind,
    "measure_property": MeasureProperty,
    "method": Method,
    "name_status": NameStatus,
    "nativeness": Nativeness,
    "perspective": Perspective,
    "phase": MeasurePhase,
    "property": Property,
    "statement_status": StatementStatus,
    "visit_status": VisitStatus,
}
"""What templates ask for as `word.kind(code)`."""


@cache
def environment(lang: str) -> Environment:
    """Return the environment of the templates for a language."""
    made = Environment(
        loader=PackageLoader("server.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_translations(translations(lang), newstyle=True)  # type: ignore[attr-defined] # of the extension
    words = {name: partial(_label, vocabulary, lang) for name, vocabulary in _VOCABULARIES.items()}
    made.globals |= {
        "lang": lang,
        "dir": direction(lang),
        "comma": comma(lang),
        "languages": list(LANGUAGES.items()),
        "safe_url": safe_url,
        "symbol": symbol,
        "word": words,
        "number": partial(number, lang=lang),
        "metres": partial(metres, lang=lang),
        "kilometres": partial(distance_km, lang=lang),
        "language_name": partial(language_name, lang=lang),
        "script_name": partial(script_name, lang=lang),
        "when": partial(when, lang=lang),
        "span": partial(_span, lang=lang),
        "date_value": partial(date_value, lang=lang),
        "hijri": partial(hijri_in_words, lang=lang),
        "grade": partial(_grade, lang=lang),
        "condition": partial(_condition, lang=lang),
    }
    return made


def when(date: str, lang: str) -> Markup:
    """Return an EDTF date in words; a plain day, month or year also for machines, the rest with the code beside."""
    words = in_words(date, lang)
    if _DAY.fullmatch(date):
        return Markup('<time datetime="{}">{}</time>').format(date, clean(words))
    if words == date:  # not understood: what the source says is shown as it stands
        return Markup("<bdi>{}</bdi>").format(clean(date))
    return Markup('<span title="EDTF {}">{}</span>').format(clean(date), clean(words))


def date_value(value: str, lang: str) -> Markup:
    """Return what a statement on a date says: an EDTF date in words with its Hijri years, anything else as it stands."""
    years = hijri_in_words(value, lang)
    words = when(value, lang)
    return words + Markup(' <span class="small">({})</span>').format(years) if years else words


def _finalize(value: object) -> object:
    """Clean everything that a template writes out; what is missing is nothing rather than `None`."""
    if value is None:
        return ""
    if isinstance(value, Markup):
        return Markup(clean(str(value)))  # noqa: S704 - it was markup before
    return clean(value) if isinstance(value, str) else value


def _label(vocabulary: Any, lang: str, value: object) -> str:  # noqa: ANN401 (any of the vocabularies)
    return label(vocabulary, value, lang)


def _span(start: str, end: str | None, lang: str) -> Markup:
    return when(start if end in (None, start) else f"{start}/{end}", lang)


def _grade(value: object, lang: str) -> Markup:
    """Return a grade of condition as symbol and word; what is no grade stands as it is."""
    text = str(value)
    if text not in ("none", "0", "1", "2", "3", "4", "5"):
        return Markup("<bdi>{}</bdi>").format(clean(text))
    words = condition_label(None if text == "none" else int(text), lang)
    return Markup('<span class="condition">{}<span>{}</span></span>').format(symbol(text), words)


def _condition(site: Any, lang: str, *, brief: bool = False) -> Markup:  # noqa: ANN401 (a row of public_sites)
    """Return the current condition with its year, who read it and whether sources disagree; `brief` in tables."""
    _ = translations(lang).gettext
    if site.condition is None and brief:
        return _grade("none", lang)
    if site.condition is None:
        said = _("nobody said anything")
        text = Markup('{} <span class="small">{}</span>').format(condition_label(None, lang), said)
        return Markup('<span class="condition">{}<span>{}</span></span>').format(symbol("none"), text)
    parts = [label(StatementStatus, site.condition_status, lang)]
    if site.disputed:
        parts.append(_("disputed"))
    if site.sources_differ:
        parts.append(_("sources differ"))
    date = when(site.condition_on, lang) if site.condition_on else escape(_("no date given"))
    said = escape(_("%(grade)s, %(date)s")) % {"grade": condition_label(site.condition, lang), "date": date}
    return Markup('<span class="condition">{}<span>{}<span class="small">{}</span></span></span>').format(
        symbol(str(site.condition)), said, " · ".join(parts)
    )
