"""How QGIS draws sites: by condition, each grade with a colour of its own and points with a shape too; lines and areas alike.

QGIS takes one default style for a table, but shows a table of mixed geometry as a layer of each type; so a mixed one is
drawn by rules that ask for the type first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

__all__ = ["CONDITIONS", "TYPES", "add_style", "site_renderer", "site_style"]

CONDITIONS: dict[str, tuple[str, str, float, int, str]] = {
    "": ("nobody said anything", "circle", 2, 0, "#8d949b"),
    "0": ("could not tell", "semi_circle", 3, 0, "#8d949b"),
    "1": ("good", "circle", 3, 0, "#0072b2"),
    "2": ("fair", "square", 3, 0, "#56b4e9"),
    "3": ("poor", "diamond", 3.4, 0, "#f0e442"),
    "4": ("very bad", "triangle", 3.4, 0, "#e08a00"),
    "5": ("destroyed", "cross_fill", 3.4, 45, "#c23b00"),
}
"""Grade: label, shape of the marker, its size in millimetres, its turn in degrees, its fill: those of the map."""
TYPES = {
    "Point": ("points", "marker", "SimpleMarker"),
    "Line": ("lines", "line", "SimpleLine"),
    "Polygon": ("areas (also the cells of hidden places)", "fill", "SimpleFill"),
}
"""Type of geometry: label, QGIS's type of its symbols, and of the layer that they are made of."""


def site_renderer(types: Sequence[str] = tuple(TYPES)) -> str:
    """Return QGIS's renderer of sites by their `condition`, as XML; `types` as in `site_style`."""
    return _categories() if list(types) == ["Point"] else _rules([each for each in TYPES if each in types])


def _categories() -> str:
    categories = "\n".join(
        f'<category render="true" symbol="{at}" value="{value}" label={quoteattr(label)}/>'
        for at, (value, (label, *_)) in enumerate(CONDITIONS.items())
    )
    symbols = "".join(_symbol(at, "Point", value) for at, value in enumerate(CONDITIONS))
    return (
        '<renderer-v2 type="categorizedSymbol" attr="condition" enableorderby="0" forceraster="0" symbollevels="0">\n'
        f"<categories>\n{categories}\n</categories>\n<symbols>\n{symbols}</symbols>\n</renderer-v2>"
    )


def site_style(types: Sequence[str]) -> str:
    """Return the QML style of a layer of sites by their `condition`.

    Parameters
    ----------
    types
        Types of geometry that occur, keys of `TYPES`.
    """
    of_points = "<layerGeometryType>0</layerGeometryType>\n" if list(types) == ["Point"] else ""
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        '<qgis version="3.22" styleCategories="Symbology">\n'
        f"{site_renderer(types)}\n{of_points}</qgis>\n"
    )


def _rules(types: Sequence[str]) -> str:
    rules: list[str] = []
    symbols: list[str] = []
    for type_ in types:
        inside = []
        for value, (label, *_) in CONDITIONS.items():
            test = f'"condition" = {value}' if value else '"condition" IS NULL'
            inside.append(f'<rule symbol="{len(symbols)}" filter={quoteattr(test)} label={quoteattr(label)}/>')
            symbols.append(_symbol(len(symbols), type_, value))
        asked = f"geometry_type($geometry) = '{type_}'"
        rules.append(f"<rule filter={quoteattr(asked)} label={quoteattr(TYPES[type_][0])}>{''.join(inside)}</rule>")
    return (
        f'<renderer-v2 type="RuleRenderer" forceraster="0" symbollevels="0" enableorderby="0">\n<rules key="root">{"".join(rules)}'
        f"</rules>\n<symbols>{''.join(symbols)}</symbols>\n</renderer-v2>"
    )


def _symbol(at: int, type_: str, condition: str) -> str:
    _, kind, layer = TYPES[type_]
    props = "".join(f'<prop k="{name}" v="{escape(value)}"/>' for name, value in _properties(type_, condition))
    return (
        f'<symbol name="{at}" type="{kind}" alpha="1" clip_to_extent="1" force_rhr="0">'
        f'<layer class="{layer}" enabled="1" locked="0" pass="0">{props}</layer></symbol>\n'
    )


def _properties(type_: str, condition: str) -> Iterator[tuple[str, str]]:
    _, shape, size, turn, fill = CONDITIONS[condition]
    red, green, blue = bytes.fromhex(fill[1:])
    ink = "35,35,35,255"
    if type_ == "Point":
        yield from (("name", shape), ("color", f"{red},{green},{blue},255"), ("outline_color", ink))
        yield from (("outline_style", "solid"), ("outline_width", "0.2"), ("outline_width_unit", "MM"))
        yield from (("size", f"{size}"), ("angle", f"{turn}"), ("size_unit", "MM"), ("scale_method", "diameter"))
    elif type_ == "Line":
        yield from (("line_color", f"{red},{green},{blue},255"), ("line_style", "solid"))
        yield from (("line_width", "0.8"), ("line_width_unit", "MM"), ("capstyle", "round"), ("joinstyle", "round"))
    else:  # what lies below stays legible
        yield from (("color", f"{red},{green},{blue},90"), ("style", "solid"), ("outline_color", ink))
        yield from (("outline_style", "solid"), ("outline_width", "0.26"), ("outline_width_unit", "MM"))


def add_style(connection: sqlite3.Connection) -> None:
    """Make it the style with which QGIS opens the layers of sites."""
    row = "('', '', ?, 'geom', 'condition', ?, '', 1, 'Sites by condition, by shape and colour', '', '')"
    connection.execute(
        "INSERT INTO layer_styles(f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, "
        f"styleSLD, useAsDefault, description, owner, ui) VALUES {row}",
        ("public_sites", site_style(tuple(TYPES))),
    )
