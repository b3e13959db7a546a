"""A made-up island: a complete small data package with languages, a script and a reference system of its own.

It proves that nothing in the code knows the region of the bundled data, and it has one of everything: lines, polygons
and places nobody knows, hidden places of every kind, reviewed, disputed and replaced statements, visits, measures,
photos. `write_island(folder)` writes it.
"""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

from PIL import Image

from geo.layers import LAYERS

if TYPE_CHECKING:
    from pathlib import Path

CRS = "EPSG:32727"
"""UTM zone 27 south: the positions of the sites are written in it."""
LANGUAGES = ("qaa", "qab")
"""Codes for private use: an invented language in Latin letters and one in Georgian letters."""
BBOX = (-21.3, -33.2, -20.7, -32.8)
ORIGIN = (500_000, 6_348_600)
"""The middle of the island, on the line between its districts."""

type Row = dict[str, Any]


def point(east_m: float, north_m: float) -> Row:
    return {"type": "Point", "coordinates": [ORIGIN[0] + east_m, ORIGIN[1] + north_m]}


def square(east_m: float, north_m: float, width_m: float) -> Row:
    west, south = ORIGIN[0] + east_m, ORIGIN[1] + north_m
    east, north = west + width_m, south + width_m
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def line(*ends_m: tuple[float, float]) -> Row:
    return {"type": "LineString", "coordinates": [[ORIGIN[0] + x, ORIGIN[1] + y] for x, y in ends_m]}


SITES: list[tuple[Row | None, Row]] = [
    (square(-6000, 2000, 300), {"id": "velma-fort", "kind": "fort", "geometry_role": "perimeter", "uncertainty_m": 10, "location_certainty": "high", "location_source_ids": "survey", "district": "west", "settlement": "Velma", "built": "1650/1670", "built_source_ids": "survey;atlas", "visit_minutes": 60, "access_lon": ORIGIN[0] - 5990, "access_lat": ORIGIN[1] + 2010}),
    (point(-5990, 2010), {"id": "velma-fort-gate", "kind": "fortification", "geometry_role": "access", "uncertainty_m": 5, "location_certainty": "definite", "location_source_ids": "survey", "district": "west", "built": "165X", "part_of": "velma-fort"}),
    (line((-2000, 0), (-1500, 120), (-900, 150)), {"id": "ora-causeway", "kind": "bridge", "geometry_role": "centre", "location_source_ids": "survey", "district": "west", "built": "-0050~"}),
    (point(3000, -4000), {"id": "tide-mosque", "kind": "mosque", "geometry_role": "centre", "uncertainty_m": 20, "location_certainty": "high", "location_source_ids": "survey", "district": "east", "built": "1750~", "visit_minutes": 30}),
    (point(3400, -4200), {"id": "hill-chapel", "kind": "church", "geometry_role": "centre", "uncertainty_m": 20, "location_certainty": "high", "location_source_ids": "survey", "district": "east", "built": "17XX", "visit_minutes": 30}),
    (point(4100, -3900), {"id": "market-bath", "kind": "bath", "geometry_role": "vicinity", "uncertainty_m": 1500, "location_certainty": "low", "location_source_ids": "atlas", "location_note": "Only the town is known", "district": "east", "settlement": "Sarna"}),
    (point(9000, 8000), {"id": "barrow-field", "kind": "burial mound", "uncertainty_m": 30, "location_certainty": "high", "location_source_ids": "survey", "district": "east", "sensitivity": "generalised", "sensitivity_reason": "Unguarded graves"}),
    (point(-12000, -9000), {"id": "sea-cave", "kind": "cave", "location_source_ids": "survey", "district": "west", "sensitivity": "restricted", "sensitivity_reason": "Unguarded", "generalise_m": 2000}),
    (point(-8000, 9500), {"id": "keeper-tomb", "kind": "tomb", "location_source_ids": "survey", "district": "west", "sensitivity": "withheld", "sensitivity_reason": "The family asked for it"}),
    (None, {"id": "lost-monastery", "kind": "monastery", "location_note": "No source gives a position", "district": "west", "built": "11XX"}),
    (point(250, 6000), {"id": "border-mill", "kind": "historic house", "uncertainty_m": 50, "location_certainty": "medium", "location_source_ids": "atlas", "district": "west", "district_note": "The boundary follows the old river bed", "built": "1901-05"}),
    (point(5200, 5200), {"id": "weavers-house", "kind": "craft workshop", "uncertainty_m": 20, "location_certainty": "high", "location_source_ids": "survey", "district": "east", "built": "1880/.."}),
]  # fmt: skip
"""Geometry in `CRS`, and the properties, of each site."""

