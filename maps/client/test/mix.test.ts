import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterSize, sector } from "../src/donut.ts";
import { setMessages } from "../src/messages.ts";
import { clusterName, mixOf, shares } from "../src/mix.ts";

const CONDITIONS = { none: "unknown", "0": "could not tell", "1": "good", "2": "fair", "3": "poor", "4": "very bad", "5": "destroyed" };

test("a mix says its grades worst first, silence last", () => {
  setMessages("en", {});
  const mix = { ...mixOf(5), g0: 1, g2: 1, g6: 3 };
  assert.deepEqual(shares(mix), [{ grade: 5, count: 3 }, { grade: 1, count: 1 }, { grade: -1, count: 1 }]);
  assert.equal(clusterName(5, mix, CONDITIONS), "5 sites: 3 destroyed, 1 good, 1 unknown");
});

test("clusters grow with their number and stay within bounds", () => {
  const sizes = [2, 10, 100, 1000, 100_000].map(clusterSize);
  assert.deepEqual(sizes, [...sizes].sort((a, b) => a - b));
  assert.ok((sizes[0] ?? 0) >= 24 && (sizes.at(-1) ?? 99) <= 70);
});

test("a whole turn is drawn: no arc ends where it begins", () => {
  const points = sector(0, 1, 10, 5).split(/[MLZ]|A[\d.]+ [\d.]+ 0 0 [01] /).filter(Boolean).map((part) => part.trim());
  points.slice(1).forEach((point, k) => assert.notEqual(point, points[k]));
});
