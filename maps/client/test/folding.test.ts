import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { beginsWords, fold, foldedWords } from "../src/folding.ts";

const { folded } = JSON.parse(readFileSync(new URL("../../../tests/foldings.json", import.meta.url), "utf8")) as {
  folded: [string, string][];
};

test("names fold in every script as they do in the program", () => {
  for (const [text, key] of folded) assert.equal(fold(text), key, text);
});

test("folding again changes nothing, and signs between words become one space", () => {
  for (const [text] of folded) {
    assert.equal(fold(fold(text)), fold(text));
    assert.doesNotMatch(fold(text), /^\s|\s$|\s\s/);
  }
});

test("letters of a script that has no table stay", () => {
  assert.equal(fold("北京 Temple"), "北京 temple");
});

test("each word typed begins a word of one name", () => {
  const name = fold("Yuxarı Gövhər ağa məscidi");
  assert.ok(beginsWords(name, foldedWords("mes YUX")));
  assert.ok(!beginsWords(name, foldedWords("escidi")));
  assert.ok(beginsWords(name, foldedWords(" - ")));
});
