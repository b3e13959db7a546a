import assert from "node:assert/strict";
import { test } from "node:test";
import { asOfLabel, chipsOf } from "../src/app/answer_bar.ts";
import type { Drawn } from "../src/app/drawn.ts";
import { valueLabel } from "../src/app/filter_words.ts";
import { sentence } from "../src/app/notice.ts";
import { type Config, type Texts, withoutPrototypes } from "../src/config.ts";
import { EVERYTHING, filtersOf, readQuestion } from "../src/question.ts";

const CONFIG = withoutPrototypes({
  kinds: { fort: "fort" }, districts: { north: "The North" }, conditions: { none: "unknown", "4": "very bad" }, access: { open: "open" },
} as unknown as Texts) as unknown as Config;
const DRAWN = { config: CONFIG } as Pick<Drawn, "config">;

test("values are said in words, unknown ones as they are", () => {
  const said = (word: Parameters<typeof valueLabel>[0], value: string): string => valueLabel(word, value, CONFIG);
  assert.deepEqual(
    [said("kind", "fort"), said("kind", "constructor"), said("district", "north"), said("district", "none"), said("condition", "4"), said("period", "15XX")],
    ["fort", "constructor", "The North", "No district stated", "very bad", "1500–1599"],
  );
  assert.deepEqual(
    [said("period", "-05XX"), said("newest", "within-24"), said("visited", "not-60"), said("newest", "12-24"), said("newest", "120-"), said("visited", "none")],
    ["599–500 before our era", "In the last 24 months", "Not in the last 60 months", "12 to 24 months ago", "More than 120 months ago", "No visit on record"],
  );
});

test("each part of a question has a chip that takes it away, and nothing else", () => {
  const { question } = readQuestion(new URLSearchParams("q=a+b&kind=fort,castle&district=north&photos=no&ids=x,y&bbox=1,2,3,4&as_of=2020&sort=urgency&order=down"));
  const chips = chipsOf(question, DRAWN);
  assert.deepEqual(chips.map(({ label }) => label), [
    "As observed until the end of 2020", "Name: a b", "Kind: fort, castle", "District: The North", "Photos: Without photos", "Selection of 2 sites", "A box on the map",
  ]);
  const rest = chips.reduce((before, { changes }) => ({ ...before, ...changes }), question);
  assert.deepEqual(rest, { ...EVERYTHING, sort: "urgency", order: "down" });
  for (const { changes } of chips) assert.equal(Object.keys(changes).length, 1);
  assert.equal(filtersOf({ ...question, ...chips[1]?.changes }).length, filtersOf(question).length - 1);
});

test("a day is said as a day, a year as its end", () => {
  assert.equal(asOfLabel("1800"), "As observed until the end of 1800");
  assert.equal(asOfLabel("2020-03-05"), "As observed until 2020-03-05");
});

test("what was left out is said with its word, and without what turns the text around it", () => {
  assert.equal(sentence({ word: "kind", value: "castel", reason: "value" }), "Kind: “castel” is not known.");
  assert.equal(sentence({ word: "colour", value: "red", reason: "word" }), "There is no filter “colour”.");
  assert.equal(sentence({ word: "site", value: "\u202eabc", reason: "value" }), "Site: “abc” is not known.");
  assert.equal(sentence({ word: "photos", value: "no", reason: "twice" }), "Photos: only one value is possible; “no” is left out.");
});
