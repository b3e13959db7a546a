import assert from "node:assert/strict";
import { test } from "node:test";
import { areaM2, crossesItself, distanceM, lengthM } from "../src/app/geodesic.ts";

const near = (found: number, wanted: number, tolerance: number): void =>
  assert.ok(Math.abs(found - wanted) <= tolerance, `${found} is not ${wanted} ± ${tolerance}`);

test("the quadrant of a meridian and a degree of the equator are what the ellipsoid makes them", () => {
  near(distanceM([0, 0], [0, 90]), 10_001_965.7293127, 1e-6);
  near(distanceM([0, 0], [1, 0]), 6_378_137 * (Math.PI / 180), 1e-6);
});

test("points all but opposite each other, over the 180th meridian and at a pole have a shortest way", () => {
  near(distanceM([0, 0], [179.5, 0.5]), 19_936_288.578965, 1e-4);
  near(distanceM([179.9, 10], [-179.9, 10]), distanceM([0, 10], [0.2, 10]), 1e-6);
  near(distanceM([10, 90], [200, 90]), 0, 1e-6);
});

test("a way is as long as its parts together, and a point or none has no length", () => {
  const points = [[46.75, 39.76], [46.9, 39.99], [46.74, 40.02]] as const;
  near(lengthM(points), distanceM(points[0], points[1]) + distanceM(points[1], points[2]), 1e-9);
  assert.deepEqual([lengthM([]), lengthM([points[0]])], [0, 0]);
});

test("an eighth of the world has an eighth of its area, whichever way its ring goes", () => {
  const octant = [[0, 0], [90, 0], [0, 90]] as const;
  near(areaM2(octant), 510_065_621_724_088 / 8, 1e3);
  near(areaM2([...octant].reverse()), areaM2(octant), 1);
  assert.deepEqual([areaM2([]), areaM2([[0, 0]]), areaM2([[0, 0], [1, 1]])].map(Math.round), [0, 0, 0]);
});

test("a bow tie crosses itself; a triangle and a square do not", () => {
  assert.equal(crossesItself([[0, 0], [1, 1], [1, 0], [0, 1]]), true);
  assert.equal(crossesItself([[0, 0], [1, 0], [1, 1], [0, 1]]), false);
  assert.equal(crossesItself([[0, 0], [1, 0], [1, 1]]), false);
  assert.equal(crossesItself([]), false);
});