CLOSURES: list[tuple[Row | None, Row]] = [
    ({"type": "Polygon", "coordinates": [[[-20.92, -33.05], [-20.90, -33.05], [-20.90, -33.03], [-20.92, -33.03], [-20.92, -33.05]]]}, {"id": "old-range", "kind": "military", "title": "Old firing range", "first_day": "1990-01-01", "as_of": "2021-05-01", "expires": "2022-05-01", "source_ids": "atlas;survey", "note": "Fenced"}),
    ({"type": "LineString", "coordinates": [[-21.05, -33.00], [-21.03, -32.99], [-21.01, -32.99]]}, {"id": "ora-pass", "kind": "seasonal", "title": "Pass of Ora", "yearly": "11-15/03-31", "as_of": "2025", "source_ids": "gazette"}),
    ({"type": "Point", "coordinates": [-20.95, -32.95]}, {"id": "mill-bridge", "kind": "bridge_out", "title": "Bridge at the mill", "first_day": "2026-01-02", "last_day": "2026-06-30", "as_of": "2026-01-02", "expires": "2026-03-01", "source_ids": "gazette"}),
]  # fmt: skip
"""Geometry in degrees, and the properties, of each closure."""

ROWS: dict[str, list[Row]] = {
    "sources": [
        {"id": "survey", "title": "Survey of the island", "author": "A. Keeper", "perspective": "academic", "date": "2021", "url": "https://example.org/survey", "licence": "CC-BY-4.0", "language": "qaa", "accessed": "2026-01-02"},
        {"id": "atlas", "title": "Atlas of the sea", "perspective": "state", "date": "1990~", "licence": "CC0-1.0", "language": "qab"},
        {"id": "gazette", "title": "The Tide, a newspaper", "perspective": "media", "date": "2023-04-01", "url": "https://example.org/tide?a=1&b=2", "licence": "all rights reserved; facts only"},
        {"id": "elders", "title": "Talks with the elders of Sarna", "perspective": "community", "date": "2022-05/2022-06", "licence": "CC-BY-SA-4.0"},
    ],
    "places": [
        {"id": "velma", "kind": "town", "lon": -21.0650, "lat": -32.985, "rank": 0, "population": 4100},
        {"id": "sarna", "kind": "town", "lon": -20.9640, "lat": -33.036, "rank": 1, "population": 1900},
        {"id": "dry-well", "kind": "abandoned", "lon": -20.9000, "lat": -32.930, "rank": 5},
        {"id": "mount-ora", "kind": "peak", "lon": -21.1000, "lat": -33.090, "rank": 2, "elevation_m": 1204.5},
    ],
    "place_names": [
        {"place_id": "velma", "text": "Velma", "lang": "qaa", "script": "Latn", "label": 1, "basis": "agreed", "source": "gazetteer"},
        {"place_id": "velma", "text": "ველმა", "lang": "qab", "script": "Geor", "label": 1, "basis": "agreed", "source": "gazetteer"},
        {"place_id": "sarna", "text": "Sârna", "lang": "qaa", "script": "Latn", "label": 1, "basis": "single", "source": "gazetteer"},
        {"place_id": "dry-well", "text": "Ûz Tôra", "lang": "qaa", "script": "Latn", "label": 0, "basis": "single", "source": "gazetteer"},
        {"place_id": "mount-ora", "text": "Ora", "lang": "und", "script": "Latn", "label": 1, "basis": "fallback", "source": "gazetteer"},
        {"place_id": "west", "text": "Vest", "lang": "qaa", "script": "Latn", "label": 1, "basis": "single", "source": "gazetteer"},
        {"place_id": "east", "text": "Êst", "lang": "qaa", "script": "Latn", "label": 1, "basis": "single", "source": "gazetteer"},
    ],
    "names": [
        *({"site_id": site, "text": text, "lang": "qaa", "script": "Latn", "status": "official", "source_id": "survey"} for site, text in (
            ("velma-fort", "Velma Kôr"), ("velma-fort-gate", "Velma Kôr, Vâra"), ("ora-causeway", "Ora Sêta"), ("tide-mosque", "Maré Mesgid"), ("hill-chapel", "Ûl Kapela"), ("market-bath", "Sârna Terma"),
            ("barrow-field", "Kurga Fêld"), ("sea-cave", "Maré Spela"), ("keeper-tomb", "Tôm Kepera"), ("lost-monastery", "Nul Monâ"), ("border-mill", "Limes Mola"), ("weavers-house", "Teska Dom"))),
        {"site_id": "velma-fort", "text": "ველმა კორ", "lang": "qab", "script": "Geor", "nativeness": "endonym", "status": "official", "source_id": "atlas"},
        {"site_id": "velma-fort", "text": "Fort Saint Velm", "lang": "qaa", "script": "Latn", "nativeness": "exonym", "status": "historical", "source_id": "atlas"},
        {"site_id": "tide-mosque", "text": "მარე მესგიდ", "lang": "qab", "script": "Geor", "status": "official", "source_id": "atlas"},
        {"site_id": "hill-chapel", "text": "ულ კაპელა", "lang": "qab", "script": "Geor", "status": "variant", "source_id": "elders"},
        {"site_id": "lost-monastery", "text": "ნულ მონა", "lang": "qab", "script": "Geor", "status": "variant", "source_id": "elders"},
    ],
    "identifiers": [
        {"site_id": "velma-fort", "scheme": "island-register", "value": "0012", "source_id": "atlas"},
        {"site_id": "tide-mosque", "scheme": "island-register", "value": "0007", "source_id": "atlas"},
    ],
    "designations": [
        {"id": "velma-fort-register", "site_id": "velma-fort", "scheme": "Island register", "level": "first", "register_id": "0012", "listed_on": "1972", "document": "Order 5", "asserted_by": "Island Office", "source_ids": "atlas"},
        {"id": "hill-chapel-register", "site_id": "hill-chapel", "scheme": "Island register", "level": "second", "asserted_by": "Island Office", "source_ids": "atlas;survey"},
    ],
    "access": [
        {"id": "velma-fort-access", "site_id": "velma-fort", "status": "open", "authority": "Island Office", "as_of": "2026-01-10", "source_ids": "gazette"},
        {"id": "sea-cave-access", "site_id": "sea-cave", "status": "permit", "authority": "Harbour master", "as_of": "2025", "expires": "2025-12-31", "source_ids": "gazette", "note": "Only at low tide"},
        {"id": "tide-mosque-access", "site_id": "tide-mosque", "status": "unknown", "authority": "Island Office", "as_of": "2024-03", "source_ids": "atlas"},
    ],
    "photos": [
        {"id": "velma-fort-photo", "site_id": "velma-fort", "file": "photos/velma-fort.png", "caption": "From the sea", "author": "A. Keeper", "licence": "CC-BY-4.0", "taken_on": "2021-06-04", "source_id": "survey"},
        {"id": "tide-mosque-photo", "site_id": "tide-mosque", "file": "photos/tide-mosque.png", "author": "A. Keeper", "licence": "CC-BY-4.0", "source_id": "survey"},
    ],
    "visits": [
        {"id": "survey-2021", "title": "Survey of 2021", "purpose": "Condition of the monuments", "who": "A. Keeper and two others", "start": "2021-06-03", "end": "2021-06-04", "time_zone": "Atlantic/Azores", "status": "done", "source_ids": "survey"},
        {"id": "round-2026", "title": "Round of the elders", "start": "2026", "status": "draft", "source_ids": "elders;gazette"},
    ],
    "stops": [
        {"visit_id": "survey-2021", "day": day, "position": position, "site_id": site, "attestation": "reported", "arrive": arrive, "service_min": 45}
        for day, position, site, arrive in ((1, 1, "velma-fort", "09:00"), (1, 2, "ora-causeway", "10:30"), (1, 3, "tide-mosque", "13:00"), (2, 1, "hill-chapel", "09:30"), (2, 2, "barrow-field", "11:00"), (2, 3, "lost-monastery", None))
    ] + [
        {"visit_id": "round-2026", "day": 1, "position": 1, "site_id": "hill-chapel", "attestation": "planned"},
        {"visit_id": "round-2026", "day": 1, "position": 2, "site_id": "keeper-tomb", "attestation": "planned", "reason": "The family asked for it"},
    ],
    "statements": [
        {"id": f"s{number:02d}", "site_id": site, "property": prop, "value": value, "value_raw": raw, "observed_on": on, "method": method, "asserted_by": who, "source_ids": sources, "status": status, "supersedes": supersedes, "visit_id": visit, "certainty": certainty}
        for number, (site, prop, value, raw, on, method, who, sources, status, supersedes, visit, certainty) in enumerate([
            ("velma-fort", "condition", "2", "walls cracked", "2019-05", "satellite", "A. Keeper", "survey", "reviewed", None, None, "high"),
            ("velma-fort", "condition", "1", "sound", "2021-06-03", "field", "A. Keeper", "survey;atlas", "reviewed", None, "survey-2021", "definite"),
            ("tide-mosque", "condition", "1", "in use", "2021-06-03", "field", "A. Keeper", "survey", "reviewed", None, "survey-2021", "high"),
            ("tide-mosque", "condition", "4", "the roof has come down", "2021-12", "media", "The Tide", "gazette", "reviewed", None, None, "medium"),
            ("hill-chapel", "condition", "3", "poor", "2021-06-04", "field", "A. Keeper", "survey", "proposed", None, "survey-2021", "high"),
            ("hill-chapel", "condition", "2", "fair; the first entry was a slip", "2021-06-04", "field", "A. Keeper", "survey", "reviewed", "s05", "survey-2021", "high"),
            ("market-bath", "condition", "4", "ruinous", "1990~", "literature", "Atlas", "atlas", "proposed", None, None, "low"),
            ("market-bath", "condition", "2", "repaired", "1990-11", "oral", "Elders of Sarna", "elders", "proposed", None, None, "low"),
            ("barrow-field", "condition", "3", None, "1977/2019", "satellite", "A. Keeper", "survey", "reviewed", None, None, "medium"),
            ("barrow-field", "condition", "0", "clouds", "2023", "satellite", "A. Keeper", "survey", "reviewed", None, None, "negligible"),
            ("sea-cave", "threat", "looting", "diggers were seen", "2022-05", "oral", "Elders of Sarna", "elders", "disputed", None, None, None),
            ("keeper-tomb", "condition", "1", None, "2022", "field", "A. Keeper", "survey", "reviewed", None, None, "high"),
            ("ora-causeway", "date", "older than the town", None, None, "literature", "Atlas", "atlas", "proposed", None, None, None),
            ("lost-monastery", "identification", "the ruin on Mount Ora", None, "2022-06", "oral", "Elders of Sarna", "elders", "disputed", None, None, "low"),
            ("lost-monastery", "condition", "5", None, None, "literature", "Atlas", "atlas", "proposed", None, None, "low"),
            ("border-mill", "condition", "2", None, "2020", "photo", "A. Keeper", "survey", "withdrawn", None, None, None),
        ], 1)
    ],
    "measures": [
        {"id": "fort-roof", "title": "Roof of the fort", "kind": "restoration", "site_ids": "velma-fort;velma-fort-gate", "settlements": "Velma", "district": "west", "lead": "Island Office", "phase": "under_way", "phase_date": "2023-04", "start": "2022", "cost": 120000, "currency": "EUR", "cost_year": "2022", "asserted_by": "Island Office", "source_ids": "gazette"},
        {"id": "weaving-school", "title": "School of weaving", "kind": "craft_revival", "site_ids": "weavers-house", "district": "east", "phase": "idea", "asserted_by": "Elders of Sarna", "source_ids": "elders"},
    ],
    "measure_statements": [
        {"id": "fort-roof-1", "measure_id": "fort-roof", "property": "phase", "value": "funded", "observed_on": "2021", "asserted_by": "Island Office", "source_ids": "gazette"},
        {"id": "fort-roof-2", "measure_id": "fort-roof", "property": "phase", "value": "under_way", "value_raw": "the work has begun", "observed_on": "2023-04", "asserted_by": "The Tide", "source_ids": "gazette;survey"},
        {"id": "weaving-school-1", "measure_id": "weaving-school", "property": "progress", "value": "two looms", "asserted_by": "Elders of Sarna", "source_ids": "elders"},
    ],
}  # fmt: skip
"""The rows of the CSV files."""


