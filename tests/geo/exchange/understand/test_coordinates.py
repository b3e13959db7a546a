from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.crs import format_dms
from geo.exchange.understand.coordinates import read_angle, read_coordinate, read_position, split_srid

NORTH = (
    "39°45′36″N|39°45'36\"N|39º45'36''N|39 45 36 N|N 39 45 36|39d45m36sN|39-45-36 N|39°45′36″ с.ш.|39° 45′ 36″ с. ш.|39°45′36″ ş.e.|39°45′36″ şm. e.|39°45′36″ K|"
    "39°45′36″ شمالاً|٣٩°٤٥′٣٦″ شمالاً|39°45′36″ شمالی|39°45.6' N|N39.76|39.76°N|39,76 N|39 deg 45 min 36 sec N|39°45′36″ north|39° 45 dəq 36 san şimal|39°45′36″ հս. լ.|39°45′36″ ჩ. გ."
)
EAST = "46°45′E|46 45 0 E|E46.75|46°45′ в.д.|46° 45′ в. д.|46°45′ ş.u.|46°45′ şq. u.|46°45′ D|46°45′ شرقاً|46°45′ östliche Länge|46,75° est|46°45′ արլ. ե."


@pytest.mark.parametrize("text", NORTH.split("|"))
def test_latitudes_are_read_in_many_spellings(text: str) -> None:
    angle = read_angle(text)
    assert angle is not None
    assert (round(angle.degrees, 9), angle.axis) == (39.76, "lat")


@pytest.mark.parametrize("text", EAST.split("|"))
def test_longitudes_are_read_in_many_spellings(text: str) -> None:
    angle = read_angle(text)
    assert angle is not None
    assert (round(angle.degrees, 9), angle.axis) == (46.75, "lon")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "39°60′N",
        "39°45′60″N",
        "-39 S",
        "N 39 E",
        "39 O",
        "39.5°30′N",
        "39 45 36s",
        "181 E",
        "39°45′N 46°45′E",
        "Nord-Ost 39",
        "3 9 4 5",
    ],
)
def test_what_is_no_single_angle_is_refused(text: str) -> None:
    assert read_angle(text) is None


def test_letters_that_contradict_the_column_are_refused() -> None:
    assert str(read_coordinate("46°45′E", "lat")) == "it is a longitude in the column of latitudes"
    assert read_coordinate("46°45′W", "lon") == -46.75
    assert str(read_coordinate("x", "lon")) == "'x' is no coordinate"


@pytest.mark.parametrize(
    "text",
    [
        "39.76, 46.75", "39.76 46.75", "(39.76,46.75)", "39,76 46,75", "39,76; 46,75", "39,76, 46,75", "39°45′36″N 46°45′00″E", "39°45'36\"N, 46°45'E",
        "N39.76 E46.75", "46.75 E, 39.76 N", "39 45 36 N 46 45 0 E", "39°45′36″ с.ш. 46°45′ в.д.", "39°45'36\" şm. e. 46°45' şq. u.", "39° 45' 36\", 46° 45' 0\"",
        "39°45′36″N46°45′00″E", "46°45′E 39°45′36″N",
    ],
)  # fmt: skip
def test_positions_in_one_text_are_read_latitude_first_unless_letters_say_otherwise(text: str) -> None:
    position = read_position(text)
    assert isinstance(position, tuple), position
    assert position == pytest.approx((46.75, 39.76))


@pytest.mark.parametrize("text", ["", "39.76", "39.76 N 46.75 N", "39.76, 46.75, 12", "by the river", "46.75 E"])
def test_what_is_no_position_says_so(text: str) -> None:
    assert str(read_position(text)) == f"{text!r} is no position"


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_what_the_map_writes_is_read_again(lon: float, lat: float) -> None:
    position = read_position(format_dms(lon, lat))
    assert isinstance(position, tuple)
    assert position == pytest.approx((lon, lat), abs=0.06 / 3600)


@given(
    st.integers(0, 179),
    st.integers(0, 59),
    st.integers(0, 599),
    st.sampled_from(["{}°{}′{}″E", "{} {} {} E", "E {}:{}:{}", "{}d{}m{}s east", "{}° {}' {}\" в.д."]),
)
def test_degrees_that_are_written_are_read_again(degrees: int, minutes: int, tenths: int, form: str) -> None:
    angle = read_angle(form.format(degrees, minutes, f"{tenths / 10:.1f}"))
    assert angle is not None
    assert angle.degrees == pytest.approx(degrees + minutes / 60 + tenths / 36000)


@given(st.text(st.sampled_from("0123456789 .,°'\"′″NSEWnsewdm-+;/()сшвд"), max_size=40))
def test_no_text_brings_a_reader_down(text: str) -> None:
    angle = read_angle(text)
    assert angle is None or -180 <= angle.degrees <= 180
    read_position(text)


def test_ewkt_names_its_reference_system() -> None:
    assert split_srid(" srid = 4326 ; POINT (1 2)") == (4326, "POINT (1 2)")
    assert split_srid("POINT (1 2)") == (None, "POINT (1 2)")
