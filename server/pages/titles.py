"""What a data set calls itself, and how to cite a part of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fastapi import Request
from markupsafe import Markup, escape

from geo.store import StoreInfo
from maps.dates import in_words
from maps.i18n import translations
from server.pages.texts import clean
from server.resources import Resources

__all__ = ["citation", "credit_lines", "in_language", "licence_titles", "package_title"]


def in_language(texts: dict[str, str] | str, lang: str) -> str:
    """Return the text in a language, else in English, else in any; empty if there is none."""
    if isinstance(texts, str):
        return texts
    return texts.get(lang) or texts.get("en") or next(iter(texts.values()), "")


def package_title(info: StoreInfo, lang: str) -> str:
    """Return the title of the data set."""
    return in_language(info.titles, lang) or info.name


def licence_titles(info: StoreInfo) -> list[str]:
    """Return the licences of the data set by their titles."""
    return [str(each.get("title") or each.get("name") or each.get("path")) for each in info.meta.get("licences") or []]


def credit_lines(meta: dict[str, Any]) -> tuple[str, ...]:
    """Return the credits that the package asks to be shown on maps, one by one; they are separated by commas there."""
    return tuple(line.strip() for line in str(meta.get("credit") or "").split(", ") if line.strip())


def citation(request: Request, reading: Resources, name: str, lang: str) -> Markup:
    """Return how to cite a page: what, where, which version of the data, under which licence, read when."""
    base = reading.settings.base_url or str(request.base_url).rstrip("/")
    sentence = translations(lang).gettext(
        "%(name)s. In: %(title)s, version %(version)s. Licence: %(licence)s. %(address)s, read on %(day)s."
    )
    parts = {
        "name": name,
        "title": package_title(reading.info, lang),
        "version": reading.info.package_version or "–",
        "licence": "; ".join(licence_titles(reading.info)) or "–",
        "address": f"{base}{request.url.path}",
        "day": in_words(datetime.now(UTC).date().isoformat(), lang),
    }
    # each part keeps to its own direction, whatever the direction of the sentence
    return escape(sentence) % {key: Markup("<bdi>{}</bdi>").format(clean(text)) for key, text in parts.items()}
