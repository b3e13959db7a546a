"""What a question finds, as rows for a file: the same for the command line and for addresses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from geo.exchange.export.site_export import SiteExport
from geo.exchange.export.site_table import site_rows_of
from geo.questions.site_filter import Question, format_question
from server.answers import answer, today
from server.resources import Resources

__all__ = ["question_export"]


def question_export(
    reading: Resources,
    question: Question,
    *,
    lang: str,
    fields: Sequence[str] | None = None,
    layers: bool = True,
    progress: Callable[[int, int], None] | None = None,
    day: date | None = None,
) -> SiteExport:
    """Return the sites of a question in its order.

    Parameters
    ----------
    reading
        The store that is asked.
    question
        Which sites; with `as_of` only what was said until then.
    lang
        Language of the title and the labels.
    fields, layers, progress
        As of `geo.exchange.export.site_table.site_rows_of`.
    day
        From which ages count back; today (UTC) where None.

    Raises
    ------
    ExchangeError
        If there is no such field.
    """
    export = site_rows_of(
        reading.store,
        where=question.where,
        bbox=question.bbox,
        fields=fields,
        today=day or today(),
        language=lang,
        layers=layers,
        progress=progress,
    )
    export = replace(export, base_iri=str(reading.settings.base_url or ""))
    if question.sort is None:
        return export
    given = answer(reading, question)
    ids = given.facets.sites["id"].iloc[given.rows(reading, lang)]
    places = pd.Index(export.rows["id"]).get_indexer(ids)
    rows = export.rows.iloc[places[places >= 0]].reset_index(drop=True)
    return replace(export.with_rows(rows), question=format_question(question))
