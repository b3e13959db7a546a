"""Layers of heritage and everything done with them. Knows no map and no web.

>>> import geo
>>> package = geo.Package.open("path/of/a/package")  # doctest: +SKIP
>>> geo.check_package(package)  # doctest: +SKIP
[]

What is named here is imported when it is first used, so that a program that only prints its help need not wait for it.
Everything else is reached by its module, such as `geo.measure`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.check import check_package, require_valid
    from geo.errors import MirasmapError, PackageError, Problem
    from geo.exchange.check.layer import check_layer
    from geo.exchange.export.writing import write_layer
    from geo.exchange.importing import import_file, open_import
    from geo.exchange.read_layer import read_layer
    from geo.package import Package
    from geo.questions.facets import facets_of
    from geo.questions.site_filter import Question, SiteFilter, format_question, parse_question
    from geo.store import Store, init_store, open_store
    from geo.visits.itinerary import legs, stops_layer

__all__ = [
    "MirasmapError",
    "Package",
    "PackageError",
    "Problem",
    "Question",
    "SiteFilter",
    "Store",
    "check_layer",
    "check_package",
    "facets_of",
    "format_question",
    "import_file",
    "init_store",
    "legs",
    "open_import",
    "open_store",
    "parse_question",
    "read_layer",
    "require_valid",
    "stops_layer",
    "write_layer",
]

_HOMES = {
    "geo.check": ("check_package", "require_valid"),
    "geo.errors": ("MirasmapError", "PackageError", "Problem"),
    "geo.exchange.check.layer": ("check_layer",),
    "geo.exchange.export.writing": ("write_layer",),
    "geo.exchange.importing": ("import_file", "open_import"),
    "geo.exchange.read_layer": ("read_layer",),
    "geo.questions.facets": ("facets_of",),
    "geo.package": ("Package",),
    "geo.questions.site_filter": ("Question", "SiteFilter", "format_question", "parse_question"),
    "geo.store": ("Store", "init_store", "open_store"),
    "geo.visits.itinerary": ("legs", "stops_layer"),
}


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    msg = f"module 'geo' has no attribute {name!r}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
