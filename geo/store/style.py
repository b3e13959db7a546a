"""How QGIS draws the store: sites by condition, each grade with a shape and a colour of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

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

_CATEGORY = '<category render="true" symbol="{at}" value="{value}" label="{label}"/>'
_MARKER = """<symbol name="{at}" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
<layer class="SimpleMarker" enabled="1" locked="0" pass="0">
<prop k="name" v="{shape}"/><prop k="color" v="{fill}"/><prop k="outline_color" v="35,35,35,255"/>
<prop k="outline_style" v="solid"/><prop k="outline_width" v="0.2"/><prop k="outline_width_unit" v="MM"/>
<prop k="size" v="{size}"/><prop k="angle" v="{turn}"/><prop k="size_unit" v="MM"/><prop k="scale_method" v="diameter"/>
</layer></symbol>"""


def condition_renderer() -> str:
    """Return QGIS's renderer of sites by condition, as XML."""
    categories = "\n".join(
        _CATEGORY.format(at=at, value=value, label=label) for at, (value, (label, *_)) in enumerate(CONDITIONS.items())
    )
    symbols = "\n".join(
        _MARKER.format(
            at=at, shape=shape, size=size, turn=turn, fill=",".join(map(str, (*bytes.fromhex(fill[1:]), 255)))
        )
        for at, (_, shape, size, turn, fill) in enumerate(CONDITIONS.values())
    )
    return (
        '<renderer-v2 type="categorizedSymbol" attr="condition" enableorderby="0" forceraster="0" symbollevels="0">\n'
        f"<categories>\n{categories}\n</categories>\n<symbols>\n{symbols}\n</symbols>\n"
        "</renderer-v2>"
    )


def condition_style() -> str:
    """Return the QML style of sites by condition."""
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        f'<qgis version="3.22" styleCategories="Symbology">\n{condition_renderer()}\n'
        "<layerGeometryType>0</layerGeometryType>\n</qgis>\n"
    )


def add_style(connection: sqlite3.Connection) -> None:
    """Make it the style with which QGIS opens the layers of sites."""
    row = "('', '', ?, 'geom', 'condition', ?, '', 1, 'Sites by condition, by shape and colour', '', '')"
    connection.execute(
        "INSERT INTO layer_styles(f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, "
        f"styleSLD, useAsDefault, description, owner, ui) VALUES {row}",
        ("public_sites", condition_style()),
    )
