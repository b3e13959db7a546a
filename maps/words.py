"""What the codes of the vocabularies and the columns of the layers are called in the reader's language.

Every member has a short English text here, in lower case so that it also stands inside a sentence; the catalogues have
its translations under the name of its vocabulary as the context.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from babel.core import parse_locale

from geo.vocabularies import (
    AccessStatus,
    Attestation,
    Certainty,
    ClosureKind,
    Condition,
    GeometryRole,
    LegBasis,
    MeasureKind,
    MeasurePhase,
    MeasureProperty,
    Method,
    NameStatus,
    Nativeness,
    Perspective,
    PlaceKind,
    Property,
    Sensitivity,
    SiteKind,
    StatementStatus,
    Tradition,
    VisitStatus,
)
from maps.i18n import babel_locale, mark_in, translations

if TYPE_CHECKING:
    from enum import Enum

    from geo.layers import Field, Layer

__all__ = [
    "LABELS",
    "access_label",
    "condition_label",
    "kind_label",
    "label",
    "language_name",
    "property_label",
    "script_name",
    "title",
    "word",
]

LABELS: dict[type[Enum], dict[Enum, tuple[str, str]]] = {
    SiteKind: {
        SiteKind.MOSQUE: mark_in("SiteKind", "mosque"),
        SiteKind.CHURCH: mark_in("SiteKind", "church"),
        SiteKind.CATHEDRAL: mark_in("SiteKind", "cathedral"),
        SiteKind.MONASTERY: mark_in("SiteKind", "monastery"),
        SiteKind.SYNAGOGUE: mark_in("SiteKind", "synagogue"),
        SiteKind.TEMPLE: mark_in("SiteKind", "temple"),
        SiteKind.MADRASA: mark_in("SiteKind", "madrasa"),
        SiteKind.MINARET: mark_in("SiteKind", "minaret"),
        SiteKind.MAUSOLEUM: mark_in("SiteKind", "mausoleum"),
        SiteKind.TOMB: mark_in("SiteKind", "tomb"),
        SiteKind.CEMETERY: mark_in("SiteKind", "cemetery"),
        SiteKind.KHACHKAR: mark_in("SiteKind", "khachkar"),
        SiteKind.BURIAL_MOUND: mark_in("SiteKind", "burial mound"),
        SiteKind.FORT: mark_in("SiteKind", "fort"),
        SiteKind.FORTIFICATION: mark_in("SiteKind", "fortification"),
        SiteKind.CASTLE: mark_in("SiteKind", "castle"),
        SiteKind.PALACE: mark_in("SiteKind", "palace"),
        SiteKind.HISTORIC_HOUSE: mark_in("SiteKind", "historic house"),
        SiteKind.TOWN_QUARTER: mark_in("SiteKind", "town quarter"),
        SiteKind.CARAVANSERAI: mark_in("SiteKind", "caravanserai"),
        SiteKind.BRIDGE: mark_in("SiteKind", "bridge"),
        SiteKind.AQUEDUCT: mark_in("SiteKind", "aqueduct"),
        SiteKind.BATH: mark_in("SiteKind", "bath"),
        SiteKind.FOUNTAIN: mark_in("SiteKind", "fountain"),
        SiteKind.MUSEUM: mark_in("SiteKind", "museum"),
        SiteKind.THEATRE: mark_in("SiteKind", "theatre"),
        SiteKind.LIBRARY: mark_in("SiteKind", "library"),
        SiteKind.CULTURAL_CENTRE: mark_in("SiteKind", "cultural centre"),
        SiteKind.CRAFT_WORKSHOP: mark_in("SiteKind", "craft workshop"),
        SiteKind.CAVE: mark_in("SiteKind", "cave"),
        SiteKind.ARCHAEOLOGICAL_SITE: mark_in("SiteKind", "archaeological site"),
        SiteKind.RUIN: mark_in("SiteKind", "ruin"),
        SiteKind.MONUMENT: mark_in("SiteKind", "monument"),
    },
    Condition: {
        Condition.UNKNOWN: mark_in("Condition", "looked at, could not tell"),
        Condition.GOOD: mark_in("Condition", "good"),
        Condition.FAIR: mark_in("Condition", "fair"),
        Condition.POOR: mark_in("Condition", "poor"),
        Condition.VERY_BAD: mark_in("Condition", "very bad"),
        Condition.DESTROYED: mark_in("Condition", "destroyed"),
    },
    Certainty: {
        Certainty.DEFINITE: mark_in("Certainty", "definite"),
        Certainty.HIGH: mark_in("Certainty", "high"),
        Certainty.MEDIUM: mark_in("Certainty", "medium"),
        Certainty.LOW: mark_in("Certainty", "low"),
        Certainty.NEGLIGIBLE: mark_in("Certainty", "negligible"),
    },
    GeometryRole: {
        GeometryRole.CENTRE: mark_in("GeometryRole", "centre"),
        GeometryRole.ACCESS: mark_in("GeometryRole", "access point"),
        GeometryRole.PERIMETER: mark_in("GeometryRole", "outline"),
        GeometryRole.VICINITY: mark_in("GeometryRole", "surroundings only"),
    },
    Sensitivity: {
        Sensitivity.PUBLIC: mark_in("Sensitivity", "public"),
        Sensitivity.GENERALISED: mark_in("Sensitivity", "shown as a grid cell"),
        Sensitivity.RESTRICTED: mark_in("Sensitivity", "restricted, shown as a grid cell"),
        Sensitivity.WITHHELD: mark_in("Sensitivity", "not shown"),
    },
    NameStatus: {
        NameStatus.OFFICIAL: mark_in("NameStatus", "main title in the source"),
        NameStatus.VARIANT: mark_in("NameStatus", "variant"),
        NameStatus.HISTORICAL: mark_in("NameStatus", "historical"),
    },
    Nativeness: {
        Nativeness.ENDONYM: mark_in("Nativeness", "endonym"),
        Nativeness.EXONYM: mark_in("Nativeness", "exonym"),
    },
    Property: {
        Property.CONDITION: mark_in("Property", "condition"),
        Property.EXTENT: mark_in("Property", "extent of damage"),
        Property.DATE: mark_in("Property", "date"),
        Property.IDENTIFICATION: mark_in("Property", "identification"),
        Property.EVENT: mark_in("Property", "event"),
        Property.THREAT: mark_in("Property", "threat"),
        Property.RECOMMENDATION: mark_in("Property", "recommendation"),
        Property.RESTORATION: mark_in("Property", "restoration"),
        Property.PRIORITY: mark_in("Property", "priority"),
        Property.TREND: mark_in("Property", "trend"),
    },
    Method: {
        Method.FIELD: mark_in("Method", "on site"),
        Method.DRONE: mark_in("Method", "drone"),
        Method.SATELLITE: mark_in("Method", "satellite image"),
        Method.PHOTO: mark_in("Method", "photograph"),
        Method.LITERATURE: mark_in("Method", "literature"),
        Method.MEDIA: mark_in("Method", "media report"),
        Method.ORAL: mark_in("Method", "oral account"),
    },
    StatementStatus: {
        StatementStatus.PROPOSED: mark_in("StatementStatus", "reading of the source, not reviewed"),
        StatementStatus.REVIEWED: mark_in("StatementStatus", "reviewed"),
        StatementStatus.DISPUTED: mark_in("StatementStatus", "disputed"),
        StatementStatus.WITHDRAWN: mark_in("StatementStatus", "withdrawn"),
    },
    Perspective: {
        Perspective.STATE: mark_in("Perspective", "state body"),
        Perspective.COMMUNITY: mark_in("Perspective", "community"),
        Perspective.ACADEMIC: mark_in("Perspective", "academic work"),
        Perspective.INTERGOVERNMENTAL: mark_in("Perspective", "intergovernmental body"),
        Perspective.MEDIA: mark_in("Perspective", "media"),
    },
    Tradition: {
        Tradition.CHRISTIAN: mark_in("Tradition", "Christian worship or memory"),
        Tradition.JEWISH: mark_in("Tradition", "Jewish worship"),
        Tradition.MUSLIM: mark_in("Tradition", "Muslim worship or learning"),
        Tradition.WORSHIP: mark_in("Tradition", "worship, of which faith not told by the kind"),
        Tradition.BURIAL: mark_in("Tradition", "burial, of which faith not told by the kind"),
        Tradition.OTHER: mark_in("Tradition", "other ends, or not told by the kind"),
    },
    AccessStatus: {
        AccessStatus.OPEN: mark_in("AccessStatus", "open"),
        AccessStatus.PERMIT: mark_in("AccessStatus", "with a permit"),
        AccessStatus.ESCORT: mark_in("AccessStatus", "with an escort"),
        AccessStatus.CLOSED: mark_in("AccessStatus", "closed"),
        AccessStatus.UNKNOWN: mark_in("AccessStatus", "unknown"),
    },
    VisitStatus: {
        VisitStatus.DRAFT: mark_in("VisitStatus", "draft"),
        VisitStatus.APPROVED: mark_in("VisitStatus", "approved"),
        VisitStatus.DONE: mark_in("VisitStatus", "done"),
    },
    Attestation: {
        Attestation.REPORTED: mark_in("Attestation", "reported"),
        Attestation.PLANNED: mark_in("Attestation", "planned, not reported"),
    },
    LegBasis: {
        LegBasis.ROAD: mark_in("LegBasis", "along roads"),
        LegBasis.ACCESS: mark_in("LegBasis", "on foot or on a track"),
        LegBasis.ESTIMATE: mark_in("LegBasis", "estimate from a straight line"),
    },
    ClosureKind: {
        ClosureKind.CLOSED_ROAD: mark_in("ClosureKind", "closed road"),
        ClosureKind.SEASONAL: mark_in("ClosureKind", "closed in season"),
        ClosureKind.BRIDGE_OUT: mark_in("ClosureKind", "bridge out of use"),
        ClosureKind.MINE_RISK: mark_in("ClosureKind", "risk of mines"),
        ClosureKind.MILITARY: mark_in("ClosureKind", "military area"),
        ClosureKind.RESTRICTED: mark_in("ClosureKind", "restricted area"),
        ClosureKind.OTHER: mark_in("ClosureKind", "closed for another reason"),
    },
    MeasureKind: {
        MeasureKind.RESTORATION: mark_in("MeasureKind", "restoration"),
        MeasureKind.CONSERVATION: mark_in("MeasureKind", "conservation"),
        MeasureKind.RECONSTRUCTION: mark_in("MeasureKind", "reconstruction"),
        MeasureKind.SURVEY: mark_in("MeasureKind", "survey"),
        MeasureKind.DESIGNATION: mark_in("MeasureKind", "designation"),
        MeasureKind.MUSEUM: mark_in("MeasureKind", "museum"),
        MeasureKind.CRAFT_REVIVAL: mark_in("MeasureKind", "revival of a craft"),
        MeasureKind.TRAINING: mark_in("MeasureKind", "training"),
        MeasureKind.EVENT: mark_in("MeasureKind", "event"),
    },
    MeasurePhase: {
        MeasurePhase.IDEA: mark_in("MeasurePhase", "idea"),
        MeasurePhase.APPROVED: mark_in("MeasurePhase", "approved"),
        MeasurePhase.FUNDED: mark_in("MeasurePhase", "funded"),
        MeasurePhase.DESIGNED: mark_in("MeasurePhase", "designed"),
        MeasurePhase.UNDER_WAY: mark_in("MeasurePhase", "under way"),
        MeasurePhase.PAUSED: mark_in("MeasurePhase", "paused"),
        MeasurePhase.COMPLETE: mark_in("MeasurePhase", "complete"),
        MeasurePhase.CANCELLED: mark_in("MeasurePhase", "cancelled"),
    },
    MeasureProperty: {
        MeasureProperty.PHASE: mark_in("MeasureProperty", "phase"),
        MeasureProperty.PROGRESS: mark_in("MeasureProperty", "progress"),
        MeasureProperty.START: mark_in("MeasureProperty", "start"),
        MeasureProperty.END: mark_in("MeasureProperty", "end"),
        MeasureProperty.COST: mark_in("MeasureProperty", "cost"),
        MeasureProperty.LEAD: mark_in("MeasureProperty", "lead"),
    },
    PlaceKind: {
        PlaceKind.TOWN: mark_in("PlaceKind", "town"),
        PlaceKind.VILLAGE: mark_in("PlaceKind", "village"),
        PlaceKind.HAMLET: mark_in("PlaceKind", "hamlet"),
        PlaceKind.ABANDONED: mark_in("PlaceKind", "abandoned settlement"),
        PlaceKind.PEAK: mark_in("PlaceKind", "peak"),
    },
}
"""Context and English text of every member, by vocabulary (members of different vocabularies can be equal as text)."""

NOBODY_SAID = mark_in("Condition", "unknown")
"""The condition of a site about which there is no statement; not the grade of one who looked and could not tell."""


def word(member: Enum, lang: str) -> str:
    """Return what a member of a vocabulary is called in a language.

    Examples
    --------
    >>> word(Method.FIELD, "en")
    'on site'
    """
    return translations(lang).pgettext(*LABELS[type(member)][member])


def label(vocabulary: type[Enum], value: object, lang: str) -> str:
    """Return what a value of a column is called: a code as frames hold it, text or number.

    Parameters
    ----------
    vocabulary
        The vocabulary of the column, as `Field.vocabulary` has it.
    value
        A code. Null gives empty text; a code that the vocabulary does not have is given back as it is.
    lang
        The reader's language.

    Raises
    ------
    LanguageError
        If the interface does not speak `lang`.

    Examples
    --------
    >>> label(SiteKind, "burial mound", "en"), label(Perspective, None, "en"), label(Method, "dowsing", "en")
    ('burial mound', '', 'dowsing')
    """
    translations(lang)
    if pd.isna(value):  # type: ignore[call-overload] # the stubs do not know that any scalar will do
        return ""
    try:
        return word(vocabulary(value), lang)
    except ValueError:
        return str(value)


def kind_label(kind: str, lang: str) -> str:
    """Return what a kind of site is called."""
    return label(SiteKind, kind, lang)


def condition_label(grade: int | None, lang: str) -> str:
    """Return what a grade of condition is called; None, and `<NA>` of a frame, is that nobody said anything."""
    return label(Condition, grade, lang) or translations(lang).pgettext(*NOBODY_SAID)


def property_label(prop: str, lang: str) -> str:
    """Return what the property that a statement is about is called."""
    return label(Property, prop, lang)


def access_label(status: str, lang: str) -> str:
    """Return what a status of access is called."""
    return label(AccessStatus, status, lang)


def title(declared: Field | Layer, lang: str) -> str:
    """Return the heading of a declared column or of a layer."""
    return translations(lang).gettext(declared.title)


def language_name(code: str, lang: str) -> str:
    """Return what a language is called, by CLDR; the code itself where that has no name for it.

    Parameters
    ----------
    code
        A language in BCP 47, such as `hy` or `hy-Latn`.
    lang
        The reader's language.

    Examples
    --------
    >>> language_name("hy", "en"), language_name("hy-Latn", "fr"), language_name("qaa-x-none", "en")
    ('Armenian', 'arménien (latin)', 'qaa-x-none')
    """
    reader = babel_locale(lang)
    try:
        language, _, script, *_ = parse_locale(code, sep="-")
    except ValueError:
        return code
    if language not in reader.languages:
        return code
    name = str(reader.languages[language])
    return f"{name} ({script_name(script, lang)})" if script else name


def script_name(code: str, lang: str) -> str:
    """Return what a script is called, by CLDR; the code itself (ISO 15924) where that has no name for it."""
    return str(babel_locale(lang).scripts.get(code, code))
