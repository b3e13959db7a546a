"""Rules that compare the columns or the rows of a layer with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.arrow import whole
from geo.check.closures import check_closures
from geo.check.known import did_you_mean, true_rows
from geo.errors import PackageError, Problem
from geo.tables import KEPT, problems_at
from geo.vocabularies import Condition, MeasurePhase

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from numpy.typing import NDArray

    from geo.check.known import Known
    from geo.package import Package
    from geo.tables import Table

__all__ = ["check_records"]


def check_records(table: Table, known: Known, package: Package) -> list[Problem]:
    """Return what is wrong between columns or rows of a layer."""
    if not len(table):
        return []
    if table.layer.name == "photos":
        return _photo_files(table, package)
    if table.layer.name == "closures":
        return check_closures(table)
    rule = _RULES.get(table.layer.name)
    return [] if rule is None else rule(table, known)


def _sites(table: Table, known: Known) -> list[Problem]:
    return _chain(table, "part_of", "the site is a part of itself, directly or by others; mend part_of")


def _statements(table: Table, known: Known) -> list[Problem]:
    columns = table.columns
    grades = pa.array([str(grade.value) for grade in Condition])
    odd = pc.and_(pc.equal(columns["property"], "condition"), pc.invert(pc.is_in(columns["value"], value_set=grades)))
    message = "{!r:.100} is no grade of condition; write 0 (could not tell), 1 good, 2 fair, 3 poor, 4 very bad or 5 destroyed"
    out = problems_at(table, true_rows(odd), "value", message.format)
    older = pc.index_in(columns["supersedes"], value_set=known.ids["statements"])
    replacing = true_rows(pc.is_valid(older))
    replaced = np.asarray(older.take(pa.array(replacing))).astype(np.int64)
    for name in ("site_id", "property"):
        values = whole(columns[name])
        differs = pc.not_equal(values.take(pa.array(replacing)), values.take(pa.array(replaced)))
        message = f"{{!r:.100}} is about another {name.removesuffix('_id')}; a statement replaces one on the same"
        out += problems_at(table, replacing[true_rows(differs)], "supersedes", message.format)
    return out + _chain(table, "supersedes", "the statement replaces itself, directly or by others; mend supersedes")


def _chain(table: Table, name: str, message: str) -> list[Problem]:
    """Return the rows from which following a reference to the same layer never ends."""
    target = pc.index_in(table.columns[name], value_set=whole(table.columns["id"]))
    follow = np.append(np.asarray(pc.fill_null(target, -1)).astype(np.int64), -1)  # the last place: the end, itself
    follow[follow < 0] = len(table)
    if (follow == len(table)).all():
        return []
    for _ in range(len(table).bit_length() + 1):
        follow = follow[follow]
    return problems_at(table, np.flatnonzero(follow[:-1] != len(table)), name, message)


def _names(table: Table, known: Known) -> list[Problem]:
    ids = known.ids.get("sites", pa.array([], type=pa.string()))
    nameless = ids.filter(pc.invert(pc.is_in(ids, value_set=whole(table.columns["site_id"]))))
    out = [
        Problem(table.file, f"the site {site!r:.100} has no name in any language", None, "site_id", "note")
        for site in nameless[:KEPT].to_pylist()
    ]
    if len(nameless) > KEPT:
        out.append(Problem(table.file, f"{len(nameless) - KEPT} more sites have no name", None, "site_id", "note"))
    return out


def _place_names(table: Table, known: Known) -> list[Problem]:
    if known.lost & {"places", "districts"}:
        return []
    ids = pa.concat_arrays([known.ids[name] for name in ("places", "districts")])
    wrong = true_rows(pc.invert(pc.is_in(table.columns["place_id"], value_set=ids)))

    def say(value: str) -> str:
        return f"{value!r:.100} is no id of places or districts{did_you_mean(str(value), ids)}"

    return problems_at(table, wrong, "place_id", say)


def _stops(table: Table, known: Known) -> list[Problem]:
    frame: pd.DataFrame = table.columns.select(["visit_id", "day", "position"]).to_pandas()
    twice: NDArray[np.int64] = np.flatnonzero(frame.duplicated())
    return problems_at(table, twice, "position", "the day has another stop at the position {}; number them anew".format)


def _measure_statements(table: Table, known: Known) -> list[Problem]:
    words = [phase.value for phase in MeasurePhase]
    odd = pc.invert(pc.is_in(table.columns["value"], value_set=pa.array(words)))
    odd = pc.and_(pc.equal(table.columns["property"], "phase"), odd)

    def say(value: str) -> str:
        return f"{value!r:.100} is no phase{did_you_mean(value, words) or '; one of ' + ', '.join(words)}"

    return problems_at(table, true_rows(odd), "value", say)


_RULES: dict[str, Callable[[Table, Known], list[Problem]]] = {
    "sites": _sites,
    "names": _names,
    "place_names": _place_names,
    "stops": _stops,
    "statements": _statements,
    "measure_statements": _measure_statements,
}


def _photo_files(table: Table, package: Package) -> list[Problem]:
    out: list[Problem] = []
    for row, file in enumerate(table.columns["file"].to_pylist()):
        if file is None:
            continue
        try:
            path = package.resolve(file, named_in=table.file)
        except PackageError as error:
            (problem,) = error.problems
            out += problems_at(table, [row], "file", f"{file!r:.100}: {problem.message}")
            continue
        with path.open("rb") as picture:
            start = picture.read(12)
        if not (start.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n")) or (start[:4], start[8:]) == (b"RIFF", b"WEBP")):
            message = f"{file!r:.100} is no JPEG, PNG or WebP; convert it to one of them"
            out += problems_at(table, [row], "file", message)
    return out
