"""What stands before and behind the features: reference system, sources."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from geo.errors import ExchangeError
from geo.exchange.read.json_features import json_rows
from geo.exchange.read.json_head import SOURCES_MEMBER
from geo.exchange.read.limits import Limits
from geo.layers import SOURCES
from tests.geo.exchange.read.test_json_features import collection, feature, read, rows

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("head") / "sites.geojson"


def named(name: object) -> dict[str, object]:
    return {"type": "name", "properties": {"name": name}}


@pytest.mark.parametrize(
    ("crs", "expected", "said"),
    [
        (named("urn:ogc:def:crs:EPSG::32638"), "EPSG:32638", ""),
        (named("urn:x-ogc:def:crs:EPSG:6.9:28408"), "EPSG:28408", ""),
        (named("EPSG:3857"), "EPSG:3857", ""),
        (named("epsg:3857"), "EPSG:3857", ""),
        (named("urn:ogc:def:crs:OGC:1.3:CRS84"), "EPSG:4326", ""),
        (named("http://www.opengis.net/def/crs/OGC/1.3/CRS84"), "EPSG:4326", ""),
        (named("http://www.opengis.net/def/crs/EPSG/0/32639"), "EPSG:32639", ""),
        (named("http://www.opengis.net/gml/srs/epsg.xml#4326"), "EPSG:4326", ""),
        ({"type": "EPSG", "properties": {"code": 32638}}, "EPSG:32638", ""),
        (None, None, "unknown"),
        ({"type": "link", "properties": {"href": "http://example.org/crs"}}, None, "a link, which is not followed"),
        (named("my own grid"), None, "'my own grid' is not known"),
        (named(7), None, "cannot be read"),
        ("EPSG:4326", None, "cannot be read"),
        ({"type": "name"}, None, "cannot be read"),
    ],
)
def test_the_old_member_crs_is_read(file: Path, crs: object, expected: str | None, said: str) -> None:
    features = [feature(1)]
    for content in (collection(features, crs=crs), json.dumps({"features": features, "crs": crs}, indent=1)):
        read(file, content)
        opened = json_rows(file)
        assert opened.crs == expected
        assert said in opened.remark
        assert bool(opened.remark) == (expected is None)


def test_without_a_crs_it_is_that_of_rfc_7946(file: Path) -> None:
    for content in (collection([feature(1, crs=named("EPSG:3857"))]), json.dumps(feature(1))):
        read(file, content)
        assert json_rows(file).crs == "EPSG:4326"


def test_sources_of_our_own_exports_come_along(file: Path) -> None:
    source = {
        "id": "survey",
        "title": 'Survey "]}"',
        "licence": "CC BY 4.0",
        "perspective": "none",
        "date": "1912",
        "x": 1,
    }
    for content in (
        collection([feature(1)], **{SOURCES_MEMBER: [source, "no source", {"id": 7}]}),
        json.dumps({"type": "FeatureCollection", "features": [feature(1)], SOURCES_MEMBER: [source, {"id": 7}]}),
    ):
        assert rows(read(file, content)) == [{"id": "site-1"}]
        sources = json_rows(file).sources
        assert sources is not None
        assert sources.column_names == list(SOURCES.fields)
        assert sources.column("title").to_pylist() == ['Survey "]}"', None]
        assert sources.column("id").to_pylist() == ["survey", "7"]
    read(file, collection([feature(1)], **{SOURCES_MEMBER: 7}))
    assert json_rows(file).sources is None


def test_members_before_the_features_may_be_long_but_not_endless(file: Path) -> None:
    content = collection([feature(1)], note="x" * 300_000, list=[{"a": [1, "]"]}] * 20_000)
    assert rows(read(file, content)) == [{"id": "site-1"}]
    with pytest.raises(ExchangeError, match="no features begin in the first"):
        json_rows(file, limits=Limits(longest_feature=100_000))


def test_words_in_texts_are_no_members(file: Path) -> None:
    name = '"features":[{"type":"Feature","properties":{},"geometry":null}]'
    assert rows(read(file, collection([feature(1)], name=name, crs=named("EPSG:32638")))) == [{"id": "site-1"}]
    assert json_rows(file).crs == "EPSG:32638"
    tail = collection([feature(1, t=',"crs":' + json.dumps(named("EPSG:3857")) + "}")])
    read(file, tail)
    assert json_rows(file).crs == "EPSG:4326"
