"""What is missing in the record of each site, on whole columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.completeness.standard import EVERY_BIT, STANDARD, VAGUE_KINDS
from geo.questions.urgency import NEVER
from geo.vocabularies import AccessStatus, Sensitivity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo.questions.facets import Facets

__all__ = ["OnRecord", "masks_of", "missing_of", "on_record", "scores_of_masks"]

type Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class OnRecord:
    """What the standard asks for and facets do not hold, a bool a site."""

    named: Mask
    placed: Mask
    uncertainty: Mask
    """Whether the uncertainty of the position is stated."""
    two_positions: Mask
    """Whether two sources or more stand behind the position."""
    condition: Mask
    """Whether any statement that counts gives a grade 1 to 5, with a date and who says it."""
    hidden: Mask
    """Whether the public sees a cell in place of the position."""
    restricted: Mask
    """Whether photos are kept from the public as well."""


def missing_of(facets: Facets, known: OnRecord) -> NDArray[np.int16]:
    """Return the mask of what is missing of each site: bit i stands for `STANDARD[i]`; shape (n,)."""
    first, last = facets.building
    kind = facets.sites["kind"]
    vague = kind.isna() | kind.isin([str(each) for each in VAGUE_KINDS])
    told = facets.access["row"].to_numpy()[(facets.access["status"] != str(AccessStatus.UNKNOWN)).to_numpy(bool)]
    met: dict[str, Mask] = {
        "name": known.named,
        "kind": ~vague.to_numpy(bool),
        "position": known.placed,
        "uncertainty": known.uncertainty,
        "second-position": known.two_positions,
        "built": (first != NEVER) | (last != -NEVER),
        "district": facets.sites["district"].notna().to_numpy(bool),
        "designation": _among(facets.designations["row"].to_numpy(), len(facets)),
        "condition": known.condition,
        "access": _among(told, len(facets)),
        "photo": facets.sites["has_photos"].to_numpy(bool),
    }
    return masks_of(met, hidden=known.hidden, restricted=known.restricted)


def masks_of(met: Mapping[str, Mask], *, hidden: Mask, restricted: Mask) -> NDArray[np.int16]:
    """Return the mask of what is missing of each site, shape (n,).

    Parameters
    ----------
    met
        By the code of each criterion of the standard, which sites meet it.
    hidden, restricted
        As of `OnRecord`.
    """
    out = np.zeros(len(hidden), dtype=np.int16)
    for bit, criterion in enumerate(STANDARD):
        missing = ~met[criterion.code]
        if criterion.of_place:
            missing &= ~hidden
        if criterion.of_photo:
            missing &= ~restricted
        out |= missing.astype(np.int16) << np.int16(bit)
    return out


def on_record(
    sites: pd.DataFrame, ids: pd.Series, *, names: pd.DataFrame | None, statements: pd.DataFrame | None
) -> OnRecord:
    """Return what is on record in layers.

    Parameters
    ----------
    sites
        Columns of `Store.public_sites()` and, from `Store.site_details()`, `location_source_ids`; any of them missing, and
        nothing is on record of it.
    ids
        Of the sites, in their order.
    names
        Column `site_id`; else a column `name` of the sites, as layers of others have it.
    statements
        As of `Store.statements()`; the condition of the sites counts in any case.
    """
    sensitivity = _column(sites, "sensitivity")
    hidden = (sensitivity.notna() & (sensitivity != Sensitivity.PUBLIC)).to_numpy(bool)
    named = _column(sites, "name").notna().to_numpy(bool) if names is None else _stands_in(ids, names["site_id"])
    return OnRecord(
        named=named,
        placed=_placed(sites),
        uncertainty=_column(sites, "uncertainty_m").notna().to_numpy(bool),
        two_positions=_column(sites, "location_source_ids")
        .astype("str")
        .str.contains(";")
        .to_numpy(bool, na_value=False),
        condition=_current(sites) | _stands_in(ids, _stated(statements)),
        hidden=hidden,
        restricted=(sensitivity == Sensitivity.RESTRICTED).to_numpy(bool, na_value=False),
    )


def _among(rows: NDArray[np.int64], n: int) -> Mask:
    out = np.zeros(n, dtype=bool)
    out[rows] = True
    return out


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    found = frame[name] if name in frame else pd.Series(None, index=frame.index, dtype="str")
    return found.reset_index(drop=True)


def _stands_in(ids: pd.Series, owners: pd.Series | None) -> Mask:
    return np.zeros(len(ids), dtype=bool) if owners is None else ids.isin(owners.astype("str")).to_numpy(bool)


def _placed(sites: pd.DataFrame) -> Mask:
    import shapely

    name = getattr(sites, "active_geometry_name", None) or "geometry"
    if name not in sites:
        return np.zeros(len(sites), dtype=bool)
    shapes = np.asarray(sites[name], dtype=object)
    there: Mask = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    return there


def _current(sites: pd.DataFrame) -> Mask:
    graded = pd.to_numeric(_column(sites, "condition"), errors="coerce").fillna(0) > 0
    dated = _dated(_column(sites, "condition_on"))
    return (graded & dated & _column(sites, "condition_by").notna()).to_numpy(bool)


def _stated(statements: pd.DataFrame | None) -> pd.Series | None:
    """Return the sites of statements that meet the criterion."""
    if statements is None or not {"value", "observed_on", "asserted_by"} <= set(statements):
        return None
    said = statements[statements["property"] == "condition"]
    if "status" in said:
        said = said[said["status"].isin(["reviewed", "proposed"])]  # as geo/store/sql/guards.sql has it
    if "counts" in said:
        said = said[said["counts"]]
    graded = pd.to_numeric(said["value"], errors="coerce") > 0
    return said.loc[graded & _dated(said["observed_on"]) & said["asserted_by"].notna(), "site_id"]


def _dated(dates: pd.Series) -> pd.Series:
    from geo.edtf import readable_days_of

    return readable_days_of(dates.astype("str"))["order"].notna().set_axis(dates.index)


def scores_of_masks(masks: NDArray[np.integer]) -> NDArray[np.int8]:
    """Return the score of each record, 0 to 100, by the mask of what is missing.

    Examples
    --------
    >>> scores_of_masks(np.array([0, 0b10000000100, EVERY_BIT])).tolist()
    [100, 80, 0]
    """
    found: NDArray[np.int8] = _scores()[masks]
    return found


@cache
def _scores() -> NDArray[np.int8]:
    """Return the score of every mask."""
    masks = np.arange(EVERY_BIT + 1)
    met = sum(np.where(masks >> bit & 1, 0, criterion.weight) for bit, criterion in enumerate(STANDARD))
    return np.asarray(met, dtype=np.int8)
