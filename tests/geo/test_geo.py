from __future__ import annotations

import subprocess
import sys
import time

import pytest

import geo


@pytest.mark.parametrize("name", geo.__all__)
def test_all_that_geo_names_is_there(name: str) -> None:
    assert getattr(geo, name) is not None
    assert name in dir(geo)


def test_the_names_are_sorted() -> None:
    assert geo.__all__ == sorted(geo.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = geo.nothing


def test_importing_geo_is_quick_and_brings_no_map_and_no_web() -> None:
    code = "import geo, sys; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    start = time.perf_counter()
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert time.perf_counter() - start < 1
    assert not {"folium", "fastapi", "jinja2", "pandera", "geopandas"} & set(loaded)


def test_opening_a_store_needs_no_pandas() -> None:
    """A program that only lists its commands, or answers from rows, does not wait for it."""
    code = "import geo.store, sys; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"pandas", "numpy", "geopandas", "shapely"} & set(loaded)
