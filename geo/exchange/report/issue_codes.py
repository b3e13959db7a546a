"""Everything that an import can say of a row or a file: a stable code each, how grave it is, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["CODES", "IssueCode", "Severity"]


class Severity(StrEnum):
    """What becomes of a row with such an issue."""

    ERROR = "error"
    """It is rejected."""
    WARNING = "warning"
    """It is rejected unless whoever imports accepts warnings."""
    NOTE = "note"
    """It is accepted; if it was changed, before and after are on record."""


@dataclass(frozen=True)
class IssueCode:
    """One kind of issue."""

    code: str
    severity: Severity
    title: str
    """What is so, of one row or of the file; without a final stop."""
    mend: str
    """How to mend it, or what was done; one sentence without a final stop."""
    mended: bool = False
    """The row was changed: `before` and `after` say how."""


_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE
_ALL = (
    # the row in its file
    IssueCode("broken_feature", _E, "the row cannot be read", "mend the text at the place that is named"),
    IssueCode("feature_too_long", _E, "the row is longer than any site can be", "split it, or simplify its geometry"),
    IssueCode("too_deep", _E, "lists or objects are nested too deeply in the row", "write its attributes side by side"),
    IssueCode("bad_text", _E, "the row is not in the encoding of the file", "save the file as UTF-8, or name its encoding: --encoding"),
    IssueCode("row_width", _E, "the row has more or fewer cells than there are headings", "look for a separator that is missing, or that stands in a text without quotation marks"),
    IssueCode("duplicate_key", _W, "a property stands twice in the row, and only one of the two can be taken", "leave one of the two"),
    # geometry
    IssueCode("no_geometry", _N, "no position is given", "the site is listed but not drawn; add a position if one is known"),
    IssueCode("geometry_unreadable", _E, "the geometry cannot be read", "give finite numbers, longitude first, and close every ring"),
    IssueCode("not_finite", _E, "a coordinate is no finite number", "give a number, or leave the geometry out where the place is not known"),
    IssueCode("geometry_type", _E, "the geometry is neither a point nor a line nor an area", "give one of these; split a mixed collection into its parts"),
    IssueCode("geometry_invalid", _W, "the geometry crosses or touches itself and was made valid", "look at the place that is named, then mend it there or accept warnings", mended=True),
    IssueCode("geometry_collapsed", _E, "the geometry has no extent: nothing is left of it when it is made valid", "draw it again, or give a point"),
    IssueCode("ring_order", _N, "a ring ran the wrong way round", "it was turned: outer rings run counterclockwise, holes clockwise", mended=True),
    IssueCode("three_d", _N, "the geometry had heights", "they were left out: positions are longitude and latitude", mended=True),
    IssueCode("out_of_world", _E, "the position is not on earth", "check the reference system and the order of the coordinates: degrees, longitude first"),
    IssueCode("null_island", _W, "the position is 0, 0 in the sea off Africa", "leave it out if it stands for unknown"),
    IssueCode("outside_area", _W, "the position is outside the area that these data are about", "check it; if it is right, accept warnings"),
    IssueCode("swapped", _E, "longitude and latitude seem to have changed places", "change them back, or ask for it: --swap"),
    IssueCode("swap_mended", _N, "longitude and latitude were changed back, as asked", "nothing needs to be done", mended=True),
    IssueCode("coordinate_text", _N, "the position was written in words or in degrees and minutes", "it was read as decimal degrees; see before and after", mended=True),
    # who is who
    IssueCode("id_missing", _N, "no identifier is given", "one was made of name and place, the same each time", mended=True),
    IssueCode("id_changed", _N, "the identifier has signs that ours have not", "it was written in small letters, digits and hyphens; the original is kept among the identifiers", mended=True),
    IssueCode("identifier_read", _N, "the identifier was written as an address", "its last part was taken; see before and after", mended=True),
    IssueCode("duplicate_id", _E, "an earlier row of the file has the same identifier", "give each row its own, or leave one of the rows out"),
    IssueCode("known_same", _N, "the store has all of this row already", "nothing was added"),
    IssueCode("known_more", _N, "the store knows the site, and the row says more of it", "what is new was added"),
    IssueCode("known_differs", _W, "the store knows the site and says otherwise", "what the store has stays; correct the row, or the record in the store"),
    IssueCode("duplicate_site", _W, "a site close by has nearly the same name", "if they are one, give both the same identifier; if not, accept warnings; nothing is merged by itself"),
    # names
    IssueCode("no_name", _E, "no name is given in any language", "give a name in one at least"),
    IssueCode("hidden_characters", _N, "invisible characters stood in the text", "they were taken out", mended=True),
    IssueCode("characters_composed", _N, "letters and their marks were written apart", "they were joined (Unicode NFC); nothing looks different", mended=True),
    IssueCode("spaces", _N, "needless spaces stood in the text", "they were taken out", mended=True),
    IssueCode("markup", _N, "the text looks like markup or a formula", "it is kept as it is, and shown as text only"),
    IssueCode("too_long", _E, "the text is longer than a field can hold", "shorten it, or move a part to the note"),
    # values
    IssueCode("required_missing", _E, "a value that is needed is missing", "fill it in"),
    IssueCode("unknown_word", _E, "the word is not in the vocabulary", "match it to a word of the vocabulary in the mapping, or correct it"),
    IssueCode("word_matched", _N, "the word was matched to the vocabulary", "see before and after", mended=True),
    IssueCode("not_a_number", _E, "the value is no number", "write digits, with a point before decimals"),
    IssueCode("number_read", _N, "the number was written in another way", "see before and after", mended=True),
    IssueCode("out_of_range", _E, "the number is outside what is possible", "correct it, within the limits that are named"),
    IssueCode("date_unreadable", _E, "the date cannot be read", "write it as EDTF, such as 1750~, 17XX or 1850/1870"),
    IssueCode("date_read", _N, "the date was written in another way", "it was read as EDTF; see before and after", mended=True),
    IssueCode("future_date", _W, "the date is in the future", "correct it, or accept warnings"),
    IssueCode("bad_form", _E, "the value is not written as it must be", "write it in the form that is named"),
    IssueCode("unknown_reference", _E, "the value names a record that the store does not have", "correct it, or add the record first"),
    IssueCode("reference_matched", _N, "the name was matched to a record of the store", "see before and after", mended=True),
    IssueCode("lone_value", _N, "the value says more about another, which is missing", "it is left out; give the other value too"),
    IssueCode("district_made", _N, "a district was made of the name that the row gives", "the store has no districts yet; add boundaries to draw it"),
    IssueCode("no_source", _E, "nobody is named who says this", "name the source in the row, or one for the whole file"),
    IssueCode("source_made", _N, "a record was made of the source that the row names", "complete it in the sources", mended=True),
    IssueCode("sensitivity_assumed", _N, "tombs, caves and archaeological sites are shown as a grid cell unless the row says otherwise", "give the field sensitivity to decide", mended=True),
    # the file as a whole
    IssueCode("truncated", _E, "the file ends in the middle", "get it again; the rows before the end were read"),
    IssueCode("column_left_out", _N, "a column was matched to no field", "match it in the mapping if it should come in"),
    IssueCode("columns_clash", _E, "two columns were matched to one field", "leave one of them out in the mapping"),
    IssueCode("encoding_guessed", _N, "the encoding was found out from the text", "name it if names look wrong: --encoding"),
    IssueCode("encoding_unsure", _W, "the encoding could be either of two", "look at the names, and name it: --encoding"),
    IssueCode("crs_missing", _E, "the file does not say its reference system, and its numbers are no degrees", "name it: --crs"),
    IssueCode("crs_assumed", _N, "the file does not say its reference system; its numbers are degrees", "read as longitude and latitude; name another if that is wrong: --crs"),
    IssueCode("crs_doubtful", _W, "the numbers do not fit the reference system that the file names", "check it, or name another: --crs"),
    IssueCode("crs_unreadable", _W, "the file names a reference system that is not known", "name it: --crs"),
    IssueCode("all_swapped", _E, "longitude and latitude seem to have changed places in the whole file", "ask for them to be changed back: --swap"),
    IssueCode("no_rows", _E, "the file has no rows", "check that it is the right file, or name another layer of it: --layer"),
    IssueCode("other_layers", _N, "the file has other layers", "name one to import it: --layer"),
    IssueCode("links_not_followed", _N, "the file points to other files or addresses, which are never opened", "import them on their own"),
    IssueCode("title_rows", _N, "rows above the heading were taken for a title", "nothing to do, unless they are sites"),
    IssueCode("twins_crowded", _N, "so many rows lie at one place that not every two of them were compared", "give their own positions to the rows, then look for duplicates again"),
)  # fmt: skip

CODES: dict[str, IssueCode] = {code.code: code for code in _ALL}
"""All of them by code, in the order in which reports list them."""
