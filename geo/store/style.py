"""How QGIS draws the store: sites by condition, each grade with a shape and a colour of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

CONDITIONS: dict[str, tuple[str, str, str]] = {
    "": ("nobody said anything", "circle", "255,255,255,255"),
    "0": ("could not tell", "cross_fill", "150,150,150,255"),
    "1": ("good", "circle", "0,114,178,255"),
    "2": ("fair", "square", "86,180,233,255"),
    "3": ("poor", "diamond", "240,228,66,255"),
    "4": ("very bad", "triangle", "230,159,0,255"),
    "5": ("destroyed", "star", "178,24,43,255"),
}
"""Grade: label, shape of the marker, fill. Colours after Okabe and Ito, told apart by colour-blind readers too."""

_CATEGORY = '<category render="true" symbol="{at}" value="{value}" label="{label}"/>'
_MARKER = """<symbol name="{at}" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
<layer class="SimpleMarker" enabled="1" locked="0" pass="0">
<prop k="name" v="{shape}"/><prop k="color" v="{fill}"/><prop k="outline_color" v="35,35,35,255"/>
<prop k="outline_style" v="solid"/><prop k="outline_width" v="0.2"/><prop k="outline_width_unit" v="MM"/>
<prop k="size" v="3"/><prop k="size_unit" v="MM"/><prop k="scale_method" v="diameter"/>
</layer></symbol>"""


def condition_style() -> str:
    """Return the QML style of sites by condition."""
    categories = "\n".join(
        _CATEGORY.format(at=at, value=value, label=label)
        for at, (value, (label, _, _)) in enumerate(CONDITIONS.items())
    )
    symbols = "\n".join(
        _MARKER.format(at=at, shape=shape, fill=fill) for at, (_, shape, fill) in enumerate(CONDITIONS.values())
    )
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        '<qgis version="3.22" styleCategories="Symbology">\n'
        '<renderer-v2 type="categorizedSymbol" attr="condition" enableorderby="0" forceraster="0" symbollevels="0">\n'
        f"<categories>\n{categories}\n</categories>\n<symbols>\n{symbols}\n</symbols>\n"
        "</renderer-v2>\n<layerGeometryType>0</layerGeometryType>\n</qgis>\n"
    )


def add_style(connection: sqlite3.Connection) -> None:
    """Make it the style with which QGIS opens the layers of sites."""
    row = "('', '', ?, 'geom', 'condition', ?, '', 1, 'Sites by condition, by shape and colour', '', '')"
    for layer in ("public_sites",):
        connection.execute(
            "INSERT INTO layer_styles(f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, "
            f"styleSLD, useAsDefault, description, owner, ui) VALUES {row}",
            (layer, condition_style()),
        )
