import assert from "node:assert/strict";
import { test } from "node:test";
import { asks, toggled } from "../src/app/chart_choice.ts";
import { type Words, barsOf } from "../src/app/chart_data.ts";
import type { Bar } from "../src/charts/data.ts";
import { layoutBars, layoutColumns, stacked } from "../src/charts/layout.ts";
import { inkOn, shortened } from "../src/charts/text.ts";
import type { CrossTable } from "../src/cross.ts";
import { setMessages } from "../src/messages.ts";
import { EVERYTHING } from "../src/question.ts";

const GRADE = { fill: "#0072b2", shape: "circle" } as const;
const WORDS: Words = {
  lang: "en",
  kinds: Object.assign(Object.create(null) as object, { fort: "Fort" }),
  conditions: { "5": "destroyed", "1": "good", none: "nobody said" },
  districts: Object.assign(Object.create(null) as object, { north: "The North", south: "The South" }),
  palette: { conditions: { "5": GRADE, "1": GRADE, none: GRADE }, days: [], ring: { light: "", dark: "", print: "" }, completeness: [] },
};
const TABLE: CrossTable = {
  by: "district",
  columns: ["5", "1", "none"],
  rows: [
    { value: "none", counts: [9, 0, 0] },
    { value: "south", counts: [1, 2, 0] },
    { value: "north", counts: [0, 4, 3] },
  ],
};
setMessages("en", {});
const bars = (): Bar[] => barsOf(TABLE, WORDS, EVERYTHING);

test("districts come by size, what is not stated last, and each piece says what it is", () => {
  assert.deepEqual(bars().map(({ value, total }) => [value, total]), [["north", 7], ["south", 3], ["none", 9]]);
  assert.deepEqual(bars()[1]?.parts.map(({ name }) => name).slice(0, 2), ["The South, destroyed: 1 site", "The South, good: 2 sites"]);
});

test("the grades differ without any colour", () => {
  const patterns = bars()[0]?.parts.map(({ pattern }) => pattern);
  assert.equal(new Set(patterns).size, 3);
});

test("the pieces of a bar lie one after the other, as long as their numbers, and empty ones are left out", () => {
  const { parts, rows } = layoutBars(bars(), 400, "ltr");
  assert.deepEqual(parts.map(({ bar, part }) => `${bar.value} ${part.key}`), ["north 1", "north none", "south 5", "south 1", "none 5"]);
  const [first, second] = parts;
  assert.equal(first?.x, 0);
  assert.ok(Math.abs((first?.x ?? 0) + (first?.width ?? 0) - (second?.x ?? 0)) < 1e-9);
  assert.ok(Math.abs((first?.width ?? 0) / (second?.width ?? 1) - 4 / 3) < 1e-9);
  for (const { end } of rows) assert.ok(end <= 400);
});

test("in Arabic bars begin at the right, and the same pieces are mirrored", () => {
  const [ltr, rtl] = [layoutBars(bars(), 400, "ltr"), layoutBars(bars(), 400, "rtl")];
  ltr.parts.forEach((part, k) => assert.ok(Math.abs(400 - part.x - part.width - (rtl.parts[k]?.x ?? 0)) < 1e-9));
  assert.deepEqual(ltr.ticks.map(({ value }) => value), rtl.ticks.map(({ value }) => value));
});

test("labels stand above the bars where it is narrow and beside them where there is room", () => {
  assert.equal(layoutBars(bars(), 330, "ltr").above, true);
  const wide = layoutBars(bars(), 900, "ltr");
  assert.equal(wide.above, false);
  assert.ok(Math.min(...wide.parts.map(({ x }) => x)) >= wide.label);
});

test("a scale has no half sites on it", () => {
  const one = barsOf({ ...TABLE, rows: [{ value: "north", counts: [1, 0, 0] }] }, WORDS, EVERYTHING);
  assert.deepEqual(layoutBars(one, 400, "ltr").ticks.map(({ value }) => value), [0, 1]);
});

