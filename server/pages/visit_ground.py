"""What a new visit can be made of: the candidates of a question, towns to sleep in, countries, time zones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd
from babel.core import get_global

from geo.questions.site_filter import Question, format_question
from geo.vocabularies import AccessStatus, PlaceKind
from maps.i18n import babel_locale
from maps.labels import name_districts
from maps.names import Name, shown_names
from maps.points import placed, xy
from server.answers import answer, sites_in_order
from server.pages.frames import rows
from server.resources import Resources

__all__ = ["MOST_LISTED", "Ground", "Town"]

MOST_LISTED = 300
"""Candidates that the form lists one by one; of more, must-sees are named by their ids."""
_KNOWN_ACCESS = (AccessStatus.OPEN, AccessStatus.PERMIT, AccessStatus.ESCORT, AccessStatus.CLOSED)


@dataclass(frozen=True)
class Town:
    """A place to sleep in, by its name in the reader's language."""

    id: str
    label: str
    country: str | None
    lon: float
    lat: float


class Ground:
    """What the form of a new visit offers for a question.

    Parameters
    ----------
    reading
        The store.
    question
        Which sites; its order and its box are kept, its order of the table is not.
    lang
        The reader's language.
    """

    def __init__(self, reading: Resources, question: Question, lang: str) -> None:
        self._reading, self._lang = reading, lang
        self.question = question
        self._answer = answer(reading, question)
        self._has_borders = reading.package.file("borders") is not None
        self._rows = self._answer.rows(reading, lang)

    @property
    def n(self) -> int:
        """How many candidates there are."""
        return len(self._rows)

    @property
    def ids(self) -> list[str]:
        """Ids of the candidates."""
        found: list[str] = self._answer.facets.sites["id"].array.take(self._rows).tolist()
        return found

    @property
    def where(self) -> str:
        """The question as an address asks it."""
        return format_question(self.question)

    @cached_property
    def n_unknown(self) -> int:
        """Candidates of which nobody says whether they may be visited; what was said and has expired is not among them."""
        access = self._answer.facets.sites["access"].astype("str").to_numpy()[self._rows]
        return int((~np.isin(access, [str(each) for each in _KNOWN_ACCESS])).sum())

    @cached_property
    def listed(self) -> list[Any]:
        """The candidates with name, kind, condition and access; none where they are too many to list."""
        if self.n > MOST_LISTED:
            return []
        sites = sites_in_order(self._reading, self._answer, self._rows)
        found = rows(sites.drop(columns="geometry"))
        names = shown_names(self._reading.store.names(sites["id"].tolist()), self._lang)
        for site in found:
            site.name = names[site.id][0] if site.id in names else Name(site.id, "und")
            site.known_access = site.access if site.access in list(AccessStatus) else None
        return found

    @cached_property
    def towns(self) -> list[Town]:
        """Towns by country and name; the countries of the candidates first."""
        own = self.countries
        order = {code: number for number, code in enumerate(own)}
        return sorted(
            _towns(self._reading, self._lang),
            key=lambda town: (order.get(town.country or "", len(order)), town.country or "", town.label.casefold()),
        )

    @property
    def towns_by_country(self) -> list[tuple[str, list[Town]]]:
        """The towns under their countries' names; without a name where nobody says in which country they lie."""
        groups = groupby(self.towns, key=lambda town: town.country)
        return [(self.country_name(country), list(towns)) for country, towns in groups]

    @cached_property
    def countries(self) -> list[str]:
        """Countries in which candidates lie, as their districts tell; most of them first."""
        districts = self._answer.facets.sites["district"].astype("str").to_numpy()[self._rows]
        found = pd.Series(districts).map(_countries(self._reading)).value_counts()
        return [str(code) for code in found.index]

    @cached_property
    def all_countries(self) -> list[tuple[str, str]]:
        """Every country that the store or the network knows, code and name in the reader's language; none without borders."""
        if not self._has_borders:
            return []
        codes = {*_countries(self._reading).values(), *(town.country for town in self.towns if town.country)}
        named = [(code, self.country_name(code)) for code in codes]
        return sorted(named, key=lambda each: each[1].casefold())

    def country_name(self, code: str | None) -> str:
        """Return what a country is called in the reader's language (CLDR); its code where that has none."""
        return str(babel_locale(self._lang).territories.get(code or "", code or ""))

    @property
    def time_zones(self) -> list[str]:
        """Time zones of the countries (CLDR), that of the candidates first; UTC where nobody knows."""
        zones: Mapping[str, list[str]] = get_global("territory_zones")
        codes = dict.fromkeys([*self.countries, *(town.country for town in self.towns if town.country)])
        return [*dict.fromkeys(zone for code in codes for zone in zones.get(code, ()))] or ["UTC"]

    @property
    def stay_in(self) -> list[str]:
        """Countries within which routes stay at first: those of the candidates, where borders are known."""
        return self.countries if self._has_borders else []

    @property
    def roads(self) -> str | None:
        """What the roads are of, and of which day; None where there are none, so that nothing can be planned."""
        roads = self._reading.roads
        return None if roads is None else str(roads.info)

    @cached_property
    def nearest_town(self) -> Town | None:
        """The town that is nearest to the middle of the candidates, of their countries if those have any."""
        if not self.towns or not self.n:
            return None
        middle = self._reading.store.positions().iloc[self._rows][["lon", "lat"]].median()
        if middle.isna().any():
            return self.towns[0]
        own = [town for town in self.towns if town.country in self.countries] or self.towns
        shrink = float(np.cos(np.radians(middle["lat"])))
        return min(own, key=lambda at: ((at.lon - middle["lon"]) * shrink) ** 2 + (at.lat - middle["lat"]) ** 2)


def _towns(reading: Resources, lang: str) -> list[Town]:
    def made() -> list[Town]:
        places = reading.store.places()
        places = places[places["kind"].astype("str") == PlaceKind.TOWN.value]
        lon, lat = xy(placed(places))
        named = name_districts(places, reading.store.place_names(), lang)
        found = rows(named[["id", "label", "country"]].assign(lon=lon, lat=lat))
        return [Town(row.id, row.label, row.country, row.lon, row.lat) for row in found]

    return reading.kept(("towns", lang), made)


def _countries(reading: Resources) -> dict[str, str]:
    def made() -> dict[str, str]:
        districts = reading.store.districts()[["id", "country"]].dropna()
        return dict(zip(districts["id"].tolist(), districts["country"].tolist(), strict=True))

    return reading.kept("countries of districts", made)
