import assert from "node:assert/strict";
import { test } from "node:test";
import { AGES, GRADE_COLUMNS, crossTable, monthsBefore } from "../src/cross.ts";
import { daysOf } from "../src/matching.ts";
import { NO_NUMBER, Sites } from "../src/payload.ts";
import { readQuestion } from "../src/question.ts";
import { PLAIN, WORDS, columnsOf } from "./island.ts";

const TODAY = 20_000;
const sites = (): Sites => new Sites(columnsOf(PLAIN), WORDS, TODAY);
const all = new Uint8Array(4).fill(1);
const day = (iso: string): number => Date.parse(iso) / 86_400_000;

test("sites are counted by district and by condition, and each of them once", () => {
  const table = crossTable(sites(), all, sites().at(null), "district", TODAY);
  assert.deepEqual(table.columns, GRADE_COLUMNS);
  assert.deepEqual(table.columns, ["5", "4", "3", "2", "1", "0", "none"]);
  assert.deepEqual(table.rows, [
    { value: "none", counts: [1, 0, 0, 0, 0, 1, 1] },
    { value: "north", counts: [0, 0, 0, 0, 0, 0, 1] },
  ]);
});

test("only the sites of the mask count, and a kind that none of them has is no row", () => {
  const table = crossTable(sites(), Uint8Array.of(1, 0, 1, 0), sites().at(null), "kind", TODAY);
  assert.deepEqual(table.rows, [{ value: "mosque", counts: [0, 0, 0, 0, 0, 1, 1] }]);
});

test("the condition is that of the day that is asked about", () => {
  const table = crossTable(sites(), all, sites().at(9_000), "kind", TODAY);
  assert.deepEqual(table.rows.find(({ value }) => value === "bridge")?.counts, [0, 0, 1, 0, 0, 0, 1]);
});

test("statements count in the year of what they say, and those without a date apart", () => {
  const table = crossTable(sites(), all, sites().at(null), "year", TODAY);
  assert.deepEqual(table.rows, [{ value: "1994", counts: [1] }, { value: "2021", counts: [2] }]);
  const more = new Sites(columnsOf({ ...PLAIN, statements: [2, 3, 0, 0] }), WORDS, TODAY);
  assert.deepEqual(crossTable(more, all, more.at(null), "year", TODAY).rows.at(-1), { value: "none", counts: [2] });
  assert.deepEqual(crossTable(more, Uint8Array.of(0, 0, 1, 1), more.at(null), "year", TODAY).rows, []);
});

test("ages count back from the day that is asked about", () => {
  const counts = (at: number | null): number[] => crossTable(sites(), all, sites().at(at), "age", TODAY).rows.map((row) => row.counts[0] ?? 0);
  assert.deepEqual(counts(null), [0, 0, 1, 0, 0, 3]);
  assert.deepEqual(counts(18_700), [1, 0, 0, 0, 0, 3]);
});

test("the ages of the chart are values of a question, and share out all days without a gap", () => {
  for (const value of AGES) assert.deepEqual(readQuestion([["newest", value]]).question.newest, [value]);
  const spans = AGES.map((value) => daysOf(value, TODAY));
  assert.equal(spans[0]?.[1], TODAY);
  for (let k = 1; k < spans.length; k++) assert.equal((spans[k]?.[1] ?? 0) + 1, spans[k - 1]?.[0]);
  assert.deepEqual(spans.at(-1), [NO_NUMBER, NO_NUMBER]);
});

test("an age that ends before it begins, or is no number of months, is refused", () => {
  for (const value of ["24-12", "12-12", "0-12", "-12", "12-9999", "1-2-3", "12-x", "-"]) {
    assert.equal(readQuestion([["newest", value]]).problems.length, 1, value);
  }
});

test("months back from the end of a month end on the last day of a shorter one", () => {
  assert.equal(monthsBefore(day("2024-03-31"), 1), day("2024-02-29"));
  assert.equal(monthsBefore(day("2023-03-31"), 1), day("2023-02-28"));
  assert.equal(monthsBefore(day("2024-01-15"), 13), day("2022-12-15"));
});
