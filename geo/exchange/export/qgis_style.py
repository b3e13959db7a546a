"""How QGIS draws an exported layer of sites: by condition, points, lines and areas alike.

QGIS takes one default style for a table, but shows a table of mixed geometry as a layer of each type; so a mixed one is
drawn by rules that ask for the type first. The grades, their shapes and colours are those of the store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from geo.store.style import CONDITIONS, condition_style

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["site_style"]

_TYPES = ("Point", "Line", "Polygon")
_KINDS = {"Point": "marker", "Line": "line", "Polygon": "fill"}
_TITLES = {"Point": "points", "Line": "lines", "Polygon": "areas (also the cells of hidden places)"}
_LAYERS = {
    "Point": '<layer class="SimpleMarker" enabled="1" locked="0" pass="0">{props}</layer>',
    "Line": '<layer class="SimpleLine" enabled="1" locked="0" pass="0">{props}</layer>',
    "Polygon": '<layer class="SimpleFill" enabled="1" locked="0" pass="0">{props}</layer>',
}


def site_style(types: Sequence[str]) -> str:
    """Return the QML style of a layer of sites by their `condition`.

    Parameters
    ----------
    types
        Types of geometry that occur, of `Point`, `Line` and `Polygon`.
    """
    if list(types) == ["Point"]:
        return condition_style()
    wanted = [kind for kind in _TYPES if kind in types]
    rules: list[str] = []
    symbols: list[str] = []
    for kind in wanted:
        inside = []
        for value, (label, shape, size, turn, fill) in CONDITIONS.items():
            at = len(symbols)
            test = f'"condition" = {value}' if value else '"condition" IS NULL'
            inside.append(f"<rule symbol={quoteattr(str(at))} filter={quoteattr(test)} label={quoteattr(label)}/>")
            symbols.append(_symbol(at, kind, dict(_properties(kind, shape, size, turn, fill))))
        asked = f"geometry_type($geometry) = '{kind}'"
        rules.append(f"<rule filter={quoteattr(asked)} label={quoteattr(_TITLES[kind])}>{''.join(inside)}</rule>")
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        '<qgis version="3.22" styleCategories="Symbology">\n'
        f'<renderer-v2 type="RuleRenderer" forceraster="0" symbollevels="0" enableorderby="0">\n<rules key="root">{"".join(rules)}'
        f"</rules>\n<symbols>{''.join(symbols)}</symbols>\n</renderer-v2>\n</qgis>\n"
    )


def _symbol(at: int, kind: str, properties: dict[str, str]) -> str:
    props = "".join(f'<prop k="{name}" v="{escape(value)}"/>' for name, value in properties.items())
    return (
        f'<symbol name="{at}" type="{_KINDS[kind]}" alpha="1" clip_to_extent="1" force_rhr="0">'
        f"{_LAYERS[kind].format(props=props)}</symbol>\n"
    )


def _properties(kind: str, shape: str, size: float, turn: int, fill: str) -> Iterator[tuple[str, str]]:
    red, green, blue = bytes.fromhex(fill[1:])
    ink = "35,35,35,255"
    if kind == "Point":
        yield from (("name", shape), ("color", f"{red},{green},{blue},255"), ("outline_color", ink))
        yield from (("outline_style", "solid"), ("outline_width", "0.2"), ("outline_width_unit", "MM"))
        yield from (("size", f"{size}"), ("angle", f"{turn}"), ("size_unit", "MM"), ("scale_method", "diameter"))
    elif kind == "Line":
        yield from (("line_color", f"{red},{green},{blue},255"), ("line_style", "solid"))
        yield from (("line_width", "0.8"), ("line_width_unit", "MM"), ("capstyle", "round"), ("joinstyle", "round"))
    else:  # what lies below stays legible
        yield from (("color", f"{red},{green},{blue},90"), ("style", "solid"), ("outline_color", ink))
        yield from (("outline_style", "solid"), ("outline_width", "0.26"), ("outline_width_unit", "MM"))