def districts() -> list[tuple[Row | None, Row]]:
    west, south, east, north = BBOX

    def half(left: float, right: float) -> Row:
        ring = [[left, south], [right, south], [right, north], [left, north], [left, south]]
        return {"type": "Polygon", "coordinates": [ring]}

    return [
        (half(west, -21.0), {"id": "west", "country": "XI", "code": "XI-W", "in_region": 1}),
        (half(-21.0, east), {"id": "east", "country": "XI", "code": "XI-E", "in_region": 1}),
        (None, {"id": "reefs", "in_region": 0, "note": "No boundary is known"}),
    ]


def descriptor() -> Row:
    csv_files = {name: f"heritage/{name}.csv" for name in ROWS}
    resources = [{"name": name, "path": path, "format": "csv"} for name, path in csv_files.items()]
    resources += [
        {"name": "sites", "path": "heritage/sites.geojson", "format": "geojson", "mirasmap:crs": CRS},
        {"name": "districts", "path": "districts.geojson", "format": "geojson"},
        {"name": "closures", "path": "closures.geojson", "format": "geojson"},
    ]
    return {
        "profile": "data-package",
        "name": "island",
        "title": "Mira Insula",
        "mirasmap:titles": {"qaa": "Mira Insula", "qab": "მირა ინსულა"},
        "description": "A made-up island for tests.",
        "version": "1.0.0",
        "created": "2026-01-02T00:00:00Z",
        "mirasmap:languages": list(LANGUAGES),
        "mirasmap:bbox": list(BBOX),
        "mirasmap:credit": "The keepers of the island",
        "licenses": [
            {"name": "CC0-1.0", "title": "CC0 1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/"}
        ],
        "resources": resources,
    }


def write_json(path: Path, content: Any) -> None:  # noqa: ANN401 - JSON
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def write_features(path: Path, features: list[tuple[Row | None, Row]]) -> None:
    listed = [{"type": "Feature", "properties": row, "geometry": geometry} for geometry, row in features]
    write_json(path, {"type": "FeatureCollection", "features": listed})


def write_rows(path: Path, columns: list[str], rows: list[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def write_island(folder: Path) -> Path:
    """Write the whole package into a folder, which is returned."""
    for name, rows in ROWS.items():
        write_rows(folder / "heritage" / f"{name}.csv", list(LAYERS[name].fields), rows)
    write_features(folder / "heritage" / "sites.geojson", SITES)
    write_features(folder / "districts.geojson", districts())
    write_features(folder / "closures.geojson", CLOSURES)
    for number, row in enumerate(ROWS["photos"]):
        path = folder / row["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (8, 6), (40 * number, 120, 160)).save(path)
    write_json(folder / "datapackage.json", descriptor())
    return folder
