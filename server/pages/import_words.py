"""What pages of imports say in the reader's language: where a file stands, what a column can mean, what is wrong with a row."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from geo.exchange.formats import FORMATS
from geo.exchange.report.issue_codes import CODES
from geo.exchange.site_rows import FIELDS, field_of
from geo.exchange.understand.word_match import vocabulary_of
from geo.layers import LAYERS
from geo.vocabularies import Property
from maps.i18n import joined, number, translations
from maps.words import condition_label, label, language_name, property_label, title
from server.imports.state import ImportState, Task
from server.imports.upload import Refusal
from server.jobs.state import Failure, Phase

__all__ = [
    "ENCODINGS",
    "FieldGroup",
    "Said",
    "added_words",
    "can_read",
    "field_groups",
    "field_label",
    "mend_words",
    "refusal_words",
    "said",
    "severity_words",
    "size_words",
    "state_words",
    "step_words",
    "title_words",
    "undone_words",
    "word_choices",
]

ENCODINGS = ("utf-8", "windows-1254", "windows-1251", "windows-1252", "windows-1256", "iso-8859-9", "utf-16")
"""That files of the region are in; any other can be named in a mapping."""
_LANGUAGES = ("az", "hy", "ru", "en", "fr", "ar", "fa", "tr", "ka", "ku", "und")
_SCHEMES = ("wikidata", "osm", "unesco", "geonames", "original")
_POSITION = ("lon", "lat", "position", "wkt", "uncertainty_m", "geometry_role", "location_certainty", "location_note")
_REGISTER = ("designation", "designation_level", "register_id", "listed_on", "designation_document")
_ACCESS = ("access", "access_authority", "access_as_of", "access_expires", "access_lon", "access_lat")
_CITED = ("source", "source_ids", "location_source_ids", "built_source_ids")
_STATED = tuple(str(word) for word in Property if word is not Property.CONDITION)


@dataclass(frozen=True)
class Said:
    """A sentence, and the language that it is in where that is not the reader's."""

    text: str
    lang: str | None = None


@dataclass(frozen=True)
class FieldGroup:
    """Fields that belong together, as a list offers them."""

    label: str
    choices: tuple[tuple[str, str], ...]
    """What columns are matched to, and what that is called."""


def said(text: str, lang: str) -> Said:
    """Return a sentence of the engine in the reader's language, or in English where there is no translation."""
    translated = translations(lang).gettext(text)
    return Said(translated, "en" if lang != "en" and translated == text else None)


def state_words(state: ImportState, lang: str) -> str:
    """Return where an import stands in a sentence."""
    _ = translations(lang).gettext
    failures = {
        Failure.REFUSED: _("It cannot be read as it stands."),
        Failure.OPERATOR: _("It could not be imported: the store cannot be written, or data are missing; the operator finds the reason in the log."),
        Failure.ENDED: _("The work ended in the midst of it; the operator finds the reason in the log. All or nothing was written: the list of imports says which."),
        Failure.EMPTY: _("It was stopped; nothing was written."),
    }  # fmt: skip
    if state.task is Task.UNDO and state.failure is Failure.REFUSED:
        return _("It cannot be undone as things stand.")
    if state.failure is not None:
        return failures[state.failure]
    if state.phase is Phase.QUEUED:
        return _("It waits for its turn.")
    if state.task is Task.UNDO:
        return _("What the import brought is taken out again, all or nothing.")
    if state.phase is Phase.RUNNING:
        return step_words(state.step, lang)
    return _("Imported.") if state.task is Task.WRITE else _("Checked; nothing is written yet.")


def undone_words(lang: str) -> str:
    """Return what became of a file whose import was undone."""
    _ = translations(lang).gettext
    return _("Imported, and undone.")


def step_words(step: str, lang: str) -> str:
    """Return what is being done with a file."""
    _ = translations(lang).gettext
    sentences = {
        "": _("The file is opened."),
        "read": _("Every row is read and checked."),
        "twins": _("Sites that stand twice are looked for."),
        "compare": _("The rows are compared with what is known."),
        "write": _("The accepted rows are written, all or none."),
    }
    return sentences.get(step, sentences[""])


def refusal_words(refusal: Refusal, most: int, lang: str) -> str:
    """Return why a file was not taken, and what to do."""
    _ = translations(lang).gettext
    sentences = {
        Refusal.NO_FILE: _("Choose a file first."),
        Refusal.EMPTY: _("The file is empty; choose another one."),
        Refusal.TOO_LARGE: _("The file is too large: at most %(most)s are taken here. Import it on the command line with mirasmap import, or divide it."),
        Refusal.NO_ROOM: _("There is no room for the file on the disk of the server; the operator can make some."),
        Refusal.UNREADABLE: _("The file did not arrive whole; send it again."),
    }  # fmt: skip
    return sentences[refusal].replace("%(most)s", size_words(most, lang))


def size_words(n_bytes: int, lang: str) -> str:
    """Return the size of a file.

    Examples
    --------
    >>> size_words(812, "en"), size_words(1_250_000, "en"), size_words(1_000_000_000, "en")
    ('1 kB', '1.2 MB', '1 GB')
    """
    for unit, factor in (("GB", 1e9), ("MB", 1e6)):
        if n_bytes >= factor:
            return f"{number(n_bytes / factor, lang, digits=1)} {unit}"
    return f"{number(max(1, round(n_bytes / 1000)), lang)} kB"


