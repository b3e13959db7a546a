"""Literal templates: while our map renders, text that was rendered once is never read as a template again.

Folium and branca put rendered text into `Element(text)`, which compiles it as a Jinja template a second time: a name
such as `{{ 7 * 7 }}` would be computed, and a longer one would run any Python. Inside `literal_templates()` a plain
`Element` gives its text back letter by letter. Outside, and in other threads, branca behaves as it always does.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import TYPE_CHECKING, Any

from branca.element import Element

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["literal_templates"]


class _Literal:
    """Stands where a compiled template would stand, and renders to its own text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def render(self, *_args: object, **_kwargs: object) -> str:
        return self.text


class _Switch:
    """Replaces two methods of `Element` while at least one of our maps renders, and puts them back afterwards."""

    def __init__(self) -> None:
        self.active: ContextVar[bool] = ContextVar("literal_templates", default=False)
        self._lock = Lock()
        self._renders = 0
        self._init: Callable[..., None] = Element.__init__
        self._render: Callable[..., str] = Element.render

    def enter(self) -> None:
        with self._lock:
            self._renders += 1
            if self._renders == 1:
                self._init, self._render = Element.__init__, Element.render
                _put(_make_init(self._init), _make_render(self._render))

    def leave(self) -> None:
        with self._lock:
            self._renders -= 1
            if self._renders == 0:
                _put(self._init, self._render)


def _put(init: Callable[..., None], render: Callable[..., str]) -> None:
    setattr(Element, "__init__", init)  # noqa: B010 (a type checker rightly refuses what is done here on purpose)
    setattr(Element, "render", render)  # noqa: B010


def _make_init(original: Callable[..., None]) -> Callable[..., None]:
    def init(self: Any, template: str | None = None, template_name: str | None = None) -> None:  # noqa: ANN401
        if template is None or type(self) is not Element or not _SWITCH.active.get():
            original(self, template, template_name)
            return
        original(self)
        vars(self)["_template"] = _Literal(template)

    return init


def _make_render(original: Callable[..., str]) -> Callable[..., str]:
    def render(self: Any, **kwargs: object) -> str:  # noqa: ANN401
        if _SWITCH.active.get() and _holds_text(self):
            return str(self._template_str)
        return original(self, **kwargs)

    return render


def _holds_text(element: Any) -> bool:  # noqa: ANN401
    """Tell whether somebody made the element from a text before the render began.

    The `html` of a branca `Div` is made from a text too, but that one is a template of branca's own.
    """
    is_frame = element is getattr(element._parent, "html", None)
    return type(element) is Element and element._template_str is not None and not is_frame


_SWITCH = _Switch()


@contextmanager
def literal_templates() -> Iterator[None]:
    """Make the text of plain branca elements literal, in this thread and until the block ends.

    Examples
    --------
    >>> from branca.element import Element
    >>> with literal_templates():
    ...     Element("{{ 7 * 7 }}").render()
    '{{ 7 * 7 }}'
    >>> Element("{{ 7 * 7 }}").render()
    '49'
    """
    token = _SWITCH.active.set(True)
    _SWITCH.enter()
    try:
        yield
    finally:
        _SWITCH.leave()
        _SWITCH.active.reset(token)
