"""What the store knows already, as far as a foreign file can refer to it: sources and districts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.exchange.understand.text_key import text_key
from geo.search import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo.store.protocol import Store

__all__ = ["NOTHING_KNOWN", "Known", "KnownSource", "district_key", "known_of", "sources_of", "unique_keys"]

_DISTRICT_WORDS = frozenset(
    map(
        text_key,
        (
            "district", "region", "rayon", "rayonu", "raion", "county", "municipality", "province", "ilçe", "ilçesi", "vilayət", "район", "районы",
            "область", "края", "муниципальный", "округ", "محافظة", "قضاء", "مقاطعة", "منطقة", "شهرستان", "استان", "շրջան", "մարզ", "რაიონი",
            "მუნიციპალიტეტი", "département", "kreis",
        ),
    )
)  # fmt: skip
"""Words that stand beside the name of a district."""


@dataclass(frozen=True)
class KnownSource:
    """What new sources may take over from a known one: from where it speaks, and its licence."""

    perspective: str
    licence: str


@dataclass(frozen=True)
class Known:
    """Records that rows may refer to."""

    sources: Mapping[str, KnownSource] = field(default_factory=dict)
    """By id."""
    source_keys: Mapping[str, str] = field(default_factory=dict)
    """Address, or title as `text_key` gives it, to id; none that two sources share."""
    district_ids: frozenset[str] = frozenset()
    district_keys: Mapping[str, str] = field(default_factory=dict)
    """Names in any language, as `district_key` gives them, to id; none that two districts share."""

    any_source: bool = False
    """Whatever is written as an id of a source is taken for one: of a layer in memory, which belongs to no store."""

    @property
    def source_ids(self) -> frozenset[str]:
        """Ids of the sources."""
        return frozenset(self.sources)

    def district(self, text: str) -> str:
        """Return the id of the district that a text names; the text itself where none or several are called so."""
        return text if text in self.district_ids else self.district_keys.get(district_key(text), text)


NOTHING_KNOWN = Known()


def district_key(text: str) -> str:
    """Return a name of a district without case, accents, script and the words for a district.

    Examples
    --------
    >>> district_key("Ağdam rayonu"), district_key("Агдамский район"), district_key("Agdam District")
    ('agdam', 'agdamskii', 'agdam')
    """
    words = [word for word in text_key(text).split() if word not in _DISTRICT_WORDS]
    return fold(" ".join(words))


def unique_keys(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Return keys with the record that each stands for; none that are empty, or that stand for several."""
    out: dict[str, str] = {}
    shared = set()
    for key, record in pairs:
        if key and out.setdefault(key, record) != record:
            shared.add(key)
    return {key: record for key, record in out.items() if key not in shared}


def sources_of(frame: pd.DataFrame) -> tuple[dict[str, KnownSource], dict[str, str]]:
    """Return the sources of a frame by id, and their keys; columns as of `geo.layers.SOURCES`."""
    frame = frame.fillna("")
    told = {
        record: KnownSource(perspective, licence)
        for record, perspective, licence in zip(frame["id"], frame["perspective"], frame["licence"], strict=True)
    }
    keys = [(text_key(title), record) for title, record in zip(frame["title"], frame["id"], strict=True)]
    keys += list(zip(frame["url"], frame["id"], strict=True))
    return told, unique_keys(keys)


def known_of(store: Store) -> Known:
    """Return what a store knows."""
    told, source_keys = sources_of(store.sources())
    districts = store.districts()["id"].tolist()
    names = store.place_names()
    names = names[names["place_id"].isin(districts)]
    pairs = [(district_key(text), place) for text, place in zip(names["text"], names["place_id"], strict=True)]
    pairs += [(district_key(district), district) for district in districts]
    return Known(told, source_keys, frozenset(districts), unique_keys(pairs))
