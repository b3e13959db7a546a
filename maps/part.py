"""What our Folium elements have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from branca.element import Element, MacroElement

if TYPE_CHECKING:
    from branca.element import Figure

__all__ = ["MoreData", "Part"]


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

    def more(self) -> str:
        """Return data blocks that the first frame does not need; the page puts them behind its preview."""
        return ""

    def render(self, **kwargs: Any) -> str:  # noqa: ANN401 (as branca has it)
        """Put the part into its figure."""
        super().render(**kwargs)  # type: ignore[no-untyped-call] # branca has no types here
        if blocks := self.more():
            cast("Figure", self.get_root()).html.add_child(MoreData(blocks), name=f"{self.get_name()}_more")
        return ""


class MoreData(Element):
    """Data blocks that stand where the page finds it best; no template is read from them.

    Parameters
    ----------
    blocks
        As `maps.payload.data_block` makes them.
    """

    def __init__(self, blocks: str) -> None:
        super().__init__()
        self.blocks = blocks

    def render(self, **_kwargs: Any) -> str:  # noqa: ANN401 (as branca has it)
        """Return the blocks."""
        return self.blocks
