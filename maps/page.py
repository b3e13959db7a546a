"""A map as a page that asks no other host: served beside its assets, or one HTML string with everything inside."""

from __future__ import annotations

import base64
import hashlib
import html as html_text
import json
import re
from dataclasses import dataclass
from threading import RLock
from typing import TYPE_CHECKING, Any

from branca.element import Element, Figure, Link

from geo.errors import MirasmapError
from maps.assets import Assets, find_assets, inline_script, inline_style
from maps.folium_parts import check_parts, files_for, uses_default_icon, walk
from maps.i18n import direction
from maps.literal import literal_templates
from maps.part import MoreData
from maps.target import OneFile, Served

if TYPE_CHECKING:
    import folium

    from maps.target import Target

__all__ = ["MapFigure", "Page", "file_page", "served_page"]

STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
ELEMENT_ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
FULL_PAGE = "html,body{height:100%;margin:0}"
SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads"
ICON_PICTURES = {"iconUrl": "marker-icon.png", "iconRetinaUrl": "marker-icon-2x.png", "shadowUrl": "marker-shadow.png"}
OUR_SCRIPTS = ("mirasmap.js",)
OUR_STYLES = ("mirasmap.css",)
BASEMAP, APP, CHARTS, PLAN = "basemap", "app", "charts", "plan"
"""Parts of the client that a page may have besides: a server's page loads them later, a file has them inside."""
PREVIEW_SCRIPT = "preview.js"
CONFIG = "mirasmap-config"
"""Id of the data block with the client's configuration."""

_rendering = RLock()
"""Rendering adds to the figure and takes away again: one thread at a time."""


@dataclass(frozen=True)
class Page:
    """A map as HTML, whole and in pieces for a page of one's own."""

    html: str
    """The whole page."""
    csp: str
    """Content-Security-Policy of the whole page; a file has it inside as well."""
    head: str
    """The map's own style, to stand in `<head>`."""
    sheets: str
    """Style sheets: in `<head>`, or above `libraries` where the preview shall not wait for them. Empty in a file."""
    body: str
    """The map's element and its data blocks; without those of `more`."""
    preview: str
    """A script that may stand below `body`: it paints the sites before the libraries have come. Empty in a file."""
    more: str
    """Data blocks that the preview does not read: below it and above `start`. Empty in a file."""
    libraries: str
    """Scripts that the map needs; above `start`."""
    start: str
    """The script that starts the map, at the end."""
    script_sources: tuple[str, ...]
    """What a policy must allow in `script-src` for the pieces."""
    style_sources: tuple[str, ...]
    """What a policy must allow in `style-src` for the pieces."""
    img_sources: tuple[str, ...]
    """What a policy must allow in `img-src` for the pieces."""


@dataclass(frozen=True)
class _Rendered:
    """What Folium made of a map."""

    head: str
    styles: list[str]
    body: str
    more: str
    script: str
    js: list[str]
    css: list[str]


class MapFigure(Figure):
    """The figure of our maps: renders them without other hosts, and without reading any data as a template.

    Parameters
    ----------
    title
        Title of the page.
    lang
        Language of the page.
    width, height
        Size in a notebook, as CSS writes it.
    img_sources
        Other hosts whose pictures the page may show, for online base maps.
    parts
        Parts of the client besides the map itself.
    """

    def __init__(
        self,
        *,
        title: str,
        lang: str,
        width: str = "100%",
        height: str = "560px",
        img_sources: tuple[str, ...] = (),
        parts: tuple[str, ...] = (),
    ) -> None:
        super().__init__(width=width, height=height, title=title)
        self.lang = lang
        self.img_sources = img_sources
        self.parts = parts
        self.target: Target = OneFile()
        """What the render of the moment is for; our parts ask, as Folium's parts do not all pass arguments on."""

    def render(self, **kwargs: Any) -> str:  # noqa: ANN401 (as branca has it)
        """Return the map as one HTML string with everything inside."""
        return compose(self, kwargs.get("target", OneFile())).html

    def _repr_html_(self, **kwargs: Any) -> str:  # noqa: ANN401 (as branca has it)
        """Return a frame that shows the map in a notebook, shut off from the notebook around it."""
        page = html_text.escape(self.render(target=OneFile(deep=False)))
        size = html_text.escape(f"width:{self.width};height:{self.height};border:0")
        return f'<iframe srcdoc="{page}" style="{size}" sandbox="{SANDBOX}" allow="fullscreen"></iframe>'


