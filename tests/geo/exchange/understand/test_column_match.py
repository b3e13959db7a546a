from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from geo.exchange.export.short_names import field_of_short_name, short_name
from geo.exchange.report.reason import in_english
from geo.exchange.site_rows import FIELDS, INPUTS, is_target
from geo.exchange.understand.aliases import ALIASES, ALT_NAMES, NAMES, UNDECIDED
from geo.exchange.understand.column_match import match_columns
from geo.exchange.understand.heading_match import match_heading
from geo.exchange.understand.text_key import text_key
from tests.geo.exchange.understand.real_headings import FIRST, SECOND

if TYPE_CHECKING:
    from geo.exchange.understand.column_match import ColumnMatch


def matched(
    columns: dict[str, list[str | None]],
    *,
    has_geometry: bool = False,
    area: tuple[float, float, float, float] | None = None,
) -> dict[str, ColumnMatch]:
    table = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    return {
        match.heading: match for match in match_columns(table, table.column_names, has_geometry=has_geometry, area=area)
    }


def targets(columns: dict[str, list[str | None]], **options: bool) -> dict[str, str | None]:
    return {heading: match.target for heading, match in matched(columns, **options).items()}


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("name:az", "name:az"), ("NAME_AZ", "name:az"), ("name_ru", "name:ru"), ("Name (English)", "name:en"), ("AZ name", "name:az"), ("ad_az", "name:az"),
        ("название", "name:ru"), ("الاسم", "name:ar"), ("anunə", "name:hy"), ("անուն", "name:hy"), ("نام", "name:fa"), ("nom", "name:fr"), ("nombre", "name:es"),
        ("სახელი", "name:ka"), ("siteName", "name:und"), ("Name", "name:und"), ("alt_name", "alt_name:und"), ("alt_name:ru", "alt_name:ru"), ("Növü", "kind"),
        ("Тип памятника", "kind"), ("النوع", "kind"), ("Vəziyyəti", "condition"), ("État de conservation", "condition"), ("LONGITUDE", "lon"), ("Широта", "lat"),
        ("boylam", "lon"), ("خط العرض", "lat"), ("عرض جغرافیایی", "lat"), ("Latitude (WGS84)", "lat"), ("coord_x", "lon"), ("Koordinatlar", "position"), ("the_geom", "wkt"),
        ("Mənbə", "source"), ("Источник", "source"), ("المصدر", "source"), ("İlçe", "district"), ("rayon", "district"), ("wikidata_id", "identifier:wikidata"),
        ("Reyestr nömrəsi", "register_id"), ("List Entry Number", "register_id"), ("Grade", "designation_level"), ("Survey date", "condition_on"),
        ("uncertaint", "uncertainty_m"), ("cond_raw", "condition_raw"), ("descripton", "note"), ("lattitude", "lat"),
    ],
)  # fmt: skip
def test_headings_are_known_in_many_languages(heading: str, target: str) -> None:
    assert match_heading(heading).target == target


@pytest.mark.parametrize(
    "heading",
    ["count", "Count", "reference", "references", "OBJECTID", "fid", "Shape_Area", "url", "image", "status", "date", "year", "category", "№", "name_old", "xyz", "",
     "GPS_altitude", "owner name", "state name", "file name", "source of threat", "number"],
)  # fmt: skip
def test_headings_that_may_mean_anything_are_left_to_a_person(heading: str) -> None:
    guess = match_heading(heading)
    assert guess.target is None, guess
    assert in_english(guess.why)


@pytest.mark.parametrize(("text", "least"), [(FIRST, 0.97), (SECOND, 0.9)])
def test_real_headings_are_mostly_right_by_name_alone(text: str, least: float) -> None:
    right, wrong = 0, []
    for line in text.strip().splitlines():
        for item in line.partition(" | ")[2].split(" ; "):
            heading, _, fields = item.rpartition("=")
            guess = match_heading(heading)
            if (guess.target if guess.target and guess.confidence >= 0.6 else "-") in fields.split("|"):
                right += 1
            else:
                wrong.append((heading, guess.target))
    assert right / (right + len(wrong)) >= least, wrong


def test_our_own_names_are_certain_and_so_are_those_cut_for_shapefiles() -> None:
    own = [*FIELDS, *INPUTS, "name:az", "alt_name:fa", "identifier:wikidata"]
    found = targets(
        {name: ["mosque" if name == "kind" else "1"] for name in own if name not in ("position", "wkt", "lon", "lat")}
    )
    assert all(field == heading for heading, field in found.items())
    assert len({short_name(field) for field in FIELDS}) == len(FIELDS)
    for field in (*FIELDS, "name:az", "name:und", "alt_name:ru", "identifier:wikidata"):
        assert len(short_name(field)) <= 10
        assert field_of_short_name(short_name(field).upper()) == field
    assert field_of_short_name("name_id") is None
    assert field_of_short_name("name_id", ours=True) == "name:id"


