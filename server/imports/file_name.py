"""Names of files that come from outside, made fit for a folder of ours."""

from __future__ import annotations

import re
import unicodedata

from server.pages.texts import clean

__all__ = ["safe_name"]

_MOST_BYTES = 120
_LONGEST_ENDING = 24
_STRANGE = re.compile(r"[^\w .()+,-]")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def safe_name(name: str) -> str:
    r"""Return a name without folders, control signs and anything that a system or a page could take for more than a name.

    Letters of every script stay, and so do the endings, by which formats are known.

    Examples
    --------
    >>> safe_name("C:\\data\\abidələr.shp.zip"), safe_name("../../etc/passwd"), safe_name("<b>.csv"), safe_name("..")
    ('abidələr.shp.zip', 'passwd', '_b_.csv', 'file')
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", clean(name)))[-1]
    plain = _STRANGE.sub("_", last).strip(" .")
    if not plain or _RESERVED.fullmatch(plain):
        plain = f"file{plain and '-'}{plain}"
    stem, dot, ending = (
        plain.partition(".") if len(plain.partition(".")[2]) <= _LONGEST_ENDING else plain.rpartition(".")
    )
    if not dot or len(ending) > _LONGEST_ENDING:
        stem, dot, ending = plain, "", ""
    room = _MOST_BYTES - len(f"{dot}{ending}".encode())
    return f"{stem.encode()[:room].decode(errors='ignore').strip()}{dot}{ending}"
