import assert from "node:assert/strict";
import { test } from "node:test";
import { type Extent, TALLEST, heightPx, scrollTo, stepTo, windowAt } from "../src/app/table/window.ts";

const extent = (rows: number, rowPx = 40, seenPx = 400): Extent => ({ rows, rowPx, seenPx });

test("a short table is drawn whole and never scrolls", () => {
  assert.deepEqual(windowAt(extent(5), 0), { first: 0, end: 5, topPx: 0 });
  assert.deepEqual(windowAt(extent(0), 0), { first: 0, end: 0, topPx: 0 });
  assert.equal(scrollTo(extent(5), 4, 0), 0);
});

test("whatever the length and wherever the bar, the rows drawn fill what is seen", () => {
  for (const rows of [11, 1000, 400_001, 1_000_000]) {
    const all = extent(rows, 43);
    const bar = heightPx(all) - all.seenPx;
    for (const part of [0, 0.001, 0.37, 0.999, 1]) {
      const { first, end, topPx } = windowAt(all, bar * part);
      assert.ok(topPx <= bar * part + 1e-6, "rows begin above what is seen");
      assert.ok(topPx + (end - first) * 43 >= bar * part + 400 - 1e-6 || end === rows, "rows reach its end");
      assert.ok(end - first < 30);
    }
    assert.equal(windowAt(all, 0).first, 0);
    assert.equal(windowAt(all, bar).end, rows);
  }
});

test("a million rows are no taller than browsers draw", () => {
  assert.equal(heightPx(extent(1_000_000)), TALLEST);
  assert.equal(heightPx(extent(100)), 4000);
});

test("a row that is seen moves nothing; another comes just into sight", () => {
  const all = extent(1000);
  assert.equal(scrollTo(all, 3, 80), 80);
  assert.equal(scrollTo(all, 1, 80), 40);
  assert.equal(scrollTo(all, 20, 80), 21 * 40 - 400);
  const million = extent(1_000_000);
  for (const row of [0, 500_000, 999_999]) {
    const { first, end, topPx } = windowAt(million, scrollTo(million, row, 12345));
    const top = topPx + (row - first) * 40 - scrollTo(million, row, 12345);
    assert.ok(first <= row && row < end && top >= -1e-3 && top <= 360 + 1e-3, `row ${row} is at ${top}`);
  }
});

test("keys lead from row to row and never out of the table", () => {
  const to = (key: string, row: number): number | null => stepTo(key, row, 10, 25);
  assert.deepEqual(["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"].map((key) => to(key, 3)), [2, 4, 0, 13, 0, 24]);
  assert.deepEqual([to("ArrowUp", 0), to("ArrowDown", 24), to("PageDown", 20), to("x", 3), to("constructor", 3)], [0, 24, 24, null, null]);
  assert.equal(stepTo("End", 0, 10, 0), null);
});