def test_a_date_is_ours_only_in_a_file_that_is() -> None:
    assert targets({"date": ["2019"], "name": ["x"]})["date"] is None
    assert targets({"id": ["a"], "kind": ["mosque"], "date": ["built in 1750"]})["date"] == "date"


def test_two_columns_for_one_field_are_asked_and_the_better_is_kept() -> None:
    found = matched({"Location": ["a", "b"], "Tip": ["mosque", "church"], "kind": ["mosque", "bridge"]})
    assert found["kind"].target == "kind"
    assert found["kind"].rivals == ("Tip",)
    assert found["Tip"].target is None
    assert "kind" in found["Tip"].why


def test_values_decide_where_the_name_is_weak() -> None:
    assert targets({"type": ["node", "way", "relation"]})["type"] is None
    assert targets({"type": ["mosque", "Körpü", "??"]})["type"] == "kind"
    assert targets({"Növü": ["Memarlıq", "Arxeologiya"]})["Növü"] == "kind"
    assert targets({"lon": ["abc"], "lat": ["39"]})["lon"] is None
    assert targets({"x": ["12", "13"], "y": ["7", "8"]}) == {"x": "lon", "y": "lat"}
    assert targets({"Erected By": ["the state", "a khan"]})["Erected By"] is None
    assert targets({"state": ["good", "destroyed", "fair"]})["state"] == "condition"


def test_columns_without_a_name_are_known_by_what_stands_in_them() -> None:
    found = targets(
        {
            "f1": ["Q42", "https://www.wikidata.org/wiki/Q7"],
            "f2": ["POINT (46 39)", None],
            "f3": ["məscid", "körpü"],
            "f4": ["7", "8"],
            "f5": ["a", "b"],
        }
    )
    assert found == {"f1": "identifier:wikidata", "f2": "wkt", "f3": "kind", "f4": None, "f5": None}
    angles = targets({"a": ["39°45′N", "39°46′N"], "b": ["46°45′E", "46°46′E"]})
    assert angles == {"a": "lat", "b": "lon"}
    area = (45.6, 38.7, 48.1, 40.6)
    numbers = matched({"p": ["46.71", "46.82", "46.93"], "q": ["39.71", "39.82", "39.93"]}, area=area)
    assert {heading: match.target for heading, match in numbers.items()} == {"p": "lon", "q": "lat"}


def test_positions_come_one_way_and_not_beside_the_geometry_of_the_file() -> None:
    both = {"lon": ["46.7"], "lat": ["39.7"], "wkt": ["POINT (46 39)"], "coordinates": ["39.7, 46.7"]}
    assert targets(both) == {"lon": None, "lat": None, "wkt": "wkt", "coordinates": None}
    assert set(targets(both, has_geometry=True).values()) == {None}
    assert targets({"lon": ["46.7"], "coordinates": ["39.7, 46.7"]}) == {"lon": None, "coordinates": "position"}
    assert targets({"lon": ["46.7"], "b": ["c"]}) == {"lon": None, "b": None}


def test_dates_that_are_too_old_for_anything_else_are_those_of_the_building() -> None:
    assert targets({"Tarixi": ["XVIII əsr", "1750-ci il", "?"]})["Tarixi"] == "built"
    assert targets({"Tarixi": ["XVIII əsr", "2019"]})["Tarixi"] is None
    assert targets({"year": ["after 1750"]})["year"] is None
    assert targets({"status": ["1750"]})["status"] is None


def test_degrees_and_metres_are_never_mixed() -> None:
    both = {"Easting": ["649905"], "Latitude": ["39.76"], "Northing": ["4402585"], "Longitude": ["46°45′"]}
    assert targets(both) == {"Easting": None, "Latitude": "lat", "Northing": None, "Longitude": "lon"}


def test_the_language_of_a_heading_that_two_have_is_found_in_the_names() -> None:
    assert targets({"Adı": ["Cümə məscidi", "Qala"]})["Adı"] == "name:az"
    assert targets({"Adı": [f"Cami {number}" for number in range(30)]})["Adı"] == "name:tr"
    assert targets({"Adı": ["Cami"]})["Adı"] == "name:und"
    assert targets({"اسم": ["پل گنجه"]})["اسم"] == "name:fa"


def test_the_lists_of_names_do_not_contradict_each_other() -> None:
    lists = [set(ALIASES), set(NAMES), set(ALT_NAMES), set(UNDECIDED)]
    assert not any(one & other for place, one in enumerate(lists) for other in lists[place + 1 :])
    assert all(is_target(target) for target in ALIASES.values())
    assert all(key == text_key(key) and key for keys in lists for key in keys)
