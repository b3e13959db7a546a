import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { GLYPH_KINDS, glyphPath } from "../src/glyphs.ts";
import { GRADES, type Palette, dayStyle, gradeKey, gradeStyle, inkOn, toGrade } from "../src/palette.ts";
import { shapePath, symbolRadius } from "../src/shapes.ts";
import { type SymbolOf, symbolParts } from "../src/symbols.ts";

const PALETTE: Palette = {
  conditions: Object.fromEntries(
    GRADES.map((grade, k) => [gradeKey(grade), { fill: `#00000${k}`, shape: (["cross", "triangle", "diamond", "square", "circle", "circle", "circle"] as const)[k] ?? "circle" }]),
  ),
  days: [{ colour: "#111111", dash: null }, { colour: "#222222", dash: "4 4" }],
  ring: { light: "#ffffff", dark: "#ffffffb0", print: "#ffffff" },
  completeness: ["#ffffff", "#bcd0e8", "#6a94c4", "#22528f"],
};
const PLAIN: SymbolOf = { grade: 3, reviewed: false, disputed: false, sourcesDiffer: false };
const look = (symbol: Partial<SymbolOf>): string => JSON.stringify(symbolParts({ ...PLAIN, ...symbol }, PALETTE, "#ffffff"));

test("no two grades look alike, silence and could-not-tell included", () => {
  assert.equal(new Set(GRADES.map((grade) => look({ grade }))).size, GRADES.length);
  assert.ok(symbolRadius(-1) < symbolRadius(0));
});

test("each mark changes the symbol, with the kind and without", () => {
  for (const kind of [undefined, "bridge"]) {
    const of = (marks: Partial<SymbolOf>): string => look(kind ? { ...marks, kind } : marks);
    const looks = [of({}), of({ reviewed: true }), of({ disputed: true }), of({ sourcesDiffer: true })];
    assert.equal(new Set(looks).size, looks.length);
  }
});

test("silence cannot be reviewed", () => {
  assert.equal(look({ grade: -1, reviewed: true }), look({ grade: -1 }));
});

test("days beyond the palette begin again, and an unknown shape is a circle", () => {
  assert.deepEqual([1, 2, 3].map((day) => dayStyle(PALETTE, day).colour), ["#111111", "#222222", "#111111"]);
  assert.equal(shapePath("no such shape"), shapePath("circle"));
  assert.equal(gradeStyle({ ...PALETTE, conditions: {} }, 5).shape, "circle");
});

test("what is no grade is silence", () => {
  assert.deepEqual([5, 0, 6, -1, 2.5, null, undefined].map((value) => toGrade(value)), [5, 0, -1, -1, -1, -1, -1]);
});

test("every kind of the vocabulary has a glyph of its own, and an unknown kind a dot", () => {
  const source = readFileSync(new URL("../../../geo/vocabularies.py", import.meta.url), "utf8");
  const members = /class SiteKind\(StrEnum\):([\s\S]*?)\n\n\n/.exec(source)?.[1] ?? "";
  const kinds = [...members.matchAll(/^ {4}[A-Z_]+ = "([^"]+)"$/gm)].map((match) => match[1] ?? "");
  assert.ok(kinds.length > 10);
  assert.deepEqual([...GLYPH_KINDS].sort(), kinds.sort());
  assert.equal(new Set(kinds.map(glyphPath)).size, kinds.length);
  assert.ok(!kinds.map(glyphPath).includes(glyphPath("no such kind")));
});

test("what is written on the colour of a day stands off from it by at least 4.5 : 1", () => {
  assert.deepEqual(["#b545a0", "#df6409", "#0c82b9", "#ffffff", "#000000"].map(inkOn), ["#ffffff", "#000000", "#000000", "#000000", "#ffffff"]);
});
