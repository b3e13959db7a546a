"""Addresses by which exports name sites and what is said of them, always the same for the same id."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pyarrow as pa
import pyarrow.compute as pc

from geo.errors import ExchangeError
from geo.exchange.export.text_joins import joined

if TYPE_CHECKING:
    from geo.exchange.export.site_export import SiteExport

__all__ = ["iris", "require_ids"]

_PLAIN = r"^[A-Za-z0-9._~-]+$"


def iris(base: str, of: str, ids: pa.Array) -> pa.Array:
    """Return the IRI of each thing.

    Parameters
    ----------
    base
        Address of the server whose pages tell of the sites; where empty, names that lead nowhere, and claim no domain.
    of
        What it is: `site`, `statement`, `source`, `kind` and so on.
    ids
        Text; what no IRI may hold is percent-encoded.

    Returns
    -------
    pa.Array
        `pa.large_string()`; null where null.

    Examples
    --------
    >>> iris("", "site", pa.array(["old-fort", None])).to_pylist()
    ['urn:mirasmap:site:old-fort', None]
    >>> iris("https://example.org/map/", "site", pa.array(["a b"])).to_pylist()
    ['https://example.org/map/sites/a%20b']
    """
    text = ids.cast(pa.large_string())
    if not pc.all(pc.match_substring_regex(text, _PLAIN)).as_py():
        encoded = text.dictionary_encode()  # each distinct one is quoted once
        quoted = [quote(each, safe="~") for each in encoded.dictionary.to_pylist()]
        text = pa.array(quoted, text.type).take(encoded.indices)
    if not base:
        return joined(f"urn:mirasmap:{of}:", text)
    return joined(f"{base.rstrip('/')}/{'sites' if of == 'site' else f'id/{of}'}/", text)


def require_ids(export: SiteExport, title: str) -> None:
    """Raise where rows cannot be told apart by their ids, in a format that names each.

    Raises
    ------
    ExchangeError
        If there is no column `id`, an empty one, or one that stands twice.
    """
    if "id" not in export.columns:
        message = (
            f"{title} names each site by its id, and the rows have no column id; add one, or choose another format"
        )
        raise ExchangeError(message)
    ids = export.rows["id"]
    if ids.isna().any():
        message = (
            f"{title} names each site by its id, and row {int(ids.isna().argmax()) + 1} has none; fill in the column id"
        )
        raise ExchangeError(message)
    if ids.duplicated().any():
        twice = str(ids[ids.duplicated()].iloc[0])
        message = f"{title} names each site by its id, and {twice[:80]!r} stands twice; make the ids differ"
        raise ExchangeError(message)