def served_page(map_: folium.Map, target: Served | None = None) -> Page:
    """Return a map as a page of a server.

    Parameters
    ----------
    map_
        Made by `build_map`.
    target
        Where the server keeps assets, tiles, shading and labels.

    Returns
    -------
    Page
        Its data stand in data blocks, its scripts and styles are files named by their content; the one inline script is
        in the policy by its hash.

    Raises
    ------
    UnsupportedPartError
        If the map has a Folium part whose files we do not ship.
    MirasmapError
        If the map was not made by `build_map`.
    """
    return compose(_figure(map_), target or Served())


def file_page(map_: folium.Map, target: OneFile | None = None) -> str:
    """Return a map as one HTML string with everything inside; its own policy forbids any request.

    Raises
    ------
    UnsupportedPartError
        If the map has a Folium part whose files we do not ship.
    MirasmapError
        If the map was not made by `build_map`.
    """
    return compose(_figure(map_), target or OneFile()).html


def compose(figure: MapFigure, target: Target) -> Page:
    """Render a figure and put the page together."""
    assets = find_assets()
    rendered = _render(figure, target, assets)
    parts = figure.parts
    pieces = (
        _served(rendered, target, assets, parts) if isinstance(target, Served) else _inline(rendered, assets, parts)
    )
    head, sheets, preview, libraries, start, script_sources, style_sources = pieces
    own = ("'self'",) if isinstance(target, Served) else ()
    img_sources = (*own, "data:", *figure.img_sources)
    attributes = _only_ours(figure)
    csp = _policy(target, script_sources, (*style_sources, _source(FULL_PAGE)), img_sources, attributes=not attributes)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{csp}">\n' if isinstance(target, OneFile) else ""
    # what the preview waits for comes before it, all else behind it: scripts wait for style sheets above them
    first, later = ("", f"{rendered.more}\n{sheets}") if preview else (sheets, "")
    body = rendered.body if preview else f"{rendered.body}\n{rendered.more}"
    html = (
        f'<!DOCTYPE html>\n<html lang="{figure.lang}" dir="{direction(figure.lang)}">\n<head>\n<meta charset="utf-8">\n{meta}'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<title>{html_text.escape(figure.title or '')}</title>\n<style>{FULL_PAGE}</style>\n{first}\n{head}\n</head>\n"
        f"<body>\n{body}\n{preview}\n{later}\n{libraries}\n{start}\n</body>\n</html>\n"
    )
    more = rendered.more if preview else ""
    return Page(
        html, csp, head, sheets, body, preview, more, libraries, start, script_sources, style_sources, img_sources
    )


def _figure(map_: folium.Map) -> MapFigure:
    figure = map_.get_root()
    if not isinstance(figure, MapFigure):
        msg = "only a map made by maps.build_map, in the figure that it brings, can become a page"
        raise MirasmapError(msg)
    return figure


def _render(figure: MapFigure, target: Target, assets: Assets) -> _Rendered:
    """Render the parts of a figure, and leave the figure as it was."""
    with _rendering, literal_templates():
        boxes = (figure.header, figure.html, figure.script)
        before = [box._children.copy() for box in boxes]
        figure.target = target
        try:
            for child in list(figure._children.values()):
                child.render()
            heads = {name: child for name, child in figure.header._children.items() if name != "meta_http"}
            links = {name: child for name, child in heads.items() if isinstance(child, Link)}
            head = "\n".join(child.render() for name, child in heads.items() if name not in links)
            later = [child for child in figure.html._children.values() if isinstance(child, MoreData)]
            for name in [name for name, child in figure.html._children.items() if child in later]:
                del figure.html._children[name]
            more = "\n".join(child.render() for child in later)
            body, script = figure.html.render(), figure.script.render()
            known = {element._id for element in walk(figure)}
        finally:
            for box, children in zip(boxes, before, strict=True):
                box._children = children
    check_parts(figure)
    js, css = files_for(links, figure, assets)
    if uses_default_icon(figure):
        script = _icon_pictures(target, assets) + script
    body, script, head = _numbered((body, script, head), known)
    return _Rendered(STYLE.sub("", head).strip(), STYLE.findall(head), body, more, inline_script(script), js, css)


