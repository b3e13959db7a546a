"""From the columns of a foreign file to site rows, as a mapping says; every change is on record."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geo.exchange.check.row_checks import UNREAD
from geo.exchange.distinct import Rewritten, filled, one_array, rewrite
from geo.exchange.report.reason import N_, Reason, Reasons, alone, quotable
from geo.exchange.site_batch import SiteBatch
from geo.exchange.site_rows import INPUTS, order_of
from geo.exchange.understand.district_names import DistrictNames
from geo.exchange.understand.field_values import FieldReader, field_reader
from geo.exchange.understand.known import NOTHING_KNOWN
from geo.exchange.understand.placing import Placing
from geo.exchange.understand.positions import PositionColumns
from geo.exchange.understand.slugs import made_ids, slugs
from geo.exchange.understand.source_texts import GIVE_PERSPECTIVE, SourceTexts
from geo.exchange.understand.word_match import WordMatch, grades_of, propose_word, vocabulary_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geo.exchange.batch import Batch
    from geo.exchange.read.reading import Rows
    from geo.exchange.report.issues import Issues
    from geo.exchange.understand.crs_fit import CrsFit
    from geo.exchange.understand.known import Known
    from geo.exchange.understand.mapping import Mapping
    from geo.questions.question_words import BBox

__all__ = ["Understanding"]

_ORIGINAL = "identifier:original"
_OWN_READING = frozenset(("id", "part_of", "source_ids", "location_source_ids", "built_source_ids"))
_NAMES_NOBODY = N_("it names nobody, as if nothing stood there")
_IN_DIGITS = r"^\s*[+-]?\d+([.,]\d+)?\s*$"
_MOST_WORDS = 10_000
"""Unmatched words of a field that are counted."""


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
        self._headings = frozenset(rows.columns)
        self._of: dict[str, str] = {}
        self._clashes: list[tuple[str, str, str]] = []
        for heading, target in mapping.columns.items():
            if target is not None and heading in self._headings and self._of.setdefault(target, heading) != heading:
                self._clashes.append((target, self._of[target], heading))
        for (
            heading,
            target,
        ) in mapping.columns.items():  # those that may turn up later; fields that no column has stay empty
            if target is not None and heading not in self._headings:
                self._of.setdefault(target, heading)
        self._places = PositionColumns.of({heading: target for target, heading in self._of.items()})
        self._placing = Placing(rows.crs, asked=mapping.crs, area=area, swap=mapping.swap)
        self._sources = SourceTexts(known, rows.sources, mapping.source)
        self._readers = {
            target: reader
            for target, heading in self._of.items()
            if target not in INPUTS and target not in _OWN_READING
            and (reader := field_reader(target, heading, mapping.values.get(target, {}), known)) is not None
        }  # fmt: skip
        self._constants = {field: self._constant(field, value) for field, value in mapping.constants.items()}
        self._districts = DistrictNames()
        self._left_out: Counter[str] = Counter()
        self._unmatched: dict[str, Counter[str]] = {}
        self._n_rows = 0
        self.columns: list[str] = self._columns()
        """Fields of every batch that `rows` returns, in order."""
        self.late: dict[str, int] = {}
        """Headings that turned up only after the file was opened (of JSON), and in how many rows; they are left out."""

    def _constant(self, field: str, value: str) -> str:
        """Return what stands in all rows as a cell with it would be read; what says that nothing is known stays."""
        reader = (
            None
            if field in _OWN_READING
            else field_reader(field, field, self._mapping.values.get(field, {}), self._known)
        )
        return value if reader is None else reader.read(value) or value

    def _columns(self) -> list[str]:
        fields = {target for target in self._of if target not in INPUTS} | {"id", "source_ids"}
        fields |= set(self._mapping.constants)
        if "id" in self._of:
            fields.add(_ORIGINAL)
        if "condition" in self._of:
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
        out = []
        for field, words in self._unmatched.items():
            for word, count in words.most_common():
                target, why = propose_word(field, word)
                out.append(WordMatch(field, word, count, target, why))
        return out

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
        self._note_left_out(batch.columns)
        geometry = self._geometry(batch, issues, first)
        out = {
            target: self._read(target, batch.columns, issues, first) for target in self.columns if target in self._of
        }
        if "condition" in self._of:
            self._keep_words(out, batch.columns, issues, first)
        self._identify(out, batch, read, geometry, issues, first)
        self._cite(out, batch.columns, read, issues, first)
        for field, value in self._constants.items():
            told = out.get(field, pa.nulls(n, pa.string()))
            out[field] = pc.if_else(pa.array(read), pc.fill_null(told, value), told)
        table = pa.table({name: out[name] if name in out else pa.nulls(n, pa.string()) for name in self.columns})
        return SiteBatch(table, geometry, first)

    def finish(self, issues: Issues) -> None:
        """Say what is so of the file as a whole, after its last batch."""
        self._placing.finish(issues)
        for target, kept, other in self._clashes:
            both = {"heading": quotable(kept), "other": quotable(other), "field": target}
            detail = Reason("'{heading}' and '{other}' were both matched to {field}", both)
            issues.add_file("columns_clash", field=other, detail=detail)
        for heading, count in self._left_out.items():
            told = Reason("1 row has a value") if count == 1 else Reason("{count} rows have a value", {"count": count})
            issues.add_file("column_left_out", field=heading, detail=told)

    def _column(self, target: str, table: pa.Table) -> pa.Array:
        heading = self._of.get(target)
        if heading is None or heading not in table.column_names:
            return pa.nulls(len(table), pa.string())
        return one_array(table[heading])

    def _note_left_out(self, table: pa.Table) -> None:
        used = set(self._of.values())
        for heading in table.column_names:
            if heading in used:
                continue
            column = table[heading]
            count = len(column) - column.null_count
            if count:
                self._left_out[heading] += count
                if heading not in self._headings:
                    self.late[heading] = self.late.get(heading, 0) + count

    def _geometry(self, batch: Batch, issues: Issues, first: int) -> NDArray[np.object_]:
        shapes, srids = batch.geometry, None
        if self._places:
            found = self._places.read(batch.columns, issues, first)
            use = shapely.is_missing(shapes)
            shapes = np.where(use, found.shapes, shapes)
            srids = None if found.srids is None else np.where(use, found.srids, 0)
        return self._placing.place(shapes, issues, first, srids)

    def _read(self, target: str, table: pa.Table, issues: Issues, first: int) -> pa.Array:
        column = self._column(target, table)
        reader = self._readers.get(target)
        if column.null_count == len(column):
            return column
        if target == "district" and not self._known.district_ids:
            return self._district(column, issues, first)
        if target == "part_of":
            return slugs(filled(column), self._mapping.id_prefix).column
        if reader is None:
            return column
        done = rewrite(filled(column), reader.read, plain=reader.plain)
        self._tell(done, target, reader, issues, first)
        if vocabulary_of(target) is not None:
            self._count_unmatched(target, done.column)
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

    def _tell(self, done: Rewritten, target: str, reader: FieldReader, issues: Issues, first: int) -> None:
        issues.add(reader.code, done.rows, first=first, field=target, before=done.before, after=done.after)

    def _count_unmatched(self, target: str, column: pa.Array) -> None:
        known = pc.is_in(column, value_set=pa.array(vocabulary_of(target), pa.string()))
        strange = column.filter(pc.and_(column.is_valid(), pc.invert(known)))
        if not len(strange):
            return
        counts = self._unmatched.setdefault(target, Counter())
        for one in pc.value_counts(strange).to_pylist():
            if one["values"] in counts or len(counts) < _MOST_WORDS:
                counts[one["values"]] += one["counts"]

    def _keep_words(self, out: dict[str, pa.Array], table: pa.Table, issues: Issues, first: int) -> None:
        """Keep the words of a condition beside its grade; those that mean several grades get none."""
        said, graded = filled(self._column("condition", table)), out["condition"]
        ranges = {word: grades for word in pc.unique(graded).to_pylist() if word and (grades := grades_of(word))}
        told = {word: f"{word} = {low} to {high}" for word, (low, high) in ranges.items()}  # kept with the statement
        if ranges:
            among = pc.fill_null(pc.is_in(graded, value_set=pa.array(list(ranges))), fill_value=False)
            rows = np.flatnonzero(among.to_numpy(zero_copy_only=False))
            words = graded.take(pa.array(rows))
            ends = {
                name: [str(ranges[word][at]) for word in words.to_pylist()] for at, name in enumerate(("low", "high"))
            }
            detail = Reasons("{word} = {low} to {high}: no grade, kept in its own words", {"word": words, **ends})
            issues.add("word_matched", rows, first=first, field="condition", detail=detail, before=words)
            graded = pc.if_else(among, None, graded)
        out["condition"] = graded
        graded_in_words = pc.and_(pc.invert(pc.match_substring_regex(said, _IN_DIGITS)), _differ(said, graded))
        kept = pc.if_else(graded_in_words, said, None)
        if kept.null_count == len(kept):
            return
        heading = self._of["condition"]
        scales = rewrite(kept, lambda word: f"{heading}: {told[word]}" if word in told else heading).column
        for name, words in (("condition_raw", kept), ("condition_scale", scales)):
            out[name] = pc.coalesce(out[name], words) if name in out else words

    def _identify(
        self,
        out: dict[str, pa.Array],
        batch: Batch,
        read: NDArray[np.bool_],
        geometry: NDArray[np.object_],
        issues: Issues,
        first: int,
    ) -> None:
        """Give every row that could be read an identifier of ours."""
        done = slugs(filled(self._column("id", batch.columns)), self._mapping.id_prefix)
        issues.add("id_changed", done.rows, first=first, field="id", before=done.before, after=done.after)
        ids = done.column
        if len(done.rows):
            original = np.full(len(batch), None, dtype=object)
            original[done.rows] = done.before.to_pylist()
            kept = pa.array(original, pa.string())
            out[_ORIGINAL] = pc.coalesce(out[_ORIGINAL], kept) if _ORIGINAL in out else kept
        missing = ids.is_null().to_numpy(zero_copy_only=False) & read
        rows = np.flatnonzero(missing)
        if len(rows):
            places = pa.array(rows)
            names = [out[name].take(places) for name in out if name.startswith("name:")]
            made = made_ids(names, geometry[rows])
            issues.add("id_missing", rows, first=first, field="id", after=made)
            ids = pc.replace_with_mask(ids, pa.array(missing), made)
        out["id"] = ids

    def _cite(
        self, out: dict[str, pa.Array], table: pa.Table, read: NDArray[np.bool_], issues: Issues, first: int
    ) -> None:
        """Put the ids of sources in place of their names; rows that name none have the source of the file."""
        wanting = np.zeros(len(table), dtype=bool)
        for name in ("location_source_ids", "built_source_ids"):
            if name in self._of:
                out[name], _wanting = self._cited(name, table, issues, first)
        ids, named = self._cited("source_ids", table, issues, first)
        wanting |= named
        if "source" in self._of:
            texts, named = self._cited("source", table, issues, first)
            wanting |= named
            ids = pc.coalesce(pc.binary_join_element_wise(ids, texts, ";"), ids, texts)
        none = ids.is_null().to_numpy(zero_copy_only=False)
        perspective = Reason(GIVE_PERSPECTIVE)
        issues.add("no_source", none & wanting, first=first, field="source_ids", detail=perspective)
        if self._sources.of_file is None:
            issues.add(
                "no_source",
                none & ~wanting & read,
                first=first,
                field="source_ids",
                detail=Reason(self._sources.why_none),
            )
        else:
            ids = pc.if_else(pa.array(none & ~wanting), self._sources.of_file, ids)
        out["source_ids"] = ids

    def _cited(self, target: str, table: pa.Table, issues: Issues, first: int) -> tuple[pa.Array, NDArray[np.bool_]]:
        """Return the ids that a column of sources stands for, and the rows that name some of which there is no record."""
        column = filled(self._column(target, table))
        if column.null_count == len(column):
            return column, np.zeros(len(column), dtype=bool)
        found = self._sources.column(column, only_ids=target != "source")
        field = "source_ids" if target == "source" else target
        for code, rows in (("source_made", found.made), ("reference_matched", found.matched)):
            places = pa.array(rows)
            issues.add(code, rows, first=first, field=field, before=column.take(places), after=found.ids.take(places))
        strange = column.take(pa.array(found.strange))
        issues.add(
            "unknown_reference",
            found.strange,
            first=first,
            field=field,
            detail=Reasons(alone("value"), {"value": strange}),
        )
        wanting = pc.and_(column.is_valid(), found.ids.is_null()).to_numpy(zero_copy_only=False).copy()
        wanting[found.nobody] = False
        nobody = column.take(pa.array(found.nobody))
        issues.add(
            "reference_matched", found.nobody, first=first, field=field, detail=Reason(_NAMES_NOBODY), before=nobody
        )
        return found.ids, wanting


def _without(batch: Batch, read: NDArray[np.bool_]) -> Batch:
    """Return a batch in which rows that could not be read are empty: whatever stands in them is not to be believed."""
    kept = pa.array(read)
    columns = {name: pc.if_else(kept, batch.columns[name], None) for name in batch.columns.column_names}
    geometry = batch.geometry.copy()
    geometry[~read] = None
    return replace(batch, columns=pa.table(columns), geometry=geometry)


def _differ(before: pa.Array, after: pa.Array) -> pa.Array:
    """Return which values were changed or emptied."""
    return pc.and_(
        before.is_valid(), pc.or_kleene(after.is_null(), pc.fill_null(pc.not_equal(before, after), fill_value=True))
    )
