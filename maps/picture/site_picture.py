"""Sites as a static picture: an SVG without scripts, styles and outside requests, for readers whose browser runs none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo.vocabularies import Condition, StatementStatus
from maps.i18n import direction, number, translations
from maps.picture.ground import COLOURS, Frame, ground_svg, mercator
from maps.picture.names import LETTER, place_names, svg_text
from maps.picture.symbols import NOBODY, symbol_id, symbol_svg
from maps.points import placed, xy
from maps.words import condition_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from maps.basemap import Basemap

__all__ = ["picture_frame", "site_picture"]

WIDTH = 1000
MOST_SYMBOLS = 4000
"""More are thinned: of those of one look that would cover each other one is drawn."""
ORDER = (NOBODY, 0, 1, 2, 3, 4, 5)
"""From below to above, so that what is worst is never covered by what is well."""
MARGIN = 0.05
_FAR, _LOW = 1 << 19, (1 << 20) - 1
"""Pixels from the middle of the numbers that a key holds, and their bits."""
FLATTEST, STEEPEST = 0.45, 1.1
"""Height of a picture, a part of its width."""


def picture_frame(sites: gpd.GeoDataFrame, region: tuple[float, float, float, float] | None = None) -> Frame:
    """Return what a picture shows: the region, else where the sites are.

    Parameters
    ----------
    sites
        Any geometry, any CRS.
    region
        West, south, east, north in degrees.
    """
    lon, lat = xy(placed(sites))
    if region is None and len(lon):
        region = (lon.min() - MARGIN, lat.min() - MARGIN, lon.max() + MARGIN, lat.max() + MARGIN)
    west, south, east, north = region or (-180.0, -60.0, 180.0, 75.0)
    if east <= west:  # across the 180th meridian, which a picture of one piece cannot show
        west, east = -180.0, 180.0
    wide = np.radians(east - west)
    high = mercator(north) - mercator(south)
    if high / wide < FLATTEST:
        south, north = _stretched(south, north, wide * FLATTEST)
    elif high / wide > STEEPEST:
        more = np.degrees(high / STEEPEST - wide) / 2
        west, east = max(-180.0, west - more), min(180.0, east + more)
    high = mercator(north) - mercator(south)
    return Frame(west, south, east, north, WIDTH, round(WIDTH * high / np.radians(east - west)))


def site_picture(
    sites: gpd.GeoDataFrame,
    *,
    frame: Frame | None = None,
    ground: str | None = None,
    basemap: Basemap | None = None,
    labels: dict[str, list[list[Any]]] | None = None,
    lang: str = "en",
    title: str | None = None,
    credit: Sequence[str] = (),
) -> str:
    """Return a picture of sites as SVG, with legend, scale and credits.

    Parameters
    ----------
    sites
        As `Store.public_sites()` gives them; any geometry, any CRS. Rows without a place are not drawn.
    frame
        What is shown; else the region of the base map, else where the sites are.
    ground
        As `ground_svg` makes it for the same frame, where it is at hand.
    basemap
        Else the ground is made from it.
    labels
        As `maps.labels.labels` makes them, in the reader's language; towns are named as far as there is room.
    lang
        Language of the texts; the map itself is never mirrored.
    title
        Its title for those who do not see it.
    credit
        Credits, shown below.

    Raises
    ------
    MissingCRSError
        If the layer has no reference system.
    LayerError
        If a position does not lie on the Earth.
    """
    _ = translations(lang).gettext
    frame = frame or picture_frame(sites, None if basemap is None else basemap.bbox)
    shown = placed(sites)
    x, y = frame.xy(*xy(shown))
    grades, reviewed = _looks(shown)
    inside = (x > -10) & (x < frame.width + 10) & (y > -10) & (y < frame.height + 10)
    uses = _symbols(x[inside], y[inside], grades[inside], reviewed[inside])
    names = place_names(labels or {}, frame, np.unique(np.rint(np.column_stack((x, y))[inside] / 4), axis=0) * 4)
    legend, below = _legend(grades, frame, lang)
    lines = _lines(", ".join(credit), frame.width // 6)
    height = below + 15 * len(lines) + 8
    says = _(
        "%(sites)s sites with a position, by condition. What the picture shows also stands in the table of sites."
    ) % {"sites": number(len(shown), lang)}
    looks = sorted(
        {(grade, True) for grade in np.unique(grades[reviewed]).tolist()} | {(grade, False) for grade in ORDER}
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {frame.width} {height}" role="img" '
        f'aria-labelledby="title desc" lang="{lang}" font-family="system-ui,sans-serif">',
        f'<title id="title">{svg_text(title or _("Map of heritage"))}</title><desc id="desc">{svg_text(says)}</desc>',
        f"<defs>{''.join(symbol_svg(grade, reviewed=flag) for grade, flag in looks)}"
        f'<clipPath id="frame"><rect width="{frame.width}" height="{frame.height}"/></clipPath></defs>',
        f'<rect width="{frame.width}" height="{height}" fill="#fff"/>',
        f'<g clip-path="url(#frame)">{ground if ground is not None else ground_svg(frame, basemap)}',
        f"{names}{uses}{_scale(frame, lang)}</g>",
        f'<rect width="{frame.width}" height="{frame.height}" fill="none" stroke="{COLOURS["textSoft"]}"/>',
        legend,
    ]
    parts += [
        f'<text x="8" y="{below + 15 * row}" font-size="11" fill="{COLOURS["textSoft"]}">{svg_text(line)}</text>'
        for row, line in enumerate(lines)
    ]
    return "".join(parts) + "</svg>"


def _stretched(south: float, north: float, high: float) -> tuple[float, float]:
    """Return latitudes around the same middle that are so far apart in Web Mercator."""
    middle = (mercator(south) + mercator(north)) / 2
    lower, upper = (np.degrees(np.arctan(np.sinh(middle + sign * high / 2))) for sign in (-1, 1))
    return float(lower), float(upper)


def _looks(sites: gpd.GeoDataFrame) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return grade (`NOBODY` where nobody said anything) and whether it is reviewed, of each site."""
    if "condition" not in sites:
        return np.full(len(sites), NOBODY, dtype="int64"), np.zeros(len(sites), dtype="bool")
    grades = sites["condition"].astype("Float64").to_numpy("float64", na_value=NOBODY).astype("int64")
    grades[~np.isin(grades, ORDER)] = NOBODY
    if "condition_status" not in sites:
        return grades, np.zeros(len(sites), dtype="bool")
    reviewed = (sites["condition_status"] == StatementStatus.REVIEWED).fillna(value=False).to_numpy("bool")
    return grades, reviewed & (grades != NOBODY)


