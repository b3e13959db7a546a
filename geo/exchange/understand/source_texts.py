"""Sources that rows name in words of their own, as records: known ones found again, new ones made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np
import pandas as pd
import pyarrow as pa

from geo.edtf import unreadable
from geo.errors import ExchangeError
from geo.exchange.distinct import first_rows
from geo.exchange.understand.known import KnownSource, sources_of
from geo.exchange.understand.slugs import mark_of
from geo.exchange.understand.text_key import is_unknown, text_key
from geo.layers import SOURCES
from geo.layers.schema import SLUG
from geo.search import fold
from geo.vocabularies import Perspective

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.exchange.understand.known import Known
    from geo.exchange.understand.mapping import FileSource

__all__ = ["GIVE_EITHER", "GIVE_PERSPECTIVE", "GIVE_SOURCE", "SourceColumn", "SourceTexts"]

GIVE_PERSPECTIVE = "say from where the sources of the file speak: source.perspective in the mapping"
GIVE_SOURCE = "no source is given; name one for the whole file: source in the mapping"
GIVE_EITHER = "no source is given; name one for the whole file: source in the mapping, or say from where the sources of the file speak: source.perspective in the mapping"
_SEVERAL = re.compile(r";(?=\s|https?://|[a-z0-9-]+$)|[|\n]")
_IDS = re.compile(r"[a-z0-9][a-z0-9-]{0,79}(?:;[a-z0-9][a-z0-9-]{0,79})*")
_URL = re.compile(r"https?://[^\s<>\"]{1,1990}")
_QUERY, _WORDS = re.compile(r"[?#]"), re.compile(r"[a-z0-9]+")
_LONGEST_TITLE, _LONGEST_CELL = 300, 10_000
_NEW = "\0"
"""In place of what has not been looked up yet."""
_NO_ROWS = np.empty(0, dtype=np.intp)


@dataclass(frozen=True)
class SourceColumn:
    """A column of sources as ids."""

    ids: pa.Array
    """Ids separated by `;`; null where no source is named, or none could be put on record."""
    made: NDArray[np.intp]
    """Rows in which a source is named for the first time for which a record was made."""
    matched: NDArray[np.intp]
    """Rows in which a record that was there before is named by its title or address."""
    nobody: NDArray[np.intp]
    """Rows with words that name nobody: `-`, `unknown`."""
    strange: NDArray[np.intp]
    """Rows with an id that nobody knows."""


class SourceTexts:
    """The sources of one file.

    Parameters
    ----------
    known
        What the store knows.
    carried
        Sources that the file brings with it, columns of `geo.layers.SOURCES`; None where it brings none.
    of_file
        The source of rows that name none, and the model of new ones.

    Raises
    ------
    ExchangeError
        If the source of the file is named by an id that nobody knows, without a title.
    """

    def __init__(self, known: Known, carried: pa.Table | None, of_file: FileSource | None) -> None:
        self._told, self._keys, self._any = dict(known.sources), dict(known.source_keys), known.any_source
        self._made: dict[str, tuple[str | None, ...]] = {}
        self._made_here: set[str] = set()
        self._ids: tuple[dict[str, str | None], dict[str, str | None]] = ({}, {})
        self._matched: set[str] = set()
        self._nobody: set[str] = set()
        self._strange: set[str] = set()
        if carried is not None:
            self._carry(carried.to_pandas())
        self._model = self._model_of(of_file)
        self.of_file = self._id_of_file(of_file)
        """Id of the source of the file; None where none is given."""

    @property
    def why_none(self) -> str:
        """Why a row that names a source, or none, has none on record."""
        return GIVE_SOURCE if self._model is not None else GIVE_EITHER

    @property
    def new(self) -> pd.DataFrame:
        """Sources to be added, columns of `geo.layers.SOURCES`."""
        return pd.DataFrame(list(self._made.values()), columns=SOURCES.columns, dtype="str")

    def column(self, cells: pa.Array, *, only_ids: bool) -> SourceColumn:
        """Return the ids that a column of cells stands for.

        Parameters
        ----------
        cells
            Text, null where no source is named.
        only_ids
            The column is to hold ids: one that looks like an id and is none is not made into a source. Else a cell is one
            source or several (`;` and a blank, a bar or a new line between them): ids, titles, addresses.
        """
        ids_of = self._ids[only_ids]
        encoded = cells.dictionary_encode()
        texts = encoded.dictionary.to_pylist()
        found = [ids_of.get(text, _NEW) for text in texts]
        made = np.zeros(len(texts), dtype=bool)
        for place, ids in enumerate(found):
            if ids is _NEW:
                text = texts[place]
                found[place] = ids_of[text] = None if only_ids and self._is_strange_id(text) else self._read(text)
                made[place] = self._is_made(found[place])
        codes = encoded.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False)
        return SourceColumn(
            pa.array(found, pa.string()).take(encoded.indices),
            first_rows(codes, made),
            _rows_of(codes, texts, self._matched),
            _rows_of(codes, texts, self._nobody),
            _rows_of(codes, texts, self._strange) if only_ids else _NO_ROWS,
        )

    def _is_strange_id(self, cell: str) -> bool:
        strange = _IDS.fullmatch(cell) is not None and not self._are_known(cell.split(";"))
        if strange:
            self._strange.add(cell)
        return strange

    def _are_known(self, ids: list[str]) -> bool:
        return self._any or all(record in self._told for record in ids)

    def _is_made(self, ids: str | None) -> bool:
        return ids is not None and not self._made_here.isdisjoint(ids.split(";"))

    def _read(self, cell: str) -> str | None:
        """Return the ids that a cell stands for; None where no record can be made."""
        if is_unknown(cell):
            self._nobody.add(cell)
            return None
        ids = self._sorted_out(cell.strip())
        if ids is not None and ids != cell and not self._is_made(ids):
            self._matched.add(cell)
        return ids

    def _sorted_out(self, cell: str) -> str | None:
        if _IDS.fullmatch(cell) and self._are_known(cell.split(";")):
            return cell
        if not any(sign in cell for sign in ";|\n"):
            return self._one(cell)
        # several sources: ids, titles, addresses; what names nobody among them is none
        parts = [part for part in map(str.strip, _SEVERAL.split(cell)) if not is_unknown(part)]
        if not parts:
            self._nobody.add(cell)
        found = [self._one(part) for part in parts]
        return None if None in found or not found else ";".join(dict.fromkeys(filter(None, found)))

    def _one(self, text: str) -> str | None:
        if text in self._told:
            return text
        is_url = _URL.fullmatch(text) is not None
        key = text if is_url else text_key(text)
        if key in self._keys:
            return self._keys[key]
        return None if self._model is None or not key else self._make(text, key, self._model, is_url=is_url)

    def _make(self, text: str, key: str, model: KnownSource, *, is_url: bool) -> str:
        if is_url:
            title = (
                _QUERY.split(text.partition("://")[2], maxsplit=1)[0].rstrip("/")[:_LONGEST_TITLE]
                or text[:_LONGEST_TITLE]
            )
        else:
            title = text if len(text) <= _LONGEST_TITLE else f"{text[: _LONGEST_TITLE - 1]}…"
        record = _id_of(title, text)
        note = text if title != text and not is_url else None
        self._add(record, key, {"title": title, "url": text if is_url else None, "note": note}, model)
        return record

    def _add(self, record: str, key: str, fields: dict[str, str | None], model: KnownSource) -> None:
        row = fields | {"id": record, "perspective": model.perspective, "licence": model.licence}
        self._made[record] = tuple(map(row.get, SOURCES.columns))  # as slim as can be: there may be very many
        self._made_here.add(record)
        self._told[record] = model
        self._keys[key] = record

    def _carry(self, frame: pd.DataFrame) -> None:
        """Take the sources that a file brings with it; those that are not as ours must be are nobody's."""
        frame = frame.reindex(columns=SOURCES.columns).astype("str")
        frame["licence"] = frame["licence"].fillna("unknown")
        good = (
            frame["id"].str.fullmatch(SLUG)
            & frame["title"].str.strip().str.len().between(1, _LONGEST_CELL)
            & frame["perspective"].isin([str(word) for word in Perspective])
            & (frame["url"].isna() | frame["url"].str.fullmatch(_URL.pattern))
            & ~frame["date"].isin(list(unreadable(frame["date"].dropna().unique())))
            & (frame["accessed"].isna() | frame["accessed"].str.fullmatch(r"\d{4}-\d\d-\d\d"))
            & ~frame["id"].isin(list(self._told))
        )
        for name in ("author", "publisher", "note", "licence", "language"):
            good &= ~(frame[name].str.len() > _LONGEST_CELL)
        frame = frame[good.fillna(False).astype(bool)].drop_duplicates("id")
        if frame.empty:
            return
        told, keys = sources_of(frame)
        self._told |= told
        self._keys = keys | self._keys
        rows = frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None)
        self._made |= {row[0]: row for row in rows}

    def _model_of(self, of_file: FileSource | None) -> KnownSource | None:
        if of_file is None:
            return None
        known = self._told.get(of_file.id or "")
        perspective = of_file.perspective or (known.perspective if known else None)
        licence = of_file.licence or (known.licence if known else "unknown")
        return None if perspective is None else KnownSource(str(perspective), licence)

    def _id_of_file(self, of_file: FileSource | None) -> str | None:
        if of_file is None or (of_file.id in self._told and of_file.id is not None):
            return None if of_file is None else of_file.id
        title = of_file.title or (of_file.url and urlsplit(of_file.url).netloc)
        if title is None:
            if of_file.id is None:
                return None
            message = f"the source {of_file.id!r} of the mapping is not on record; give its title and perspective too"
            raise ExchangeError(message)
        key = of_file.url or text_key(title)
        if of_file.id is None and key in self._keys:
            return self._keys[key]
        if self._model is None:
            return None
        record = of_file.id or _id_of(title, f"{title}|{of_file.author or ''}|{of_file.url or ''}")
        fields = {name: getattr(of_file, name) for name in ("author", "publisher", "date", "url", "language")}
        self._add(record, key, {"title": title} | fields, self._model)
        return record


def _id_of(title: str, text: str) -> str:
    words = _WORDS.findall(title.lower()) if title.isascii() else fold(title).split()
    stem = "-".join(words)[:60].strip("-") or "source"
    return f"{stem}-{mark_of(text)}"


def _rows_of(codes: NDArray[np.int32], texts: list[str], wanted: set[str]) -> NDArray[np.intp]:
    """Return the rows whose text is one of some."""
    if not wanted:
        return _NO_ROWS
    return np.flatnonzero(np.array([*(text in wanted for text in texts), False])[codes])
