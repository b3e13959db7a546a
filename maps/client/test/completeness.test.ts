import assert from "node:assert/strict";
import { test } from "node:test";
import { bandLabels, bandNumber, bandNumbers, bandPalette, scoreFill } from "../src/completeness.ts";
import { BANDS } from "../src/counting.ts";
import { bandOf } from "../src/matching.ts";
import { GRADES, type Palette, gradeKey } from "../src/palette.ts";
import { symbolOf } from "../src/site_symbol.ts";
import type { SiteMark } from "../src/source.ts";
import { symbolParts } from "../src/symbols.ts";

const PALETTE: Palette = {
  conditions: Object.fromEntries(GRADES.map((grade) => [gradeKey(grade), { fill: "#808080", shape: grade === 4 ? "triangle" : "circle" }])),
  days: [],
  ring: { light: "#ffffff", dark: "#ffffff", print: "#ffffff" },
  completeness: ["#ffffff", "#bcd0e8", "#6a94c4", "#22528f"],
};

test("every score is in the band that says so", () => {
  for (let score = 0; score <= 100; score++) {
    const [low, high] = bandOf(BANDS[bandNumber(score) - 1] ?? "");
    assert.ok(score >= low && score <= high, String(score));
  }
  assert.deepEqual([...bandNumbers([0, 39, 40, 80, 100])], [1, 1, 2, 4, 4]);
  assert.deepEqual(Object.keys(bandLabels()), Object.keys(bandPalette(PALETTE).conditions));
});

test("a record's completeness takes the place of the colour, and leaves shape and marks", () => {
  const site: SiteMark = { id: "a", lon: 0, lat: 0, kind: "fort", grade: 4, reviewed: true, disputed: true, sourcesDiffer: false, score: 65, name: ["en", "A"] };
  const tint = scoreFill(PALETTE, site.score);
  assert.equal(tint, "#6a94c4");
  const [plain, tinted] = [symbolOf(site, false), symbolOf(site, false, tint)].map((symbol) => symbolParts(symbol, PALETTE, "#ffffff"));
  assert.deepEqual(plain?.map(({ path }) => path), tinted?.map(({ path }) => path));
  assert.deepEqual(tinted?.filter((part, k) => part.fill !== plain?.[k]?.fill).map(({ fill }) => fill), [tint]);
});
