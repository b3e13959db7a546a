import assert from "node:assert/strict";
import { test } from "node:test";
import { RULES } from "../src/basemap/rules.ts";
import { type Widths, widthAt } from "../src/basemap/widths.ts";

const ROAD: Widths = [[8, 0.5], [10, 2], [12, 4]];

test("a width is the table's at its zooms, grows by a constant factor between, and stays beyond", () => {
  assert.deepEqual([8, 10, 12].map((zoom) => widthAt(ROAD, zoom)), [0.5, 2, 4]);
  assert.equal(widthAt(ROAD, 9), 1);
  assert.deepEqual([0, 20].map((zoom) => widthAt(ROAD, zoom)), [0.5, 4]);
});

test("no line grows thinner as the map comes nearer", () => {
  for (const rule of RULES) {
    if (rule.type !== "line") continue;
    for (let zoom = 6; zoom < 18; zoom += 0.5) assert.ok(widthAt(rule.widths, zoom) <= widthAt(rule.widths, zoom + 0.5));
  }
});
