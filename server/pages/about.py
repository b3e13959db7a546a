"""What this is, how it is made, and under which licences: `/about`."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from fastapi import APIRouter, Request, Response

from maps.assets import Assets
from maps.i18n import translations
from server.language import reader_language
from server.pages.render import render
from server.pages.titles import credit_lines, in_language, package_title
from server.resources import Reading, Resources

__all__ = ["router"]

router = APIRouter()


@router.get("/about")
def about_page(request: Request, reading: Reading) -> Response:
    """Return method, neutrality, sources and licences."""
    lang = reader_language(request, reading.settings.language)
    info = reading.info
    return render(
        request,
        "about.html",
        description=in_language(info.descriptions, lang) or package_title(info, lang),
        figures=_figures(reading, lang),
        conditions=["1", "2", "3", "4", "5", "0", "none"],
        corrections=_corrections(reading.settings.corrections),
        credit=", ".join(credit_lines(info.meta)),
        licences=_licences(info.meta),
        data_version=translations(lang).gettext("Data: %(title)s, version %(version)s.")
        % {"title": package_title(info, lang), "version": info.package_version or "–"},
        libraries=_libraries(reading.assets),
    )


def _figures(reading: Resources, lang: str) -> list[tuple[str, int]]:
    _ = translations(lang).gettext
    info = reading.info
    titles = {
        "names": _("names"),
        "statements": _("statements"),
        "designations": _("designations"),
        "visits": _("visits"),
        "measures": _("measures"),
        "sources": _("sources"),
    }
    figures = [(_("sites"), info.n_sites), (_("with a position"), info.n_placed)]
    return figures + [(title, info.counts[name]) for name, title in titles.items() if name in info.counts]


def _corrections(address: str | None) -> SimpleNamespace | None:
    if not address:
        return None
    href = address if address.startswith(("https://", "http://", "mailto:")) else f"mailto:{address}"
    return SimpleNamespace(href=href, text=address.removeprefix("mailto:"))


def _licences(meta: dict[str, Any]) -> list[SimpleNamespace]:
    found = meta.get("licences") or []
    return [
        SimpleNamespace(title=str(each.get("title") or each.get("name") or ""), url=each.get("path")) for each in found
    ]


def _libraries(assets: Assets) -> list[SimpleNamespace]:
    """Return the browser libraries of the build with the text of their licence, which travels with them."""
    found = []
    for path in sorted((assets.folder / "licences").glob("*.txt")):
        name, _, version = path.stem.rpartition("-")
        found.append(SimpleNamespace(name=name, version=version, licence=path.read_text("utf-8")))
    return found
