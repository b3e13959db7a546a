"""References of many ids, such as the sources of a statement, as link tables.

Where a reference is required its first one stands in the table of the layer itself (`source_fid NOT NULL`), so that no row is
without, and the link table holds further ones only: most rows have one source, and nothing is kept twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.layers import Layer

__all__ = ["Link", "links", "singular"]


@dataclass(frozen=True)
class Link:
    """A link table: one row for each id of a many-valued reference, or for each but the first where it is required."""

    layer: str
    field: str
    target: str
    """Layer that the ids are of."""
    required: bool

    @property
    def table(self) -> str:
        """Name of the link table, such as `statements_sources`."""
        return f"{self.layer}_{self.field.removesuffix('_ids')}s"

    @property
    def owner(self) -> str:
        """Column that holds the row of the layer, such as `statement_fid`."""
        return f"{singular(self.layer)}_fid"

    @property
    def key(self) -> str:
        """Column that holds the row referred to, such as `source_fid`; of the layer's own table too, where it is required."""
        return f"{singular(self.target)}_fid"

    @property
    def ids(self) -> str:
        """SQL of the ids joined by `;` in their order, for a row `t` of the layer; null where there is none."""
        listed = (
            f"FROM (SELECT r.id FROM {self.table} l JOIN {self.target} r ON r.fid = l.{self.key} "
            f"WHERE l.{self.owner} = t.fid ORDER BY l.fid)"
        )
        # most often there is none, which takes half as long to find out as to list none
        further = f"EXISTS (SELECT 1 FROM {self.table} l WHERE l.{self.owner} = t.fid)"
        if not self.required:
            return f"CASE WHEN {further} THEN (SELECT group_concat(id, ';') {listed}) END"
        first = f"(SELECT id FROM {self.target} WHERE fid = t.{self.key})"
        # no key is there twice; one may be without its row, where another program removed it
        every = f"nullif(ltrim(coalesce({first}, '') || coalesce((SELECT ';' || group_concat(id, ';') {listed}), ''), ';'), '')"
        return f"CASE WHEN {further} THEN {every} ELSE {first} END"

    def has(self, key: str) -> str:
        """Return SQL of whether a row `t` of the layer refers to what has a key; the reference is required."""
        further = f"SELECT 1 FROM {self.table} l WHERE l.{self.owner} = t.fid AND l.{self.key} = {key}"
        return f"(t.{self.key} = {key} OR EXISTS ({further}))"


def singular(layer: str) -> str:
    """Return the word for one row of a layer."""
    return layer if layer == "access" else layer.removesuffix("s")


def links(layer: Layer) -> list[Link]:
    """Return the link tables of a layer."""
    return [
        Link(layer.name, name, field.reference.layer, field.required)
        for name, field in layer.fields.items()
        if field.reference is not None and field.reference.many
    ]
