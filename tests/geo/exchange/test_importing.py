"""A whole file into a store: what adds up, what comes in, what stays out, and what is as it was afterwards."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ExchangeError, StoreError
from geo.exchange.export.site_table import site_rows_of
from geo.exchange.export.writing import write_layer
from geo.exchange.formats import FORMATS
from geo.exchange.importing import asked_mapping, import_file, open_import
from geo.exchange.report.issue_codes import CODES
from geo.exchange.understand.mapping import FileSource, Mapping
from geo.exchange.understand.mapping_file import write_mapping
from geo.store import create_store, open_store
from geo.vocabularies import Perspective
from tests.geo.exchange.dirty import DIRTY, LIMITS, SECRET, Dirty, shapefile
from tests.geo.exchange.test_dirty import fingerprint
from tests.geo.store.staging import dump

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from geo.exchange.export.site_export import SiteExport
    from geo.exchange.report.import_report import ImportReport
    from geo.store.gpkg import GeoPackageStore

SURVEY = FileSource(title="Survey of 1998", perspective=Perspective.ACADEMIC, licence="CC0-1.0", publisher="Institute")
BY_SURVEY = Mapping(source=SURVEY)
AREA = (44.0, 38.0, 51.0, 42.0)


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "empty.gpkg"
    create_store(path, "Empty", bbox=AREA)
    return path


def copied(origin: Path, path: Path) -> Path:
    shutil.copyfile(origin, path)
    return path


@pytest.fixture
def path(empty_store: Path, tmp_path: Path) -> Path:
    """A store without a site, of one's own."""
    return copied(empty_store, tmp_path / "store.gpkg")


@pytest.fixture
def store(path: Path) -> Iterator[GeoPackageStore]:
    with open_store(path, public=False) as store:
        yield store


def site(at: int, lon: float = 46.7, lat: float = 39.7, **properties: object) -> dict[str, Any]:
    """Return a good site."""
    told = {"id": f"site-{at}", "name:az": f"Qala {'abcdefghij'[at % 10] * 5}", "kind": "fort", **properties}
    place = {"type": "Point", "coordinates": [lon + at / 100, lat + at / 100]}
    return {"type": "Feature", "properties": told, "geometry": place}


def write(path: Path, *features: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), "utf-8")
    return path


def codes(report: ImportReport) -> dict[str, int]:
    return dict(report.issues.counts())


def rejected_codes(report: ImportReport, at: int) -> set[str]:
    """Codes that keep a row out."""
    found = report.issues.frame()
    return set(found[(found["row"] == at) & (found["severity"] != "note")]["code"])


# ---- dirty files ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dirty_store(empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GeoPackageStore]:
    """One store into which nobody writes."""
    path = copied(empty_store, tmp_path_factory.mktemp("dirty-store") / "store.gpkg")
    with open_store(path, public=False) as store:
        yield store
    assert dump(path) == dump(empty_store)


@pytest.mark.parametrize("dirty", DIRTY, ids=lambda dirty: dirty.name)
def test_a_dirty_file_is_refused_in_a_sentence_or_its_rows_add_up(
    dirty: Dirty, dirty_folder: Path, dirty_store: GeoPackageStore, listener: socket.socket
) -> None:
    if dirty.says is None:
        report = tried(dirty, dirty_folder, dirty_store)
        assert report.rows_in == dirty.rows == report.accepted + report.rejected
        assert set(dirty.defects) | set(dirty.remarks) <= set(codes(report)) <= set(CODES)
        assert ("no_rows" in codes(report)) == (dirty.rows == 0)
        assert SECRET not in report.to_json()
    else:
        with pytest.raises(ExchangeError, match=dirty.says) as caught:
            tried(dirty, dirty_folder, dirty_store)
        assert SECRET not in str(caught.value)
    with pytest.raises(BlockingIOError):  # nobody called
        listener.accept()


