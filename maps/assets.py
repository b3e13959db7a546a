"""Browser assets: the files that the build puts into `maps/_assets`, under names that carry their content."""

from __future__ import annotations

import base64
import hashlib
import json
import mimetypes
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from geo.errors import MirasmapError

__all__ = ["Asset", "Assets", "find_assets"]

URL = re.compile(r"""url\(\s*(['"]?)(?!data:|\#)([^)'"]+)\1\s*\)""")
SOURCE_MAP = re.compile(r"^\s*(//|/\*)# sourceMappingURL=.*$", re.MULTILINE)
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True)
class Asset:
    """A file as it goes to the browser."""

    name: str
    """Name with the first twelve digits of the SHA-256 of the content: `leaflet.1a2b3c4d5e6f.js`."""
    content: bytes
    media_type: str


class Assets:
    """The files of one folder, read when they are first asked for.

    Parameters
    ----------
    folder
        Where the build put them; file names are given relative to it, such as `images/marker-icon.png`.

    Raises
    ------
    MirasmapError
        If the folder is not there.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            msg = "the browser assets of mirasmap are missing (maps/_assets); run `make setup` in the checkout, or reinstall the wheel"
            raise MirasmapError(msg)
        self.folder = folder
        self._cache: dict[str, Asset] = {}

    def __contains__(self, name: str) -> bool:
        return (self.folder / name).is_file()

    def asset(self, name: str) -> Asset:
        """Return one file as it is served.

        Raises
        ------
        MirasmapError
            If the build made no such file.
        """
        if name not in self._cache:
            content = self._served(name)
            path = PurePosixPath(name)
            hashed = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:12]}{path.suffix}"
            self._cache[name] = Asset(hashed, content, media_type(name))
        return self._cache[name]

    @cached_property
    def served(self) -> dict[str, Asset]:
        """All files by the names under which a server offers them."""
        names = sorted(
            path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.suffix in _SERVED
        )
        return {asset.name: asset for asset in map(self.asset, names)}

    def script(self, name: str) -> str:
        """Return a script so that it can stand between `<script>` and `</script>`."""
        return inline_script(SOURCE_MAP.sub("", self._text(name)))

    def style(self, name: str) -> str:
        """Return a style sheet with everything that it refers to inside."""
        text = SOURCE_MAP.sub("", self._text(name))
        return inline_style(URL.sub(lambda match: f"url({self.data_url(_beside(name, match[2]))})", text))

    def json(self, name: str) -> Any:  # noqa: ANN401 (whatever the file holds)
        """Return what a file of JSON holds."""
        return json.loads(self._read(name))

    def data_url(self, name: str) -> str:
        """Return a file as a `data:` URL."""
        return data_url(self._read(name), media_type(name))

    def _served(self, name: str) -> bytes:
        if not name.endswith((".css", ".js")):
            return self._read(name)
        text = SOURCE_MAP.sub("", self._text(name))
        if name.endswith(".css"):  # all hashed files lie side by side, so a name alone is a URL
            text = URL.sub(lambda match: f"url({self.asset(_beside(name, match[2])).name})", text)
        return text.encode()

    def _text(self, name: str) -> str:
        return self._read(name).decode("utf-8-sig")

    def _read(self, name: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            msg = f"the browser asset {name} is missing from maps/_assets; run `make setup` again"
            raise MirasmapError(msg) from None


_SERVED = {".css", ".js", ".gif", ".png", ".svg", ".webp", ".woff2"}


@cache
def find_assets() -> Assets:
    """Return the assets that belong to this installation.

    Raises
    ------
    MirasmapError
        If they were not built.
    """
    return Assets(Path(__file__).parent / "_assets")


def media_type(name: str) -> str:
    """Return the media type of a file by its ending."""
    suffix = PurePosixPath(name).suffix
    return MEDIA_TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")


def data_url(content: bytes, kind: str) -> str:
    """Return bytes as a `data:` URL of a media type."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def inline_script(code: str) -> str:
    """Return code in which nothing ends the script element early; its meaning is the same, as both stand in strings."""
    safe = re.sub(r"</(?=script)", r"<\\/", code, flags=re.IGNORECASE).replace("<!--", "\\x3c!--")
    return _as_parsed(safe)


def inline_style(code: str) -> str:
    """Return a style sheet in which nothing ends the style element early."""
    return _as_parsed(re.sub(r"</(?=style)", r"<\\/", code, flags=re.IGNORECASE))


def _as_parsed(text: str) -> str:
    """Return text as a browser reads it from HTML, so that the browser finds the same hash."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def _beside(name: str, reference: str) -> str:
    """Return the file that a style sheet refers to, relative to the folder of the assets."""
    return (PurePosixPath(name).parent / re.split(r"[?#]", reference)[0]).as_posix()
