import assert from "node:assert/strict";
import { test } from "node:test";
import { fit, pixelOf } from "../src/view.ts";

const SIZE = { x: 1000, y: 600 };

test("a view that fits bounds shows all of them, and one zoom closer would not", () => {
  for (const bounds of [[46, 38.7, 48.1, 40.6], [-21.2, -33.1, -20.8, -32.9], [-10, 60, 30, 84]] as const) {
    const view = fit(bounds, SIZE, 24, 18);
    const [west, south, east, north] = bounds;
    const inside = (zoom: number): boolean =>
      [[west, south], [east, north]].every(([lon, lat]) => {
        const [x, y] = pixelOf(lon ?? 0, lat ?? 0, { ...view, zoom }, SIZE);
        return x > 23 && x < SIZE.x - 23 && y > 23 && y < SIZE.y - 23;
      });
    assert.ok(inside(view.zoom), String(bounds));
    assert.ok(!inside(view.zoom + 1), String(bounds));
  }
});

test("a single place is shown no closer than asked, in the middle", () => {
  const view = fit([46.75, 39.76, 46.75, 39.76], SIZE, 24, 15);
  assert.equal(view.zoom, 15);
  const [x, y] = pixelOf(46.75, 39.76, view, SIZE);
  assert.ok(Math.abs(x - 500) < 1e-6 && Math.abs(y - 300) < 1e-6);
});
