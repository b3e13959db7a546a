"""Geometry of a foreign file in degrees: its reference system found or asked for, exchanged numbers told or changed back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geo.crs import WGS84
from geo.exchange.report.reason import Reason, Value
from geo.exchange.understand.crs_fit import WORLD, are_degrees, checked_crs, degrees_of, fits, inside, shapes_in_degrees

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.exchange.report.issues import Issues
    from geo.exchange.understand.crs_fit import CrsFit
    from geo.questions.question_words import BBox

__all__ = ["Placing", "centres_of", "seem_degrees"]

_LOOKED_AT = 2000
"""Positions that are kept to find out what fits."""
_ALL = 0.9
"""Share of the positions from which something is said of the whole file."""
_FEWEST = 3
"""Positions that a file must have for that."""


def centres_of(shapes: NDArray[np.object_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the middle of the bounds of each geometry; NaN where there is none."""
    bounds = shapely.bounds(shapes)
    return (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2


def seem_degrees(x: NDArray[np.float64], y: NDArray[np.float64]) -> bool:
    """Return whether numbers are degrees in either order, nearly all of them."""
    finite = np.isfinite(x) & np.isfinite(y)
    small, large = np.fmin(np.abs(x), np.abs(y))[finite], np.fmax(np.abs(x), np.abs(y))[finite]
    return len(small) > 0 and float(((small <= 90) & (large <= 180)).mean()) >= _ALL


class Placing:
    """Puts the rows of one file on earth.

    Parameters
    ----------
    declared
        The reference system that the file names: `EPSG:…` or WKT; None where it names none.
    asked
        The one that whoever imports names in its place.
    area
        What the data are about, in EPSG:4326; None where nothing is declared.
    swap
        Change positions back that lie in the area only with their two numbers exchanged.

    Raises
    ------
    ExchangeError
        If `asked` is no reference system.
    """

    def __init__(self, declared: str | None, *, asked: str | None, area: BBox | None, swap: bool) -> None:
        self._asked = asked is not None
        self._crs = checked_crs(asked) if asked is not None else declared
        self._named = self._crs is not None
        self._area, self._swap = area, swap
        self._x, self._y = np.empty(0), np.empty(0)
        self.n_placed = self._n_inside = self._n_swapped = 0

    @property
    def crs(self) -> str | None:
        """The reference system that positions are read in; None while it is not known."""
        return self._crs

    def fits(self) -> tuple[CrsFit, ...]:
        """Return the reference systems in which the positions seen so far lie in the area."""
        return fits(self._x, self._y, self._area)

    def place(
        self, shapes: NDArray[np.object_], issues: Issues, first: int, srids: NDArray[np.int64] | None = None
    ) -> NDArray[np.object_]:
        """Return geometry in EPSG:4326.

        Parameters
        ----------
        shapes
            Of a batch, in the reference system of the file. Not modified.
        issues
            Takes `swapped` and `swap_mended`.
        first
            How many rows came before.
        srids
            Numbers of reference systems that single cells name, 0 where none.

        Returns
        -------
        array
            None for all as long as the reference system is not known: `finish` says so.
        """
        if srids is None:
            return self._placed(shapes, self._crs, issues, first)
        out = np.full(len(shapes), None, dtype=object)
        for srid in np.unique(srids).tolist():
            code = f"EPSG:{srid}" if srid else self._crs
            rows = np.flatnonzero(srids == srid)
            try:
                code = checked_crs(code) if code else None
            except ValueError:
                unknown = Reason(
                    "the reference system {crs} is not known, or says nothing of places on earth", {"crs": str(code)}
                )
                issues.add("geometry_unreadable", rows, first=first, detail=unknown)
                continue
            out[rows] = self._placed(shapes[rows], code, issues, first, rows)
        return out

    def _placed(
        self,
        shapes: NDArray[np.object_],
        code: str | None,
        issues: Issues,
        first: int,
        rows: NDArray[np.intp] | None = None,
    ) -> NDArray[np.object_]:
        x, y = centres_of(shapes)
        there = np.isfinite(x) & np.isfinite(y)
        if not there.any():
            return shapes
        if len(self._x) < _LOOKED_AT:
            self._x = np.concatenate([self._x, x[there]])[:_LOOKED_AT]
            self._y = np.concatenate([self._y, y[there]])[:_LOOKED_AT]
        self.n_placed += int(there.sum())
        if code is None:
            if not seem_degrees(self._x, self._y):
                return np.full(len(shapes), None, dtype=object)
            code = self._crs = WGS84
        swapped, n_inside = self._looked_at(x, y, there, code)
        self._n_inside += n_inside
        self._n_swapped += int(swapped.sum())
        out = shapes_in_degrees(shapes, code)
        if swapped.any():
            where = np.flatnonzero(swapped)
            if self._swap:
                out = out.copy()
                out[where] = shapes_in_degrees(shapes[where], code, swap=True)
            texts = [pa.array(np.round(axis[where], 6)).cast(pa.string()) for axis in (x, y)]
            issues.add(
                "swap_mended" if self._swap else "swapped",
                where if rows is None else rows[where],
                first=first,
                before=pc.binary_join_element_wise(*texts, " "),
                after=pc.binary_join_element_wise(*reversed(texts), " ") if self._swap else None,
            )
        return out

    def _looked_at(
        self, x: NDArray[np.float64], y: NDArray[np.float64], there: NDArray[np.bool_], code: str
    ) -> tuple[NDArray[np.bool_], int]:
        """Return which positions fit only with their numbers exchanged, and how many lie in the area."""
        lon, lat = degrees_of(x, y, code)
        fit = inside(lon, lat, self._area or WORLD) & there
        swapped = there & ~fit
        if swapped.any() and (self._area is not None or are_degrees(code)):
            where = np.flatnonzero(swapped)
            swapped[where] = inside(*degrees_of(y[where], x[where], code), self._area or WORLD)
        else:
            swapped[:] = False
        return swapped, int(fit.sum())

    def finish(self, issues: Issues) -> None:
        """Say what is so of the file as a whole: its reference system is missing, assumed or doubtful, all is exchanged."""
        if not self.n_placed:
            return
        if self._crs is None:
            told = "; ".join(map(str, self.fits()))
            some, none = (
                Reason("these fit: {systems}", {"systems": told}),
                Reason("none of the usual systems of the area fits"),
            )
            issues.add_file("crs_missing", detail=some if told else none)
            return
        if not self._named:
            issues.add_file("crs_assumed", detail=Reason("{crs}, longitude and latitude", {"crs": WGS84}))
        if self.n_placed < _FEWEST:
            return
        if self._n_swapped >= _ALL * self.n_placed:
            if not self._swap:
                values = {"count": self._n_swapped, "total": self.n_placed}
                issues.add_file("all_swapped", detail=Reason("{count} of {total} positions", values))
        elif not self._asked and self._named and self._n_inside + self._n_swapped < self.n_placed / 2:
            others = [fit for fit in self.fits() if fit.share >= _ALL]
            if others or (are_degrees(self._crs) and not seem_degrees(self._x, self._y)):
                issues.add_file("crs_doubtful", detail=self._doubtful(self._crs[:60], "; ".join(map(str, others))))

    def _doubtful(self, crs: str, others: str) -> Reason:
        values: dict[str, Value] = {"count": self._n_inside, "total": self.n_placed, "crs": crs}
        if not others:
            if self._area is None:
                return Reason("{count} of {total} positions are on earth in {crs}", values)
            return Reason("{count} of {total} positions are in the area in {crs}", values)
        values["systems"] = others
        if self._area is None:
            return Reason("{count} of {total} positions are on earth in {crs}; these fit: {systems}", values)
        return Reason("{count} of {total} positions are in the area in {crs}; these fit: {systems}", values)
