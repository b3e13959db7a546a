import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { EVERYTHING, filtersOf, formatQuestion, readQuestion, withoutFilters } from "../src/question.ts";
import { asOfDay } from "../src/question_words.ts";

interface Table {
  readonly known: Readonly<Record<string, readonly string[]>>;
  readonly cases: readonly { readonly query: string; readonly canonical: string; readonly problems: readonly string[][] }[];
}

const table = JSON.parse(readFileSync(new URL("../../../tests/questions.json", import.meta.url), "utf8")) as Table;
const known = Object.fromEntries(Object.entries(table.known).map(([word, values]) => [word, new Set(values)]));

test("addresses mean the same here as in the program", () => {
  for (const { query, canonical, problems } of table.cases) {
    const read = readQuestion(new URLSearchParams(query), known);
    assert.equal(formatQuestion(read.question), canonical, query);
    assert.deepEqual(read.problems.map(({ word, value, reason }) => [word, value, reason]), problems, query);
    assert.deepEqual(readQuestion(new URLSearchParams(canonical), known), { question: read.question, problems: [] }, query);
    assert.deepEqual(readQuestion(new URLSearchParams(formatQuestion(read.question)), known).question, read.question, query);
  }
});

test("words of others are passed over, and a thousand wrong values are told as twenty", () => {
  assert.deepEqual(readQuestion([["lang", "ar"]], {}, new Set(["lang"])).problems, []);
  assert.equal(readQuestion(Array.from({ length: 1000 }, (_, i): [string, string] => [`w${i}`, ""])).problems.length, 20);
});

test("too many values are told once, and too long a value is told short", () => {
  const many = readQuestion([["period", Array.from({ length: 100 }, (_, i) => `${10 + i}XX`).join(",")], ["district", Array.from({ length: 300 }, (_, i) => `d${i}`).join(",")]]);
  assert.equal(many.question.district.length, 200);
  assert.deepEqual(many.problems.filter(({ word }) => word === "district"), [{ word: "district", value: "d200", reason: "many" }]);
  assert.deepEqual(readQuestion([["q", "a".repeat(201)]]).problems, [{ word: "q", value: "a".repeat(80), reason: "long" }]);
});

test("a year means its last day", () => {
  assert.equal(asOfDay("1970"), 364);
  assert.equal(asOfDay("1970-01-01"), 0);
  assert.equal(asOfDay("0000"), -719_163);
  assert.equal(asOfDay("2021-02-29"), null);
});

test("clearing the filters keeps day and order", () => {
  const { question } = readQuestion(new URLSearchParams("q=a&kind=fort&photos=yes&bbox=1,2,3,4&as_of=1990&sort=name"));
  assert.deepEqual(filtersOf(question), ["q", "kind", "photos", "bbox"]);
  assert.equal(formatQuestion(withoutFilters(question)), "as_of=1990&sort=name");
  assert.deepEqual(filtersOf(EVERYTHING), []);
});
