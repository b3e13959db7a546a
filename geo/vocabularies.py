"""The words that codes may take, each with what it means and where it comes from.

Sources: the condition grades are those of AMAL and EAMENA; kinds carry the identifier of the Getty Art & Architecture
Thesaurus (AAT) where independent sources agree on it, else none.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum

__all__ = [
    "AAT_IDS",
    "AccessStatus",
    "Attestation",
    "Certainty",
    "ClosureKind",
    "Condition",
    "GeometryRole",
    "LegBasis",
    "MeasureKind",
    "MeasurePhase",
    "MeasureProperty",
    "Method",
    "NameStatus",
    "Nativeness",
    "Perspective",
    "PlaceKind",
    "Property",
    "Sensitivity",
    "SiteKind",
    "StatementStatus",
    "Tradition",
    "VisitStatus",
]


class SiteKind(StrEnum):
    """What a site is, by function; never by nation or faith beyond the function itself."""

    MOSQUE = "mosque"
    CHURCH = "church"
    CATHEDRAL = "cathedral"
    MONASTERY = "monastery"
    SYNAGOGUE = "synagogue"
    TEMPLE = "temple"
    MADRASA = "madrasa"
    MINARET = "minaret"
    MAUSOLEUM = "mausoleum"
    TOMB = "tomb"
    CEMETERY = "cemetery"
    KHACHKAR = "khachkar"
    BURIAL_MOUND = "burial mound"
    FORT = "fort"
    FORTIFICATION = "fortification"
    CASTLE = "castle"
    PALACE = "palace"
    HISTORIC_HOUSE = "historic house"
    TOWN_QUARTER = "town quarter"
    CARAVANSERAI = "caravanserai"
    BRIDGE = "bridge"
    AQUEDUCT = "aqueduct"
    BATH = "bath"
    FOUNTAIN = "fountain"
    MUSEUM = "museum"
    THEATRE = "theatre"
    LIBRARY = "library"
    CULTURAL_CENTRE = "cultural centre"
    CRAFT_WORKSHOP = "craft workshop"
    CAVE = "cave"
    ARCHAEOLOGICAL_SITE = "archaeological site"
    RUIN = "ruin"
    MONUMENT = "monument"

    @property
    def tradition(self) -> Tradition:
        """What such a place was made for; never whose it is."""
        return _TRADITIONS.get(self, Tradition.OTHER)


class Tradition(StrEnum):
    """Groups of kinds by what the places were made for, as the word for the kind says it; never whose a place is or was.

    Whose a place is, only attributed statements say. A place that was turned from one use to another goes by its kind.
    """

    CHRISTIAN = "christian"
    """Made for Christian worship or memory."""
    JEWISH = "jewish"
    """Made for Jewish worship."""
    MUSLIM = "muslim"
    """Made for Muslim worship or learning."""
    WORSHIP = "worship"
    """Made for worship; of which faith, the word does not say."""
    BURIAL = "burial"
    """Made for the dead; of which faith, the word does not say."""
    OTHER = "other"
    """Made for anything else, or the word does not say what for."""


_TRADITIONS = {
    SiteKind.CHURCH: Tradition.CHRISTIAN,
    SiteKind.CATHEDRAL: Tradition.CHRISTIAN,
    SiteKind.MONASTERY: Tradition.CHRISTIAN,
    SiteKind.KHACHKAR: Tradition.CHRISTIAN,
    SiteKind.SYNAGOGUE: Tradition.JEWISH,
    SiteKind.MOSQUE: Tradition.MUSLIM,
    SiteKind.MADRASA: Tradition.MUSLIM,
    SiteKind.MINARET: Tradition.MUSLIM,
    SiteKind.TEMPLE: Tradition.WORSHIP,
    SiteKind.MAUSOLEUM: Tradition.BURIAL,
    SiteKind.TOMB: Tradition.BURIAL,
    SiteKind.CEMETERY: Tradition.BURIAL,
    SiteKind.BURIAL_MOUND: Tradition.BURIAL,
}


AAT_IDS: dict[SiteKind, int] = {
    SiteKind.MOSQUE: 300007544,
    SiteKind.CHURCH: 300007466,
    SiteKind.CATHEDRAL: 300007501,
    SiteKind.SYNAGOGUE: 300007590,
    SiteKind.TEMPLE: 300007595,
    SiteKind.TOMB: 300005926,
    SiteKind.CEMETERY: 300266755,
    SiteKind.FORT: 300006909,
    SiteKind.FORTIFICATION: 300006888,
    SiteKind.CASTLE: 300006891,
    SiteKind.PALACE: 300005734,
    SiteKind.BRIDGE: 300007836,
    SiteKind.AQUEDUCT: 300006165,
    SiteKind.MUSEUM: 300005768,
    SiteKind.THEATRE: 300007117,
    SiteKind.CAVE: 300008746,
    SiteKind.ARCHAEOLOGICAL_SITE: 300000810,
    SiteKind.RUIN: 300008057,
}
"""Getty AAT identifiers; a kind that is absent has none that independent sources agree on."""


class Condition(IntEnum):
    """Grade of condition. Nobody said anything is null, not a grade."""

    UNKNOWN = 0
    """Somebody looked and could not tell."""
    GOOD = 1
    FAIR = 2
    POOR = 3
    VERY_BAD = 4
    DESTROYED = 5


class Certainty(StrEnum):
    """How sure the one who says it is."""

    DEFINITE = "definite"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NEGLIGIBLE = "negligible"


class GeometryRole(StrEnum):
    """What the geometry of a site stands for."""

    CENTRE = "centre"
    ACCESS = "access"
    PERIMETER = "perimeter"
    VICINITY = "vicinity"
    """Only the surroundings are known, such as the town."""


class Sensitivity(StrEnum):
    """How much of the position the public may see."""

    PUBLIC = "public"
    GENERALISED = "generalised"
    """The public sees the grid cell of `generalise_m` that the place lies in."""
    RESTRICTED = "restricted"
    """As generalised; details are for those with a task."""
    WITHHELD = "withheld"
    """The public does not see the site at all."""


class NameStatus(StrEnum):
    """Standing of a name in the source that gives it."""

    OFFICIAL = "official"
    """The main title in that source for that language, nothing more."""
    VARIANT = "variant"
    HISTORICAL = "historical"


class Nativeness(StrEnum):
    """Whether those who live there use the name (INSPIRE GeographicalName)."""

    ENDONYM = "endonym"
    EXONYM = "exonym"


class Property(StrEnum):
    """What a statement about a site is about."""

    CONDITION = "condition"
    EXTENT = "extent"
    DATE = "date"
    IDENTIFICATION = "identification"
    EVENT = "event"
    THREAT = "threat"
    RECOMMENDATION = "recommendation"
    RESTORATION = "restoration"
    PRIORITY = "priority"
    TREND = "trend"


class Method(StrEnum):
    """How it was observed; ties between statements of one date go to the earlier member."""

    FIELD = "field"
    DRONE = "drone"
    SATELLITE = "satellite"
    PHOTO = "photo"
    LITERATURE = "literature"
    MEDIA = "media"
    ORAL = "oral"


class StatementStatus(StrEnum):
    """Where a statement stands in review."""

    PROPOSED = "proposed"
    """A reading of the source that nobody has reviewed."""
    REVIEWED = "reviewed"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"


class Perspective(StrEnum):
    """From where a source speaks; shown beside each claim."""

    STATE = "state"
    COMMUNITY = "community"
    ACADEMIC = "academic"
    INTERGOVERNMENTAL = "intergovernmental"
    MEDIA = "media"


class AccessStatus(StrEnum):
    """Whether a site may be visited, as its authority said on a date; never a word on safety."""

    OPEN = "open"
    PERMIT = "permit"
    ESCORT = "escort"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class ClosureKind(StrEnum):
    """Why no way leads through a place."""

    CLOSED_ROAD = "closed_road"
    SEASONAL = "seasonal"
    """Closed at a time of the year: snow, floods, grazing."""
    BRIDGE_OUT = "bridge_out"
    MINE_RISK = "mine_risk"
    MILITARY = "military"
    RESTRICTED = "restricted"
    """Entry is for those only who have leave to, such as a border zone or a reserve."""
    OTHER = "other"

    @property
    def outlasts_its_statement(self) -> bool:
        """Whether it holds on when the statement has expired: until its last day, or until somebody says that it is over.

        A danger or a prohibition does not end because a paper did.
        """
        return self in (ClosureKind.MINE_RISK, ClosureKind.MILITARY, ClosureKind.RESTRICTED)


class VisitStatus(StrEnum):
    """How far a visit has come."""

    DRAFT = "draft"
    APPROVED = "approved"
    DONE = "done"


class Attestation(StrEnum):
    """Whether a source reports that a stop took place, or only that it was planned."""

    REPORTED = "reported"
    PLANNED = "planned"


class LegBasis(StrEnum):
    """What the length of a leg rests on."""

    ROAD = "road"
    ACCESS = "access"
    """On foot or on a track, between a stop and its road."""
    ESTIMATE = "estimate"
    """Straight geodesic times a detour factor."""


class MeasureKind(StrEnum):
    """What a measure of restoration or revival does."""

    RESTORATION = "restoration"
    CONSERVATION = "conservation"
    RECONSTRUCTION = "reconstruction"
    SURVEY = "survey"
    DESIGNATION = "designation"
    MUSEUM = "museum"
    CRAFT_REVIVAL = "craft_revival"
    TRAINING = "training"
    EVENT = "event"


class MeasurePhase(StrEnum):
    """How far a measure has come, as last reported."""

    IDEA = "idea"
    APPROVED = "approved"
    FUNDED = "funded"
    DESIGNED = "designed"
    UNDER_WAY = "under_way"
    PAUSED = "paused"
    COMPLETE = "complete"
    CANCELLED = "cancelled"


class MeasureProperty(StrEnum):
    """What a statement about a measure is about."""

    PHASE = "phase"
    PROGRESS = "progress"
    START = "start"
    END = "end"
    COST = "cost"
    LEAD = "lead"


class PlaceKind(StrEnum):
    """A place of the base map that carries a label."""

    TOWN = "town"
    VILLAGE = "village"
    HAMLET = "hamlet"
    ABANDONED = "abandoned"
    PEAK = "peak"