def tried(dirty: Dirty, folder: Path, store: GeoPackageStore) -> ImportReport:
    mapping, limits = BY_SURVEY.model_copy(update={"layer": dirty.layer}), replace(LIMITS, seconds=dirty.seconds)
    with open_import(folder / dirty.name, store, mapping=mapping, limits=limits) as work:
        work.check()
        return work.report(accept_warnings=True)


@pytest.mark.parametrize("name", ["turkish.zip", "formulas.csv", "sites.bin", "cut.geojson", "links.kml"])
def test_a_folder_of_dirty_files_stays_as_it_is(name: str, dirty_folder: Path, store: GeoPackageStore) -> None:
    before = fingerprint(dirty_folder)
    with suppress(ExchangeError):
        import_file(dirty_folder / name, store, mapping=BY_SURVEY, accept_warnings=True)
    assert fingerprint(dirty_folder) == before


# ---- one file, twice, mended, undone --------------------------------------------------------------------------------


def test_good_rows_come_in_and_bad_ones_are_kept_out(tmp_path: Path, store: GeoPackageStore) -> None:
    file = write(tmp_path / "a.geojson", site(1), site(2, kind="wigwam"), site(3, condition=9), site(4))
    report = import_file(file, store, mapping=BY_SURVEY, who="A. Person")
    assert (report.rows_in, report.accepted, report.rejected, report.written) == (4, 2, 2, True)
    assert rejected_codes(report, 1) == {"unknown_word"}
    assert rejected_codes(report, 2) == {"out_of_range"}
    assert sorted(store.public_sites()["id"]) == ["site-1", "site-4"]
    record = store.imports().iloc[0]
    assert (record["who"], record["file"], record["rows_in"], record["rejected"]) == ("A. Person", "a.geojson", 4, 2)
    assert record["sha256"] == report.sha256
    assert report.added["sites"] == 2
    assert store.sources()["title"].tolist() == ["Survey of 1998"]


@pytest.mark.parametrize("bundled", [False, True])
def test_the_same_file_twice_changes_nothing(
    bundled: bool, tmp_path: Path, empty_store: Path, request: pytest.FixtureRequest
) -> None:
    origin = request.getfixturevalue("bundled_store") if bundled else empty_store
    path = copied(origin, tmp_path / "own.gpkg")
    rows = [
        site(at, condition=at % 6, condition_on="2020-05", built="17XX", designation="national") for at in range(20)
    ]
    file = write(tmp_path / "a.geojson", *rows)
    with open_store(path, public=False) as store:
        first = import_file(file, store, mapping=BY_SURVEY, accept_warnings=True)
        assert first.written
        assert first.added["sites"] == first.accepted >= 15
        stamp, before = store.stamp(), dump(path)
        second = import_file(file, store, mapping=BY_SURVEY, accept_warnings=True)
        assert store.stamp() == stamp
    assert dump(path) == before
    assert (second.accepted, second.unchanged, second.import_id) == (first.accepted, first.accepted, None)
    assert sum(second.added.values()) == 0


def test_what_was_rejected_is_mended_and_comes_in(tmp_path: Path, store: GeoPackageStore) -> None:
    file = write(tmp_path / "a.geojson", site(1), site(2, built="long ago"), site(3, lon=500))
    with open_import(file, store, mapping=BY_SURVEY) as work:
        work.check()
        assert work.write().accepted == 1
        kept = work.write_rejected(tmp_path)
    assert kept is not None
    assert kept.name == "a.rejected.geojsonl"
    assert [json.loads(line)["properties"]["id"] for line in kept.read_text().splitlines()] == ["site-2", "site-3"]
    kept.write_text(kept.read_text().replace("long ago", "1850~").replace("500.03", "46.73"))
    again = import_file(kept, store)  # the mapping beside it has the source
    assert (again.accepted, again.rejected) == (2, 0)
    assert len(store.public_sites()) == 3
    assert len(store.sources()) == 1


