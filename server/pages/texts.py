"""Texts and addresses from outside, made fit to be shown."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

__all__ = ["INVISIBLE", "clean", "safe_url"]

INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")


def clean(text: str) -> str:
    r"""Return a text without control characters and without overrides of its direction.

    Direction overrides make a text read as another one than it is, and leak into what stands beside it; the marks that
    Arabic and Persian need (U+200C to U+200F) stay.

    Examples
    --------
    >>> clean("a\u202eb\x00c")
    'abc'
    """
    return INVISIBLE.sub("", text)


def safe_url(text: str | None) -> str | None:
    """Return an http or https address with a host, None for anything else, such as `javascript:`.

    Examples
    --------
    >>> safe_url("https://example.org/a"), safe_url("javascript:alert(1)")
    ('https://example.org/a', None)
    """
    if not text or INVISIBLE.search(text) or re.search(r"\s", text.strip()):
        return None
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return None
    return text.strip() if parts.scheme in ("http", "https") and parts.netloc else None