def _symbols(
    x: NDArray[np.float64], y: NDArray[np.float64], grades: NDArray[np.int64], reviewed: NDArray[np.bool_]
) -> str:
    layer = np.asarray(ORDER).argsort()[grades + 1] * 2 + reviewed
    rows = (
        _each_once(layer, np.rint(y), np.rint(x)) if len(x) > MOST_SYMBOLS else _ordered(layer, np.rint(y), np.rint(x))
    )
    layer, at_y, at_x = rows.T
    cell = 1
    while len(rows) > MOST_SYMBOLS and cell < WIDTH:
        # a cell n times as wide holds n² of the small ones at most: what is skipped would be too many all the same
        cell = max(cell + 2, int(cell * np.sqrt(len(rows) / MOST_SYMBOLS)) | 1)
        rows = _each_once(layer, np.rint(at_y / cell) * cell, np.rint(at_x / cell) * cell)
    ids = [symbol_id(ORDER[at // 2], reviewed=bool(at % 2)) for at in range(2 * len(ORDER))]
    return "".join(f'<use href="#{ids[at]}" x="{left}" y="{top}"/>' for at, top, left in rows.tolist())


def _ordered(layer: NDArray[np.int64], y: NDArray[np.float64], x: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return layer, y and x of each symbol as rows, in the order in which they are drawn."""
    rows = np.column_stack((layer, y, x)).astype("int64")
    return rows[np.lexsort(rows.T[::-1])]


def _each_once(layer: NDArray[np.int64], y: NDArray[np.float64], x: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return what `_ordered` does, each row once: by one number a row, as a million rows are sorted slowly."""
    keys = (layer << 40) + ((y.astype("int64") + _FAR) << 20) + x.astype("int64") + _FAR
    keys = np.unique(keys)
    parts = (keys >> 40, ((keys >> 20) & _LOW) - _FAR, (keys & _LOW) - _FAR)
    return np.column_stack(parts)


def _scale(frame: Frame, lang: str) -> str:
    middle = np.degrees(np.arctan(np.sinh((mercator(frame.north) + mercator(frame.south)) / 2)))
    km_a_pixel = (frame.east - frame.west) / frame.width * 111.32 * np.cos(np.radians(middle))
    room = km_a_pixel * 150
    unit = 10.0 ** np.floor(np.log10(room))
    length = max(step * unit for step in (1, 2, 5) if step * unit <= room)
    left, top, wide = 16, frame.height - 14, length / km_a_pixel
    said = translations(lang).gettext("%(number)s km") % {"number": number(length, lang, digits=1 if length < 1 else 0)}
    return (
        f'<g><rect x="{left - 8}" y="{top - 24}" width="{wide + 16:.0f}" height="32" rx="4" fill="#fff" fill-opacity=".85"/>'
        f'<path d="M{left} {top - 5}v5h{wide:.0f}v-5" fill="none" stroke="{COLOURS["text"]}" stroke-width="1.5"/>'
        f'<text x="{left + wide / 2:.0f}" y="{top - 8}" font-size="12" text-anchor="middle" '
        f'direction="{direction(lang)}" fill="{COLOURS["text"]}">{svg_text(said)}</text></g>'
    )


def _legend(grades: NDArray[np.int64], frame: Frame, lang: str) -> tuple[str, int]:
    """Return the legend below the map, and where its last line ends."""
    rtl = direction(lang) == "rtl"
    at, top, found = 18.0, frame.height + 24, []
    for grade in reversed(ORDER):
        said = condition_label(None if grade == NOBODY else Condition(grade), lang)
        words = f"{said} · {number(int((grades == grade).sum()), lang)}"
        wide = 20 + len(words) * 14 * LETTER + 18
        if at + wide > frame.width and at > 18:
            at, top = 18.0, top + 24
        left, text = (frame.width - at, frame.width - at - 14) if rtl else (at, at + 14)
        found.append(
            f'<use href="#{symbol_id(grade)}" x="{left:.0f}" y="{top}"/><text x="{text:.0f}" y="{top + 5}" font-size="14" '
            f'direction="{direction(lang)}" fill="{COLOURS["text"]}">{svg_text(words)}</text>'
        )
        at += wide
    return "".join(found), top + 28


def _lines(text: str, most: int) -> list[str]:
    lines: list[str] = []
    for word in text.split()[:200]:
        if lines and len(lines[-1]) + len(word) < most:
            lines[-1] += f" {word}"
        else:
            lines.append(word[:most])
    return lines