def test_nothing_is_kept_where_nothing_is_rejected(tmp_path: Path, store: GeoPackageStore) -> None:
    with open_import(write(tmp_path / "a.geojson", site(1)), store, mapping=BY_SURVEY) as work:
        work.check()
        assert work.write_rejected(tmp_path) is None
    assert sorted(file.name for file in tmp_path.iterdir() if not file.name.startswith("store")) == ["a.geojson"]


def test_an_import_is_undone_as_a_whole(tmp_path: Path, path: Path) -> None:
    file = write(tmp_path / "a.geojson", *(site(at, condition=3, condition_on="2020") for at in range(5)))
    with open_store(path, public=False) as store:
        before = dump(path)
        done = import_file(file, store, mapping=BY_SURVEY)
        assert done.import_id is not None
        assert len(store.public_sites()) == 5
        store.undo_import(done.import_id)
        assert not len(store.public_sites())
        assert store.imports()["undone_at"].notna().all()
        after = dump(path)
        assert after["sites"] == before["sites"]
        assert after["names"] == before["names"]
        assert after["site_state"] == before["site_state"]
        again = import_file(file, store, mapping=BY_SURVEY)
        assert again.accepted == len(store.public_sites()) == 5


def test_a_trial_writes_nothing(tmp_path: Path, path: Path) -> None:
    before = dump(path)
    with open_store(path, public=False) as store:
        report = import_file(write(tmp_path / "a.geojson", site(1)), store, mapping=BY_SURVEY, dry_run=True)
        assert not len(store.imports())
    assert (report.accepted, report.written, report.import_id) == (1, False, None)
    assert dump(path) == before


def test_a_file_is_tried_without_a_store(tmp_path: Path) -> None:
    with open_import(write(tmp_path / "a.geojson", site(1)), mapping=BY_SURVEY) as work:
        with pytest.raises(ValueError, match="not checked yet"):
            _ = work.numbers
        work.check()
        assert work.report().accepted == 1
        with pytest.raises(ValueError, match="no store"):
            work.write()


def test_warnings_are_kept_out_until_they_are_accepted(tmp_path: Path, store: GeoPackageStore) -> None:
    file = write(tmp_path / "a.geojson", site(1), site(2, lon=60.0))
    with open_import(file, store, mapping=BY_SURVEY) as work:
        work.check()
        assert codes(work.report())["outside_area"] == 1
        assert work.report().accepted == 1
        assert work.report(accept_warnings=True).accepted == 2
        assert work.write(accept_warnings=True).added["sites"] == 2


def test_a_file_that_changes_while_it_is_read_is_not_imported(tmp_path: Path, store: GeoPackageStore) -> None:
    file = write(tmp_path / "a.geojson", site(1))
    with open_import(file, store, mapping=BY_SURVEY) as work:
        work.check()
        with file.open("a") as more:
            more.write(" ")
        with pytest.raises(ExchangeError, match=r"'a\.geojson' was changed while it was read"):
            work.write()
    assert not len(store.public_sites())


def test_headings_that_come_late_are_read_too(tmp_path: Path, store: GeoPackageStore) -> None:
    rows = [site(at, lon=46 + at / 900) for at in range(1500)]
    rows[1400]["properties"] |= {"name:ka": "ციხე", "weather": "fair"}
    report = import_file(write(tmp_path / "a.geojson", *rows), store, mapping=BY_SURVEY, accept_warnings=True)
    assert report.rows_in == report.accepted == 1500
    assert report.mapping is not None
    assert report.mapping.columns["name:ka"] == "name:ka"
    assert "ციხე" in store.names(["site-1400"])["text"].tolist()
    assert codes(report)["column_left_out"] == 1


def test_progress_goes_on_and_names_its_steps(tmp_path: Path, store: GeoPackageStore) -> None:
    told: list[tuple[str, int, int]] = []
    file = write(tmp_path / "a.geojson", site(1))
    import_file(file, store, mapping=BY_SURVEY, progress=lambda *step: told.append(step))
    assert list(dict.fromkeys(step for step, _, _ in told)) == ["read", "twins", "compare", "write"]
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert all(done < of for _, done, of in told)


