import assert from "node:assert/strict";
import { test } from "node:test";
import { inScriptOf, pickName, runsLeft, standsApart } from "../src/basemap/script.ts";

test("a name in two scripts gives each reader the part in theirs", () => {
  const name = "Qara çay / Սև գետ / Чёрная / سياه رود / 黒川";
  const picked = ["az", "hy", "ru", "fa", "ja"].map((lang) => pickName(name, inScriptOf(lang)));
  assert.deepEqual(picked, ["Qara çay", "Սև գետ", "Чёрная", "سياه رود", "黒川"]);
});

test("a name that the reader cannot read is not shown, nor is a number or an overlong one", () => {
  assert.equal(pickName("Սև գետ", inScriptOf("en")), "");
  assert.equal(pickName("Kür", inScriptOf("ar")), "");
  assert.equal(pickName("M-6", inScriptOf("az")), "M-6");
  assert.equal(pickName("42", inScriptOf("az")), "");
  assert.equal(pickName("x".repeat(60), inScriptOf("az")), "");
  assert.equal(pickName("", inScriptOf("az")), "");
});

test("a language that nobody knows is read in Latin letters", () => {
  for (const lang of ["isl-made-up-by-a-test", "??", ""]) assert.equal(pickName("Əlincə", inScriptOf(lang)), "Əlincə");
});

test("Arabic is one piece and runs to the left; other letters may follow an arc one by one", () => {
  assert.deepEqual(["شوشا", "Kür", "Շուշի", "Кура"].map(standsApart), [false, true, true, true]);
  assert.deepEqual(["شوشا", "Kür"].map(runsLeft), [true, false]);
});