def can_read(lang: str) -> tuple[str, str]:
    """Return the names of the formats that are read, and the endings of their files as a form wants them."""
    read = [format_ for format_ in FORMATS.values() if format_.reads]
    endings = dict.fromkeys(f".{ending.rpartition('.')[2]}" for format_ in read for ending in format_.endings)
    return joined((format_.title for format_ in read), lang), ",".join([*endings, ".kmz", ".zip"])


def field_label(target: str, lang: str) -> str:
    """Return what something is called that a column can be matched to."""
    _ = translations(lang).gettext
    own = {
        "id": _("Identifier"),
        "lon": _("Longitude or easting"),
        "lat": _("Latitude or northing"),
        "position": _("Position in one text, such as 39°45′N 46°45′E"),
        "wkt": _("Geometry as WKT"),
        "geometry": _("Position"),
        "name": _("Name"),
        "source": _("Source, as a title or an address"),
        "source_ids": _("Sources, by their identifiers"),
        "condition": _("Condition, grade 0 to 5"),
        "observed_on": _("Day of what the row says"),
    }
    family, _colon, member = target.partition(":")
    families = {"name": _("Name (%(language)s)"), "alt_name": _("More names (%(language)s)")}
    if target in own:
        return own[target]
    if family in families:
        unknown = _("language not told")
        return families[family] % {"language": unknown if member == "und" else language_name(member, lang)}
    if family == "identifier":
        return _("Identifier of %(scheme)s") % {"scheme": member}
    if target in _STATED:
        return property_label(target, lang)
    return title(field_of(target), lang)


@cache
def field_groups(lang: str) -> tuple[FieldGroup, ...]:
    """Return all that a column can be matched to."""
    _ = translations(lang).gettext
    conditions = tuple(name for name in FIELDS if name.startswith("condition"))
    named = {*_POSITION, *_REGISTER, *_ACCESS, *_CITED, *_STATED, *conditions}
    groups = (
        (_("Names"), (*(f"name:{code}" for code in _LANGUAGES), *(f"alt_name:{code}" for code in _LANGUAGES))),
        (_("The site"), tuple(name for name in FIELDS if name not in named)),
        (_("Where it is"), _POSITION),
        (_("Its condition"), conditions),
        (_("Its registers"), _REGISTER),
        (_("Access"), _ACCESS),
        (_("Who says so"), _CITED),
        (_("Identifiers elsewhere"), tuple(f"identifier:{scheme}" for scheme in _SCHEMES)),
        (_("Other statements"), _STATED),
    )
    return tuple(
        FieldGroup(name, tuple((field, field_label(field, lang)) for field in fields)) for name, fields in groups
    )


def word_choices(field: str, lang: str) -> list[tuple[str, str]]:
    """Return the words of a vocabulary, with what they are called."""
    if field == "condition":
        return [(str(grade), f"{grade} · {condition_label(grade, lang)}") for grade in range(6)]
    vocabulary = field_of(field).vocabulary
    words = vocabulary_of(field) or []
    return [(word, word if vocabulary is None else label(vocabulary, word, lang)) for word in words]


def severity_words(lang: str) -> dict[str, str]:
    """Return what becomes of a row with an issue."""
    _ = translations(lang).gettext
    return {"error": _("error"), "warning": _("warning"), "note": _("note")}


def title_words(code: str, lang: str) -> Said:
    """Return what an issue is."""
    return said(CODES[code].title, lang)


def mend_words(code: str, lang: str) -> Said:
    """Return how an issue is mended, on a page where the engine speaks of the command line."""
    _ = translations(lang).gettext
    here = {
        "crs_missing": _("choose the reference system above"),
        "crs_assumed": _("read as longitude and latitude; choose another above if that is wrong"),
        "crs_doubtful": _("check the reference system, or choose another above"),
        "crs_unreadable": _("choose the reference system above"),
        "swapped": _("change them back in the file, or have it done: tick the box above"),
        "all_swapped": _("have them changed back: tick the box above"),
        "encoding_guessed": _("choose another encoding above if names look wrong"),
        "encoding_unsure": _("look at the names, and choose the encoding above"),
        "bad_text": _("save the file as UTF-8, or choose its encoding above"),
        "other_layers": _("choose another layer above to import it"),
        "no_rows": _("check that it is the right file, or choose another layer above"),
        "no_source": _("say above who says what the file says"),
        "unknown_word": _("match the word above, or correct it in the file"),
        "column_left_out": _("match it above if it should come in"),
        "columns_clash": _("leave one of them out above"),
        "geometry_invalid": _("look at the place, then mend it there, or accept warnings"),
    }
    return Said(here[code]) if code in here else said(CODES[code].mend, lang)


def added_words(added: dict[str, int], lang: str) -> list[tuple[str, int]]:
    """Return how many records of each layer were added."""
    return [(title(LAYERS[name], lang) if name in LAYERS else name, count) for name, count in added.items() if count]
