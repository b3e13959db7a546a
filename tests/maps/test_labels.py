"""Which name a place has on the map."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest

from maps.labels import labels, name_districts, names_in


def place(place_id: str, kind: str, rank: int | None, lon: float, lat: float, **more: object) -> dict[str, object]:
    return {"id": place_id, "kind": kind, "rank": rank, "lon": lon, "lat": lat, **more}


def frame(*places: dict[str, object]) -> gpd.GeoDataFrame:
    table = pd.DataFrame(places)
    for column in ("population", "elevation_m"):
        table[column] = pd.to_numeric(table.get(column, pd.Series(index=table.index, dtype=float)))
    return gpd.GeoDataFrame(
        table.astype({"rank": "Int64"}), geometry=gpd.points_from_xy(table.lon, table.lat), crs=4326
    )


def named(*rows: tuple[str, str, str, str, int | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["place_id", "text", "lang", "script", "label"]).astype({"label": "Int64"})


NAMES = named(
    ("t", "Old name", "az", "Latn", None),
    ("t", "Chosen", "az", "Latn", 1),
    ("t", "Main", "und", "Latn", 1),
    ("t", "مختار", "ar", "Arab", 1),
    ("v", "Գյուղ", "und", "Armn", 1),
    ("w", "Village", "und", "Latn", 1),
    ("p", "Пик", "und", "Cyrl", 1),
    ("q", "Peak", "und", "Latn", 1),
)
PLACES = frame(
    place("w", "village", 3, 1, 1),
    place("t", "town", 0, 0, 0, population=20_000),
    place("v", "village", 3, 2, 2),
    place("p", "peak", None, 3, 3, elevation_m=3000.4),
    place("q", "peak", None, 3, 4, elevation_m=3500.0),
    place("nameless", "village", 3, 5, 5),
)


def texts(lang: str) -> list[str]:
    return [text for *_, text in labels(PLACES, NAMES, lang)["places"]]


def test_the_chosen_name_of_the_language_comes_first() -> None:
    assert texts("az") == ["Chosen", "Village"]
    assert texts("ar") == ["مختار", "Village"]


def test_a_language_without_a_name_gets_the_main_one_if_its_script_suits() -> None:
    assert texts("fr") == ["Main", "Village"]
    assert texts("hy") == ["Main", "Village", "Գյուղ"]


def test_a_town_is_named_whatever_its_script() -> None:
    town = frame(place("t", "town", 1, 0, 0))
    name = named(("t", "Քաղաք", "und", "Armn", 1))
    assert labels(town, name, "fr")["places"] == [[0.0, 0.0, 1, "Քաղաք"]]


def test_peaks_come_highest_first_and_are_named_only_in_the_readers_script() -> None:
    assert labels(PLACES, NAMES, "en")["peaks"] == [[3.0, 4.0, 3500, "Peak"], [3.0, 3.0, 3000, ""]]
    assert labels(PLACES, NAMES, "ru")["peaks"][1] == [3.0, 3.0, 3000, "Пик"]


def test_two_entries_of_one_place_are_one_label() -> None:
    places = frame(
        place("a", "village", 3, 10.0, 50.0),
        place("b", "village", 2, 10.02, 50.0),
        place("c", "village", 3, 10.2, 50.0),
        place("d", "town", 1, 20.0, 50.0, population=5),
        place("e", "town", 1, 20.01, 50.0, population=9),
    )
    names = named(
        *((i, "Same", "und", "Latn", 1) for i in "abc"), ("d", "D", "und", "Latn", 1), ("e", "E", "und", "Latn", 1)
    )
    shown = labels(places, names, "en")["places"]
    assert [(lon, text) for lon, _, _, text in shown] == [(20.01, "E"), (10.02, "Same"), (10.2, "Same")]


def test_nothing_to_label_is_no_error() -> None:
    assert labels(PLACES.head(0), NAMES, "en") == {"places": [], "peaks": []}
    assert labels(PLACES, NAMES.head(0), "en")["places"] == []


@pytest.mark.parametrize(("lang", "label"), [("az", "Şimal"), ("en", "Shimal"), ("ar", "Shimal")])
def test_districts_are_named_in_the_readers_language_or_by_their_id(lang: str, label: str) -> None:
    names = named(("north", "Shimal", "und", "Latn", 1), ("north", "Şimal", "az", "Latn", 1))
    districts = pd.DataFrame({"id": ["north", "south"]})
    assert name_districts(districts, names, lang)["label"].tolist() == [label, "south"]


def test_every_place_has_at_most_one_name() -> None:
    assert names_in(NAMES, "az").index.is_unique
