"""Sources as JSON-LD cites them: lists of them for each cell of their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pyarrow as pa

from geo.exchange.export.site_iris import iris

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.exchange.export.site_export import SiteExport

__all__ = ["Citations"]


class Citations:
    """The sources of an export, cited by their ids."""

    def __init__(self, export: SiteExport) -> None:
        self._base = export.base_iri
        columns = export.sources[["id", "title", "url"]].astype(object)
        columns = columns.where(columns.notna(), None)
        self._known: dict[str, tuple[str | None, str | None]] = {
            source: (title, url) for source, title, url in columns.itertuples(index=False)
        }

    def citations(self, cells: pa.Array) -> pa.Array:
        """Return `citations` of Linked Places: title, and the web address of the source, or else its name (IRI)."""
        return self._of_each(cells, lambda ids: [self._citation(each) for each in ids])

    def references(self, cells: pa.Array) -> pa.Array:
        """Return the IRIs of the sources, as a list in JSON."""
        return self._of_each(cells, self._iris)

    def _citation(self, source: str) -> dict[str, str]:
        title, url = self._known.get(source, (None, None))
        address = url if url and url.lower().startswith(("http://", "https://")) else self._iris([source])[0]
        return {"label": title or source, "@id": address}

    def _iris(self, ids: list[str]) -> list[str]:
        made: list[str] = iris(self._base, "source", pa.array(ids, pa.large_string())).to_pylist()
        return made

    def _of_each(self, cells: pa.Array, made: Callable[[list[str]], object]) -> pa.Array:
        """Return JSON for each cell; each distinct one is made once."""
        encoded = cells.cast(pa.large_string()).dictionary_encode()
        lists = [[each.strip() for each in cell.split(";") if each.strip()] for cell in encoded.dictionary.to_pylist()]
        texts = [orjson.dumps(made(ids)).decode() if ids else None for ids in lists]
        return pa.array(texts, pa.large_string()).take(encoded.indices)