const YEARS: CrossTable = {
  by: "year",
  columns: ["statements"],
  rows: [["1932", 1], ["1992", 10], ["2021", 46], ["2025", 5], ["none", 77]].map(([value, n]) => ({ value: String(value), counts: [Number(n)] })),
};

test("years without a word are columns too, what is older is one, and no statement is lost", () => {
  const years = barsOf(YEARS, WORDS, EVERYTHING);
  assert.deepEqual(years.slice(0, 2).map(({ value, label, total }) => [value, label, total]), [["2001", "until 2001", 11], ["2002", "2002", 0]]);
  assert.equal(years.length, 26);
  assert.equal(years.reduce((sum, { total }) => sum + total, 0), 139);
});

test("time goes from the start side, and the day of the question lies after its year", () => {
  const years = barsOf(YEARS, WORDS, EVERYTHING).slice(0, -1);
  const [ltr, rtl] = [layoutColumns(years, 350, "ltr"), layoutColumns(years, 350, "rtl")];
  const at = (layout: typeof ltr, year: string): number => layout.parts.find(({ bar }) => bar.value === year)?.x ?? NaN;
  assert.ok(at(ltr, "2021") < at(ltr, "2025"));
  assert.ok(at(rtl, "2021") > at(rtl, "2025"));
  assert.ok((ltr.after("2021") ?? 0) > at(ltr, "2021") && (ltr.after("2021") ?? 0) < at(ltr, "2025"));
  assert.ok((rtl.after("2021") ?? 0) < at(rtl, "2021") && (rtl.after("2021") ?? 0) > at(rtl, "2025"));
  assert.equal(ltr.after("1066"), null);
});

test("a piece asks for its row and its column, and again for neither; other words stay", () => {
  const asked = { ...EVERYTHING, kind: ["fort"] };
  assert.deepEqual(toggled(asked, "district", "north", "5"), { district: ["north"], condition: ["5"] });
  const chosen = { ...asked, district: ["north"], condition: ["5"] };
  assert.deepEqual(toggled(chosen, "district", "north", "5"), { district: [], condition: [] });
  assert.deepEqual(toggled(chosen, "district", "south", "5"), { district: ["south"], condition: ["5"] });
  assert.deepEqual(toggled(EVERYTHING, "year", "2020", "statements"), { as_of: "2020" });
  assert.deepEqual(toggled({ ...EVERYTHING, as_of: "2020" }, "year", "2020", "statements"), { as_of: "" });
  assert.deepEqual(toggled(EVERYTHING, "age", "120-", "sites"), { newest: ["120-"] });
  assert.equal(toggled(EVERYTHING, "kind", "none", "5"), null);
  assert.equal(toggled(EVERYTHING, "year", "none", "statements"), null);
  assert.equal(asks(asked, { kind: ["fort", "tomb"] }), false);
});

test("a label is as long as there is room for, whatever somebody wrote", () => {
  const measure = (text: string): number => 10 * [...text].length;
  assert.equal(shortened("Fort", 40, measure), "Fort");
  assert.equal(shortened("Fortress", 50, measure), "Fort…");
  assert.equal(shortened("x".repeat(10_000), 50, measure), "xxxx…");
  assert.equal(shortened("\u{1F54C}".repeat(9), 30, measure), "\u{1F54C}\u{1F54C}…");
  assert.equal(shortened("Fort", 5, measure), "…");
});

test("a kind or district that is called like a property of every object is still only a name", () => {
  const odd = barsOf({ ...TABLE, rows: [{ value: "constructor", counts: [1, 0, 0] }] }, WORDS, EVERYTHING);
  assert.equal(odd[0]?.label, "constructor");
});

test("figures are black or white, whichever is read more easily", () => {
  assert.deepEqual(["#0072b2", "#f0e442", "#c23b00", "#ffffff"].map(inkOn), ["#ffffff", "#000000", "#ffffff", "#000000"]);
});

test("pieces that are stacked add up to the bar", () => {
  for (const bar of bars()) {
    const last = stacked([bar]).at(-1);
    assert.equal(last?.to, bar.total);
  }
});