def test_a_store_that_cannot_be_written_is_not(tmp_path: Path, path: Path) -> None:
    file, before = write(tmp_path / "a.geojson", site(1)), path.read_bytes()
    with open_store(path) as store, pytest.raises(StoreError):
        import_file(file, store, mapping=BY_SURVEY)
    assert path.read_bytes() == before


# ---- how a file is read ---------------------------------------------------------------------------------------------


def test_a_mapping_beside_the_file_is_used_again_and_wishes_go_before_it(
    tmp_path: Path, store: GeoPackageStore
) -> None:
    file = write(tmp_path / "a.geojson", site(1, built_when="1850"))
    write_mapping(Mapping(source=SURVEY, columns={"built_when": "built"}), tmp_path / "a.geojson.mapping.yml")
    assert asked_mapping(file).columns == {"built_when": "built"}
    assert asked_mapping(file, swap=True).swap
    assert asked_mapping(file, BY_SURVEY).columns == {}
    assert import_file(file, store).accepted == 1
    assert store.public_sites()["built"].tolist() == ["1850"]


def test_a_mapping_that_cannot_be_read_stops_the_import(tmp_path: Path, store: GeoPackageStore) -> None:
    file = write(tmp_path / "a.geojson", site(1))
    (tmp_path / "a.geojson.mapping.yml").write_text("columns: [1, 2")
    with pytest.raises(ExchangeError, match=r"a\.geojson\.mapping\.yml"):
        import_file(file, store)


def test_a_file_with_longitude_and_latitude_exchanged_waits_for_a_word(tmp_path: Path, store: GeoPackageStore) -> None:
    rows = [site(at) for at in range(20)]
    for row in rows:
        row["geometry"]["coordinates"].reverse()
    file = write(tmp_path / "a.geojson", *rows)
    held = import_file(file, store, mapping=BY_SURVEY, accept_warnings=True)
    assert held.stopped_by == ["all_swapped"]
    assert (held.accepted, held.rejected, held.written) == (0, 20, False)
    assert not len(store.public_sites())
    taken = import_file(file, store, mapping=BY_SURVEY.model_copy(update={"swap": True}))
    assert (taken.accepted, taken.mended) == (20, 20)
    assert codes(taken)["swap_mended"] == 20
    assert store.public_sites(bbox=AREA)["id"].nunique() == 20


IN_TURKISH = gpd.GeoDataFrame(
    {"ad": ["Şuşa qalası", "Köhne kilise", "Büyük köprü"], "kind": ["fort", "church", "bridge"]},
    geometry=gpd.points_from_xy([46.75, 46.8, 46.9], [39.76, 39.8, 39.9]),
    crs=4326,
)


def test_a_zipped_shapefile_in_utm_with_turkish_letters_comes_in(tmp_path: Path, store: GeoPackageStore) -> None:
    file = tmp_path / "sites.zip"
    shapefile("cp1254", without=(".cpg",), frame=IN_TURKISH)(file, 0)
    report = import_file(file, store, mapping=BY_SURVEY.model_copy(update={"columns": {"ad": "name:tr"}}))
    assert (report.accepted, report.crs, report.encoding) == (3, "EPSG:32638", "cp1254")
    assert "Şuşa qalası" in store.names()["text"].tolist()
    place = store.public_sites().query("kind == 'fort'").geometry
    assert (place.x.item(), place.y.item()) == pytest.approx((46.75, 39.76), abs=1e-6)


def test_numbers_that_are_no_degrees_are_never_guessed(tmp_path: Path, store: GeoPackageStore) -> None:
    file = tmp_path / "sites.zip"
    shapefile("utf-8", without=(".prj",), frame=IN_TURKISH)(file, 0)
    told = BY_SURVEY.model_copy(update={"columns": {"ad": "name:tr"}})
    held = import_file(file, store, mapping=told, accept_warnings=True)
    assert held.stopped_by == ["crs_missing"]
    assert not held.written
    found = held.listed()
    assert "EPSG:32638" in "".join(found[found["code"] == "crs_missing"]["message"])
    assert import_file(file, store, mapping=told.model_copy(update={"crs": "EPSG:32638"})).accepted == 3


