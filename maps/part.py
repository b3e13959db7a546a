"""What our Folium elements have in common."""

from __future__ import annotations

from branca.element import MacroElement

__all__ = ["Part"]


class Part(MacroElement):
    """A Folium element of ours: data go into blocks of the page, never through a template.

    Parameters
    ----------
    name
        Name of the element in the page.
    """

    def __init__(self, name: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca leaves this one method without types
        self._name = name
