"""A data package on disk: a folder with `datapackage.json` and plain CSV and GeoJSON files.

A resource is a layer if it has the name of one (`geo.layers.LAYERS`), else a file that is asked for by its name. What
the descriptor may say stands in `geo.descriptor`.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any

import orjson

from geo.descriptor import DESCRIPTOR, Licence, Meta, Resource, read_meta, read_resources
from geo.errors import PackageError, Problem
from geo.files import read_csv, read_geojson
from geo.layers import LAYERS
from geo.tables import empty_table

if TYPE_CHECKING:
    import pandas as pd

    from geo.tables import Table

__all__ = ["DESCRIPTOR", "Licence", "Meta", "Package", "Resource", "bundled_path"]


def bundled_path() -> Path:
    """Return the folder of the data that come with mirasmap: inside a wheel, or beside `geo` in a checkout.

    Raises
    ------
    PackageError
        If neither is there.
    """
    here = Path(str(files("geo")))
    for folder in (here / "_shipped", here.parent / "data"):
        if (folder / DESCRIPTOR).is_file():
            return folder
    raise PackageError([Problem(DESCRIPTOR, "the bundled data are missing; install mirasmap again or name a package")])


class Package:
    """A data package. Reads when asked, and keeps no frame.

    Parameters
    ----------
    folder
        Where `datapackage.json` lies.
    descriptor
        Its content.

    See Also
    --------
    geo.check.check_package : finds everything that is wrong in the files.
    """

    def __init__(self, folder: Path, descriptor: dict[str, Any]) -> None:
        self.folder = folder
        self.meta = read_meta(descriptor)
        self.resources = read_resources(descriptor, self.meta.licences)

    @classmethod
    def open(cls, path: Path | None = None) -> Package:
        """Open a package.

        Parameters
        ----------
        path
            Its folder or its `datapackage.json`; None opens the bundled one.

        Raises
        ------
        PackageError
            If there is no descriptor, or it cannot be read.
        """
        place = bundled_path() if path is None else Path(path)
        folder = place.parent if place.name == DESCRIPTOR else place
        try:
            content = orjson.loads((folder / DESCRIPTOR).read_bytes())
        except orjson.JSONDecodeError as error:
            message = f"the file is not JSON in UTF-8: {error.msg} in line {error.lineno}, column {error.colno}"
            raise PackageError([Problem(DESCRIPTOR, message)]) from error
        except OSError as error:
            message = (
                f"there is none in {str(folder)!r:.120} ({error.strerror}); a data package is a folder that holds it"
            )
            raise PackageError([Problem(DESCRIPTOR, message)]) from error
        if not isinstance(content, dict):
            raise PackageError([Problem(DESCRIPTOR, "the file holds no JSON object")])
        return cls(folder, content)

    def title(self, lang: str = "en") -> str:
        """Return the title in a language; in English, else in any, where it has none in that."""
        titles = self.meta.title
        return titles.get(lang) or titles.get(lang.split("-")[0]) or titles.get("en") or next(iter(titles.values()))

    def resolve(self, relative: str, *, named_in: str = DESCRIPTOR) -> Path:
        """Return where a file of the package lies.

        Parameters
        ----------
        relative
            Path inside the package, with `/`.
        named_in
            The file that names it, for the message.

        Raises
        ------
        PackageError
            If the path leaves the package, by itself or by a link, or no file is there.
        """
        windows = PureWindowsPath(relative)
        parts = PurePosixPath(relative).parts
        if not parts or windows.drive or windows.root or "\\" in relative or ".." in parts or "\0" in relative:
            message = (
                f"the path {relative!r:.200} leaves the package; name a file inside it, such as heritage/sites.csv"
            )
            raise PackageError([Problem(named_in, message)])
        place = (self.folder / relative).resolve()
        if not place.is_relative_to(self.folder.resolve()):
            message = f"the path {relative!r:.200} leads out of the package by a link; put the file itself there"
            raise PackageError([Problem(named_in, message)])
        if not place.is_file():
            message = f"the file is missing; {named_in} names it, so add it or take its entry out"
            raise PackageError([Problem(relative, message)])
        return place

    def file(self, name: str) -> Path | None:
        """Return the file of a resource that is no layer, such as `basemap`; None where the package has none.

        Raises
        ------
        PackageError
            If the descriptor names the file, but it is not there.
        """
        resource = self.resources.get(name)
        return None if resource is None else self.resolve(resource.path)

    def table(self, name: str) -> Table:
        """Read a layer as Arrow columns, with the problems met on the way.

        Parameters
        ----------
        name
            A name of `geo.layers.LAYERS`. A layer that the package does not have is empty.

        Raises
        ------
        PackageError
            If the file as a whole cannot be read.
        """
        layer, resource = LAYERS[name], self.resources.get(name)
        if resource is None:
            return empty_table(layer, f"{name}.csv")
        read = {"csv": read_csv, "geojson": read_geojson}.get(resource.format)
        if read is None:
            message = f"the layer {name} is a file {resource.path!r:.200}; it must be CSV or GeoJSON"
            raise PackageError([Problem(DESCRIPTOR, message)])
        path = self.resolve(resource.path)
        try:
            return read(path, resource.path, layer, crs=resource.crs)
        except OSError as error:
            raise PackageError([Problem(resource.path, f"the file cannot be read: {error.strerror}")]) from error

    def layer(self, name: str) -> pd.DataFrame:
        """Read a layer as a frame with its declared columns and types.

        Parameters
        ----------
        name
            A name of `geo.layers.LAYERS`.

        Returns
        -------
        DataFrame or GeoDataFrame
            A GeoDataFrame in EPSG:4326 where the layer has geometry (None where a place is not known). Text is `str`
            held by Arrow, whole numbers are `Int64`, others `float64`. Empty where the package has no such layer.

        Raises
        ------
        PackageError
            If a value cannot be read or a required column is missing.
        """
        table = self.table(name)
        if errors := [problem for problem in table.problems if problem.severity == "error"]:
            raise PackageError(errors)
        return table.frame()
