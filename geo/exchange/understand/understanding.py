"""From the columns of a foreign file to site rows, as a mapping says; every change is on record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geo.exchange.check.row_checks import UNREAD
from geo.exchange.distinct import filled, rewrite
from geo.exchange.site_batch import SiteBatch
from geo.exchange.site_rows import INPUTS, order_of
from geo.exchange.understand.condition_words import condition_words
from geo.exchange.understand.district_names import DistrictNames
from geo.exchange.understand.field_headings import FieldHeadings
from geo.exchange.understand.field_values import field_reader
from geo.exchange.understand.known import NOTHING_KNOWN
from geo.exchange.understand.placing import Placing
from geo.exchange.understand.positions import PositionColumns
from geo.exchange.understand.row_ids import row_ids
from geo.exchange.understand.row_sources import CITING, row_sources
from geo.exchange.understand.slugs import slugs
from geo.exchange.understand.source_texts import SourceTexts
from geo.exchange.understand.unmatched_words import UnmatchedWords

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geo.exchange.batch import Batch
    from geo.exchange.read.reading import Rows
    from geo.exchange.report.issues import Issues
    from geo.exchange.understand.crs_fit import CrsFit
    from geo.exchange.understand.known import Known
    from geo.exchange.understand.mapping import Mapping
    from geo.exchange.understand.word_match import WordMatch
    from geo.questions.question_words import BBox

__all__ = ["Understanding"]

_ORIGINAL = "identifier:original"
_OWN_READING = frozenset(("id", "part_of", "source_ids", "location_source_ids", "built_source_ids"))


class Understanding:
    """Understands one file, batch by batch.

    Parameters
    ----------
    rows
        The opened file: its reference system, its headings, the sources that it carries.
    mapping
        How it is to be read. Headings that it does not name are left out; those that the file does not have (yet) are empty.
    area
        What the data are about, in EPSG:4326: west, south, east, north; None where nothing is declared.
    known
        What rows may refer to.

    Raises
    ------
    ExchangeError
        If the mapping names a reference system or a source that nobody knows.
    """

    def __init__(self, rows: Rows, mapping: Mapping, *, area: BBox | None = None, known: Known = NOTHING_KNOWN) -> None:
        self._mapping, self._known = mapping, known
        self._headings = FieldHeadings(mapping.columns, rows.columns)
        self._places = PositionColumns.of({heading: field for field, heading in self._headings.of.items()})
        self._placing = Placing(rows.crs, asked=mapping.crs, area=area, swap=mapping.swap)
        self._sources = SourceTexts(known, rows.sources, mapping.source)
        self._readers = {
            field: reader
            for field, heading in self._headings.of.items()
            if field not in INPUTS and field not in _OWN_READING
            and (reader := field_reader(field, heading, mapping.values.get(field, {}), known)) is not None
        }  # fmt: skip
        self._constants = {field: self._constant(field, value) for field, value in mapping.constants.items()}
        self._districts = DistrictNames()
        self._unmatched = UnmatchedWords()
        self._n_rows = 0
        self.columns: list[str] = self._columns()
        """Fields of every batch that `rows` returns, in order."""

    def _constant(self, field: str, value: str) -> str:
        """Return what stands in all rows as a cell with it would be read; what says that nothing is known stays."""
        reader = (
            None
            if field in _OWN_READING
            else field_reader(field, field, self._mapping.values.get(field, {}), self._known)
        )
        return value if reader is None else reader.read(value) or value

    def _columns(self) -> list[str]:
        fields = {field for field in self._headings.of if field not in INPUTS} | {"id", "source_ids"}
        fields |= set(self._mapping.constants)
        if "id" in self._headings:
            fields.add(_ORIGINAL)
        if "condition" in self._headings:
            fields |= {"condition_raw", "condition_scale"}
        return order_of(fields)

    @property
    def crs(self) -> str | None:
        """The reference system that positions are read in: asked for, declared, or degrees; None where it is not known."""
        return self._placing.crs

    @property
    def n_placed(self) -> int:
        """How many of the rows seen so far have a position."""
        return self._placing.n_placed

    def fits(self) -> tuple[CrsFit, ...]:
        """Return the reference systems in which the positions seen so far lie in the area, best first."""
        return self._placing.fits()

    @property
    def new_sources(self) -> pd.DataFrame:
        """Sources that the rows seen so far need and the store does not have: columns of `geo.layers.SOURCES`."""
        return self._sources.new

    @property
    def new_districts(self) -> pd.DataFrame:
        """Districts made of names, for a store that has none: columns `id`, `text`, `lang`."""
        return self._districts.new

    @property
    def unmatched(self) -> list[WordMatch]:
        """Words of vocabularies that matched nothing in the rows seen so far, the most frequent of each field first."""
        return list(self._unmatched)

    @property
    def late(self) -> dict[str, int]:
        """Headings that turned up only after the file was opened (of JSON), and in how many rows; they are left out."""
        return self._headings.late

    def rows(self, batch: Batch, issues: Issues) -> SiteBatch:
        """Return a batch as site rows.

        Parameters
        ----------
        batch
            The next rows of the file, in its order. Not modified.
        issues
            Takes every change, what is wrong with positions, missing sources, and the defects that the reader found.

        Returns
        -------
        SiteBatch
            As many rows in the same order; columns as `columns`, geometry in EPSG:4326.
        """
        first, n = self._n_rows, len(batch)
        read = np.ones(n, dtype=bool)
        read[[defect.at for defect in batch.defects if defect.code in UNREAD]] = False
        if not read.all():
            batch = _without(batch, read)
        self._n_rows += n
        for defect in batch.defects:
            issues.add(defect.code, np.array([defect.at]), first=first, detail=defect.detail or None)
        self._headings.note_left_out(batch.columns)
        geometry = self._geometry(batch, issues, first)
        out = {
            field: self._read(field, batch.columns, issues, first) for field in self.columns if field in self._headings
        }
        if "condition" in self._headings:
            said, heading = filled(self._headings.column("condition", batch.columns)), self._headings.of["condition"]
            out["condition"], words, scale = condition_words(said, out["condition"], heading, issues, first)
            _add_under(out, condition_raw=words, condition_scale=scale)
        names = [column for field, column in out.items() if field.startswith("name:")]
        given = filled(self._headings.column("id", batch.columns))
        out["id"], original = row_ids(given, self._mapping.id_prefix, names, geometry, read, issues, first)
        if original is not None:
            _add_under(out, **{_ORIGINAL: original})
        citing = [field for field in CITING if field in self._headings]
        cited = {field: filled(self._headings.column(field, batch.columns)) for field in citing}
        out |= row_sources(self._sources, cited, read, issues, first)
        for field, value in self._constants.items():
            told = out.get(field, pa.nulls(n, pa.string()))
            out[field] = pc.if_else(pa.array(read), pc.fill_null(told, value), told)
        table = pa.table({name: out[name] if name in out else pa.nulls(n, pa.string()) for name in self.columns})
        return SiteBatch(table, geometry, first)

    def finish(self, issues: Issues) -> None:
        """Say what is so of the file as a whole, after its last batch."""
        self._placing.finish(issues)
        self._headings.tell(issues)

    def _geometry(self, batch: Batch, issues: Issues, first: int) -> NDArray[np.object_]:
        shapes, srids = batch.geometry, None
        if self._places:
            found = self._places.read(batch.columns, issues, first)
            use = shapely.is_missing(shapes)
            shapes = np.where(use, found.shapes, shapes)
            srids = None if found.srids is None else np.where(use, found.srids, 0)
        return self._placing.place(shapes, issues, first, srids)

    def _read(self, field: str, table: pa.Table, issues: Issues, first: int) -> pa.Array:
        column = self._headings.column(field, table)
        reader = self._readers.get(field)
        if column.null_count == len(column):
            return column
        if field == "district" and not self._known.district_ids:
            return self._district(column, issues, first)
        if field == "part_of":
            return slugs(filled(column), self._mapping.id_prefix).column
        if reader is None:
            return column
        done = rewrite(filled(column), reader.read, plain=reader.plain)
        issues.add(reader.code, done.rows, first=first, field=field, before=done.before, after=done.after)
        self._unmatched.note(field, done.column)
        return done.column

    def _district(self, column: pa.Array, issues: Issues, first: int) -> pa.Array:
        """Make districts of names, for a store that has none."""
        given = self._mapping.values.get("district")
        names = rewrite(filled(column), lambda text: given.get(text, text)).column if given else filled(column)
        ids, made = self._districts.column(names)
        places = pa.array(made)
        after = ids.take(places)
        issues.add("district_made", made, first=first, field="district", before=names.take(places), after=after)
        return ids


def _without(batch: Batch, read: NDArray[np.bool_]) -> Batch:
    """Return a batch in which rows that could not be read are empty: whatever stands in them is not to be believed."""
    kept = pa.array(read)
    columns = {name: pc.if_else(kept, batch.columns[name], None) for name in batch.columns.column_names}
    geometry = batch.geometry.copy()
    geometry[~read] = None
    return replace(batch, columns=pa.table(columns), geometry=geometry)


def _add_under(out: dict[str, pa.Array], **columns: pa.Array) -> None:
    """Add columns to others; where a column is there already, what it says stays."""
    for field, column in columns.items():
        out[field] = pc.coalesce(out[field], column) if field in out else column
