"""What the pages say."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from fastapi.testclient import TestClient


def words(client: TestClient, path: str) -> str:
    """Return the text of a page as a reader sees it."""
    text = re.sub(r"<(script|style|svg).*?</\1>", " ", client.get(path).text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text))).replace(" .", ".").strip()


def test_the_home_page_has_the_map_and_a_way_without_scripts(client: TestClient) -> None:
    text = client.get("/").text
    assert 'id="mirasmap-config"' in text
    assert 'id="mirasmap-sites"' in text
    still = text.split('<noscript>\n<div class="still')[1].split("</noscript>")[0]
    assert 'src="/map.svg"' in still
    assert 'href="/sites"' in still
    assert still.count('<th scope="row">') == 11
    assert "11 sites, 10 with a position" in words(client, "/")


def test_a_dispute_shows_both_sides_with_their_sources(client: TestClient) -> None:
    page = client.get("/sites/tide-mosque").text
    sides = page.split('class="sides"')[1].split("</section>")[0]
    assert sides.count('class="side"') == 2
    assert "The Tide, a newspaper" in sides
    assert "Survey of the island" in sides
    assert "Disputed" in words(client, "/sites/tide-mosque")


def test_readings_that_differ_are_not_called_disputed(client: TestClient) -> None:
    text = words(client, "/sites/market-bath")
    assert "Sources differ" in text
    assert "Disputed" not in text
    assert "reading of the source, not reviewed" in text


def test_a_hidden_place_gives_the_cell_and_no_point(client: TestClient) -> None:
    text = words(client, "/sites/barrow-field")
    assert "not public" in text
    assert "UTM" not in text
    assert "Degrees, minutes, seconds" not in text


def test_a_site_nobody_spoke_about_says_so(client: TestClient) -> None:
    text = words(client, "/sites/weavers-house")
    assert "nobody said anything" in text
    assert "Nobody has said anything about access." in text
    assert "This is no statement on safety." in text


def test_a_position_stands_as_decimals_dms_and_utm(client: TestClient) -> None:
    text = words(client, "/sites/tide-mosque")
    assert re.search(r"-33\.0371\d, -20\.9678\d", text)
    assert "33°02′13.5″ S" in text
    assert "27S 503000 6344600" in text
    assert "± 20" in text


def test_dates_stand_as_given_in_words_and_with_hijri_years(client: TestClient) -> None:
    text = words(client, "/sites/tide-mosque")
    assert "1750~" in text
    assert "about 1750" in text
    assert re.search(r"1163.1164 AH", text)


def test_measures_stand_with_phase_and_reports(client: TestClient) -> None:
    text = words(client, "/sites/velma-fort")
    assert "Roof of the fort" in text
    assert "under way" in text
    assert "the work has begun" in text


def test_a_replaced_statement_links_to_the_one_that_replaces_it(client: TestClient) -> None:
    assert 'href="#s06"' in client.get("/sites/hill-chapel").text


def test_the_legs_of_a_visit_are_marked_as_estimates(client: TestClient) -> None:
    text = words(client, "/visits/survey-2021")
    assert "Day 1" in text
    assert "Day 2" in text
    assert "× 1.4" in text
    assert re.search(r"\d+(\.\d)? km", text)


def test_legs_by_road_say_on_which_network_and_that_nobody_took_that_way(bundled_client: TestClient) -> None:
    text = words(bundled_client, "/visits/diplomats-shusha-2021-07-09")
    assert re.search("routed on the network of 6 August 2021 ?, which is not the way that was taken", text)
    assert re.search(r"1\.\d km · \d min · along roads", text)
    assert "× 1.4" not in text  # each of its legs has a road


def test_legs_in_files_and_on_maps_are_those_of_the_page(bundled_client: TestClient) -> None:
    members = bundled_client.get("/visits/diplomats-shusha-2021-07-09.geojson").json()["features"]
    legs = [member for member in members if member["properties"]["what"] == "leg"]
    assert {leg["properties"]["note"] for leg in legs} == {"road: OSM 2021-08-06"}
    assert min(len(leg["geometry"]["coordinates"]) for leg in legs) > 2
    assert all(leg["properties"]["duration_min"] > 0 for leg in legs)


def test_planned_stops_are_not_reported_ones(client: TestClient) -> None:
    text = words(client, "/visits/round-2026")
    assert "planned, not reported" in text
    assert "Tôm" not in text  # its second stop is withheld


def test_a_source_shows_what_rests_on_it(client: TestClient) -> None:
    text = words(client, "/sources/gazette")
    assert "Maré Mesgid" in text
    assert "https://example.org/tide?a=1&b=2" in text


def test_the_about_page_says_method_names_licences_and_corrections(client: TestClient) -> None:
    text = words(client, "/about")
    for said in (
        "Method",
        "Neutrality",
        "two sources agree on",
        "CC0 1.0",
        "BSD-3-Clause",
        "has named no address",
        "leaflet",
    ):
        assert said in text


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("sort=name&order=down", "velma-fort-gate"),
        ("sort=condition&order=down", "lost-monastery"),
        ("sort=condition&order=up", "velma-fort"),
        ("sort=newest&order=down", "barrow-field"),
        ("sort=kind", "market-bath"),
        ("q=kapela", "hill-chapel"),
    ],
)
def test_the_table_sorts_and_filters_by_its_address(client: TestClient, query: str, first: str) -> None:
    rows = re.findall(r'<th scope="row"><a href="/sites/([a-z-]+)"', client.get(f"/sites?{query}").text)
    assert rows[0] == first


def test_an_empty_table_says_what_to_do(client: TestClient) -> None:
    assert "Take away a filter" in words(client, "/sites?kind=theatre")
    assert client.get("/sites?page=99").status_code == 200


def test_health_counts(client: TestClient) -> None:
    body = client.get("/healthz").json()
    assert (body["status"], body["sites"], body["sites_with_position"]) == ("ok", 11, 10)
    assert body["counts"]["statements"] > 0
