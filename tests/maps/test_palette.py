"""Colours that carry meaning stay apart, for every reader."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geo.vocabularies import Condition
from maps.palette import CONDITIONS, DAYS, NOBODY_SAID, RING, as_config

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Machado, Oliveira and Fernandes, "A physiologically-based model for simulation of color vision deficiency"
# (IEEE TVCG 15, 2009), table 1, severity 1.0; on linear RGB.
SIGHT = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
"""sRGB (IEC 61966-2-1) to CIE XYZ, white point D65."""


def linear(colour: str) -> NDArray[np.float64]:
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(colour: str, sight: str) -> NDArray[np.float64]:
    xyz = TO_XYZ @ np.clip(SIGHT[sight] @ linear(colour), 0, 1) / TO_XYZ.sum(axis=1)
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(one: str, other: str, sight: str) -> float:
    """Return the colour distance of CIE 1976 (ΔE*ab); 2 is just seen, 10 at a glance."""
    return float(np.linalg.norm(lab(one, sight) - lab(other, sight)))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2."""
    light, dark = sorted((float(TO_XYZ[1] @ linear(colour)) for colour in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("sight", SIGHT)
def test_grades_of_condition_keep_apart_for_every_reader(sight: str) -> None:
    fills = {symbol.fill for symbol in CONDITIONS.values()} | {NOBODY_SAID.fill}
    assert min(distance(*pair, sight) for pair in combinations(fills, 2)) >= 20


@pytest.mark.parametrize("sight", SIGHT)
def test_days_of_a_visit_that_follow_each_other_keep_apart_for_every_reader(sight: str) -> None:
    after = [*DAYS[1:], DAYS[0]]
    assert min(distance(one.colour, other.colour, sight) for one, other in zip(DAYS, after, strict=True)) >= 25


def test_grades_and_days_differ_by_form_as_well_as_by_colour() -> None:
    shapes = [symbol.shape for grade, symbol in CONDITIONS.items() if grade != Condition.UNKNOWN]
    assert len(set(shapes)) == len(shapes)
    assert len({day.dash for day in DAYS}) == len(DAYS)


@pytest.mark.parametrize("paper", ["#f5f3ed", "#1d2024", "#ffffff"])
def test_lines_of_days_stand_off_from_light_and_dark_paper(paper: str) -> None:
    """3 : 1 is what WCAG 2.2 asks of graphics (1.4.11)."""
    assert min(contrast(day.colour, paper) for day in DAYS) >= 3


def test_the_client_gets_every_grade_and_style() -> None:
    config = as_config()
    assert set(config["conditions"]) == {"none"} | {str(int(grade)) for grade in Condition}
    assert set(config["ring"]) == set(RING) == {"light", "dark", "print"}
    assert config["days"][0]["dash"] is None
