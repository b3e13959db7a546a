from __future__ import annotations

from typing import TYPE_CHECKING

from geo.exchange.understand.known import NOTHING_KNOWN, district_key, known_of, unique_keys
from geo.store import open_store

if TYPE_CHECKING:
    from pathlib import Path


def test_a_store_knows_its_districts_in_every_language_and_its_sources(bundled_store: Path) -> None:
    with open_store(bundled_store) as store:
        known = known_of(store)
        names = store.place_names()
        sources = store.sources()
    assert len(known.district_ids) > 10
    assert known.source_ids == set(sources["id"])
    for text, place in zip(names["text"], names["place_id"], strict=True):
        if place in known.district_ids and district_key(text) in known.district_keys:
            assert known.district(text) == place
    for text in ("Ağdam", "AĞDAM RAYONU", "Aghdam District", "agdam", "aghdam"):
        assert known.district(text) == "aghdam", text
    assert known.district("Nowhere") == "Nowhere"
    assert NOTHING_KNOWN.district("Ağdam") == "Ağdam"


def test_a_name_that_two_districts_share_is_nobodys() -> None:
    assert unique_keys([("a", "1"), ("b", "2"), ("a", "3"), ("a", "1"), ("", "4")]) == {"b": "2"}
