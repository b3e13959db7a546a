import assert from "node:assert/strict";
import { test } from "node:test";
import { Flag, NO_NUMBER, Sites } from "../src/payload.ts";
import { BYTES, PLAIN, WORDS, columnsOf } from "./island.ts";

const TODAY = 20_000;
const both = (name: string, check: (sites: Sites) => void): void => {
  test(`${name}, as JSON`, () => check(new Sites(columnsOf(PLAIN), WORDS, TODAY)));
  test(`${name}, as bytes`, () => check(new Sites(BYTES(), WORDS, TODAY)));
};

both("differences of millionths add up to degrees, and a site without a place has none", (sites) => {
  assert.equal(sites.n, 4);
  assert.equal(sites.placed, 3);
  assert.deepEqual([...sites.lon], [46.53123, 47.53123, 47.281229, NaN]);
  assert.deepEqual([...sites.lat], [40.05684, 39.7, 39.700007, NaN]);
});

both("columns come out of their dictionaries, and rows that say nothing stay away", (sites) => {
  assert.deepEqual([0, 1, 2, 3].map((i) => sites.kind(i)), ["mosque", "bridge", "mosque", "bridge"]);
  assert.deepEqual(sites.rows(0).map(({ key, title, value }) => [key, title, value]), [
    ["district", "District", "The North"],
    ["built", "Built", "13th century"],
    ["condition_by", "condition_by", "Somebody"],
    ["designations", "Designations", ["list, local · no. 1", "register"]],
    ["roof", "roof", "flat"],
  ]);
  assert.deepEqual(sites.rows(1).map(({ key }) => key), ["settlement", "n_statements"]);
  assert.deepEqual(sites.rows(3), []);
});

both("nobody said anything, could not tell, and a grade are three things", (sites) => {
  assert.deepEqual([0, 1, 2].map((i) => sites.grade(i)), [-1, 5, 0]);
  assert.deepEqual([0, 1, 2].map((i) => sites.year(i)), [null, 2021, 1999]);
});

both("every flag is a bit of its own", (sites) => {
  const of = (i: number): string[] => Object.entries(Flag).filter(([, flag]) => sites.has(i, flag)).map(([name]) => name);
  assert.deepEqual(of(0), []);
  assert.deepEqual(of(1), ["Reviewed", "Disputed"]);
  assert.deepEqual(of(2), ["SourcesDiffer", "HiddenCell", "HasShape"]);
  assert.deepEqual([...sites.shapes.keys()], [2]);
});

both("a site is found by its id, and an id that does not exist is not found", (sites) => {
  assert.deepEqual([...sites.ids], ["a", "b", "c", "d"]);
  assert.equal(sites.index("c"), 2);
  assert.equal(sites.index("constructor"), undefined);
});

both("names keep language, letters and standing", (sites) => {
  assert.deepEqual(sites.names(0), [["en", "One", "official"]]);
  assert.deepEqual(sites.names(1), []);
  assert.deepEqual(sites.names(2), [["az", "Üç", "variant"], ["und", "\u{1F54C}", ""]]);
});

both("facts are columns", (sites) => {
  assert.deepEqual([...sites.districtCode], [0, -1, -1, -1]);
  assert.deepEqual([...sites.builtFrom], [1200, NO_NUMBER, NO_NUMBER, NO_NUMBER]);
  assert.deepEqual([...sites.builtTo], [1299, NO_NUMBER, NO_NUMBER, NO_NUMBER]);
  assert.deepEqual(sites.designations(0), [{ scheme: 0, level: 0, register: "1" }, { scheme: 1, level: -1, register: "" }]);
  assert.deepEqual(sites.visitDays(1), [10_000, 19_000, 30_000]);
  assert.equal(sites.photos, null);
});

both("today is what the columns say, up to today", (sites) => {
  const { grades, statements, newest, visited, access } = sites.at(null);
  assert.deepEqual([...grades], [-1, 5, 0, -1]);
  assert.deepEqual([...statements], [0, 3, 0, 0]);
  assert.deepEqual([...newest], [NO_NUMBER, 18_700, NO_NUMBER, NO_NUMBER]);
  assert.deepEqual([...visited], [NO_NUMBER, 19_000, NO_NUMBER, NO_NUMBER]);
  assert.deepEqual([...access], [-1, -1, 1, -1]);
});

both("as of a day is the last state until then; before the first, nothing is known", (sites) => {
  assert.deepEqual(sites.span, [9_000, 18_700]);
  const before = sites.at(8_999);
  assert.deepEqual([...before.grades], [-1, -1, -1, -1]);
  assert.deepEqual([...before.flags], [0, 0, Flag.HiddenCell | Flag.HasShape, 0]);
  const early = sites.at(9_000);
  assert.deepEqual([...early.grades], [-1, 3, -1, -1]);
  assert.deepEqual([...early.years], [0, 1994, 0, 0]);
  assert.deepEqual([...early.statements], [0, 1, 0, 0]);
  assert.equal(early.speaker(1), "An Early Traveller");
  assert.deepEqual([...sites.at(18_700).grades], [-1, 5, -1, -1]);
  assert.deepEqual([...sites.at(5_000).access], [-1, -1, 0, -1]);
});

test("the rest of a large layer may come later", () => {
  const sites = new Sites(columnsOf({ n: PLAIN.n, placed: PLAIN.placed, x: PLAIN.x, y: PLAIN.y, kind: PLAIN.kind, kinds: PLAIN.kinds }));
  assert.deepEqual([...sites.ids], []);
  assert.equal(sites.index("c"), undefined);
  sites.add(columnsOf(PLAIN));
  assert.equal(sites.index("c"), 2);
});