# ---- out, and in again ----------------------------------------------------------------------------------------------

ALL = ("geojson", "gpkg", "csv", "xlsx", "geoparquet", "flatgeobuf", "ndjson", "kml")
"""Formats that hold every field of site rows."""


@pytest.fixture(scope="module")
def shipped(bundled_store: Path) -> SiteExport:
    with open_store(bundled_store) as store:
        return site_rows_of(store)


@pytest.mark.parametrize("name", ALL)
def test_what_ships_is_the_same_after_export_and_import(
    name: str, shipped: SiteExport, bundled_store: Path, empty_store: Path, tmp_path: Path
) -> None:
    path = copied(empty_store, tmp_path / "own.gpkg")
    file = tmp_path / f"sites{FORMATS[name].endings[0]}"
    write_layer(shipped, file, format=name)
    with open_store(bundled_store) as origin, open_store(path, public=False) as store:
        if name in ("flatgeobuf",):
            store.add_sources(origin.sources())
        report = import_file(file, store, accept_warnings=True)
        assert (report.rows_in, report.rejected) == (len(shipped), 0), report.summary()
        again = site_rows_of(store)
    left, right = (frame_of(export.rows) for export in (shipped, again))
    assert left.columns.tolist() == right.columns.tolist()
    for column in left.columns:
        assert left[column].tolist() == right[column].tolist(), column


def frame_of(rows: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return rows by id, everything as text, with positions as files hold them."""
    out = rows.drop(columns="geometry").astype("str").astype(object)
    out = out.where(rows.drop(columns="geometry").notna(), None)
    shapes = shapely.normalize(shapely.set_precision(rows.geometry.to_numpy(), 1e-6))
    out["geometry"] = shapely.to_wkt(shapes, rounding_precision=6)
    return out.set_index(rows["id"]).sort_index()


words = st.text(st.characters(categories=["Lu", "Ll", "Nd"], codec="utf-8"), min_size=1, max_size=12).map(
    lambda t: f"A{t}"
)
some_sites = st.lists(
    st.fixed_dictionaries(
        {"name:az": words, "name:ru": st.none() | words, "kind": st.sampled_from(["fort", "mosque", "bridge"])},
        optional={
            "built": st.sampled_from(["1750~", "17XX", "1850/1870", "-0200"]),
            "condition": st.integers(0, 5),
            "observed_on": st.sampled_from(["2020", "2021-05-14"]),
            "uncertainty_m": st.integers(1, 5000),
            "designation": st.sampled_from(["national", "local"]),
            "note": words,
        },
    ),
    min_size=1,
    max_size=6,
)


@given(rows=some_sites, name=st.sampled_from(["geojson", "gpkg", "csv", "ndjson"]))
@settings(max_examples=12)
def test_any_rows_are_the_same_after_import_export_and_import(
    rows: list[dict[str, Any]], name: str, empty_store: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    file = write(folder / "a.geojson", *(site(at, **row) for at, row in enumerate(rows)))
    exports = []
    for number in (1, 2):
        with open_store(copied(empty_store, folder / f"{number}.gpkg"), public=False) as store:
            report = import_file(file, store, mapping=BY_SURVEY if number == 1 else None, accept_warnings=True)
            assert report.accepted == len(rows), report.listed()[["code", "row", "field", "message"]].to_string()
            exports.append(site_rows_of(store))
        file = folder / f"b{FORMATS[name].endings[0]}"
        write_layer(exports[0], file, format=name)
    left, right = (frame_of(export.rows) for export in exports)
    assert left.to_dict("list") == right.to_dict("list")
