"""Rules of the descriptor: needed layers, files that are there, and terms of use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import PackageError, Problem
from geo.layers import LAYERS
from geo.package import DESCRIPTOR

if TYPE_CHECKING:
    from geo.package import Package

__all__ = ["check_resources"]

_NEEDED = ("sources", "sites")


def check_resources(package: Package) -> list[Problem]:
    """Return what is wrong with the files as the descriptor names them."""
    out = [
        Problem(DESCRIPTOR, f"the package has no resource {name!r}; add the file and name it here", None, "resources")
        for name in _NEEDED
        if name not in package.resources
    ]
    for resource in package.resources.values():
        if not resource.licences:
            message = 'the file has no licence; say how it may be used under licenses, here or for the whole package, such as [{"name": "CC0-1.0"}]'
            out.append(Problem(resource.path, message))
        if resource.name not in LAYERS:  # the file of a layer is missed when it is read
            try:
                package.resolve(resource.path)
            except PackageError as error:
                out += error.problems
    return out