def _numbered(parts: tuple[str, ...], known: set[str]) -> list[str]:
    """Write numbers for the random ids of elements, so that the same map gives the same bytes; no other text is touched."""
    numbers: dict[str, str] = {}

    def number(match: re.Match[str]) -> str:
        if match[0] not in known:
            return match[0]
        return numbers.setdefault(match[0], f"{len(numbers) + 1:04d}")

    return [ELEMENT_ID.sub(number, part) for part in parts]


def _icon_pictures(target: Target, assets: Assets) -> str:
    """Tell Leaflet where the pictures of its own icon are; it would look for them beside the page."""
    urls = {
        option: _url(f"images/{file}", target, assets)
        if isinstance(target, Served)
        else assets.data_url(f"images/{file}")
        for option, file in ICON_PICTURES.items()
    }
    return f"L.Icon.Default.mergeOptions({json.dumps(urls)});\n"


type _Pieces = tuple[str, str, str, str, str, tuple[str, ...], tuple[str, ...]]


def _served(rendered: _Rendered, target: Served, assets: Assets, parts: tuple[str, ...]) -> _Pieces:
    css = [_url(name, target, assets) for name in _styles(rendered, assets, parts)]
    js = [_url(name, target, assets) for name in [*rendered.js, *OUR_SCRIPTS]]
    own = inline_style("".join(rendered.styles))
    sheets = "\n".join(f'<link rel="stylesheet" href="{url}">' for url in css)
    head = f"<style>{own}</style>\n{rendered.head}".strip()
    libraries = [f'<script src="{url}"></script>' for url in js]
    preview = f'{assets.script(PREVIEW_SCRIPT)}mirasmapPreview.draw("{CONFIG}");'
    sources = ("'self'", _source(preview), _source(rendered.script)), ("'self'", _source(own))
    scripts = (f"<script>{preview}</script>", "\n".join(libraries), f"<script>{rendered.script}</script>")
    return head, sheets, *scripts, *sources


def _inline(rendered: _Rendered, assets: Assets, parts: tuple[str, ...]) -> _Pieces:
    css = [assets.style(name) for name in _styles(rendered, assets, parts)]
    js = [assets.script(name) for name in [*rendered.js, *OUR_SCRIPTS, *(f"{part}.js" for part in parts)]]
    styles = [inline_style(text) for text in [*css, *rendered.styles]]
    head = "\n".join([f"<style>{text}</style>" for text in styles] + [rendered.head])
    libraries, start = ("\n".join(f"<script>{code}</script>" for code in codes) for codes in (js, [rendered.script]))
    return (
        head.strip(),
        "",
        "",
        libraries,
        start,
        tuple(map(_source, [*js, rendered.script])),
        tuple(map(_source, styles)),
    )


def _styles(rendered: _Rendered, assets: Assets, parts: tuple[str, ...]) -> list[str]:
    """Return the style sheets of a page; not every part of the client has one."""
    return [name for name in [*rendered.css, *OUR_STYLES, *(f"{part}.css" for part in parts)] if name in assets]


def _url(name: str, target: Served, assets: Assets) -> str:
    return target.assets + assets.asset(name).name


def _only_ours(figure: MapFigure) -> bool:
    """Tell whether nobody added Folium parts; these set styles by attributes, which ours never do."""
    return all(getattr(type(child), "__module__", "").startswith("maps.") for child in _added(figure))


def _added(figure: MapFigure) -> list[Element]:
    own = [child for box in (figure.html, figure.script) for child in box._children.values()]
    return own + [part for child in figure._children.values() for part in child._children.values()]


def _policy(
    target: Target,
    scripts: tuple[str, ...],
    styles: tuple[str, ...],
    images: tuple[str, ...],
    *,
    attributes: bool,
) -> str:
    rules = {
        "default-src": ("'none'",),
        "script-src": scripts,
        "style-src": styles,
        "img-src": images,
        "base-uri": ("'none'",),
        "form-action": ("'none'",),
    }
    if attributes:
        rules["style-src-attr"] = ("'unsafe-inline'",)
    if isinstance(target, Served):
        rules |= {"connect-src": ("'self'",), "font-src": ("'self'",)}
    return "; ".join(f"{rule} {' '.join(dict.fromkeys(sources))}" for rule, sources in rules.items())


def _source(text: str) -> str:
    """Return the hash of an inline script or style as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
