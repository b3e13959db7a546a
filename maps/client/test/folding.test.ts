import assert from "node:assert/strict";
import { test } from "node:test";
import { fold } from "../src/folding.ts";

test("marks, case and letters of their own fold to what a keyboard has", () => {
  for (const [text, folded] of [
    ["Şuşa", "susa"], ["ŞUŞA", "susa"], ["Ağdərə", "agdere"], ["İSTİQLAL", "istiqlal"], ["Qızıl", "qizil"],
    ["Église", "eglise"], ["Wǝlis", "welis"],
  ] as const) assert.equal(fold(text), folded);
});

test("one coding of Arabic letters: hamza, final ya, kaf, ta marbuta, tatweel, vowel marks", () => {
  assert.equal(fold("أغدام"), fold("اغدام"));
  assert.equal(fold("کلیسا"), fold("كليسا"));
  assert.equal(fold("قَلْعَة"), fold("قلعه"));
  assert.equal(fold("مســجد"), fold("مسجد"));
});

test("folding again changes nothing, and signs between words become one space", () => {
  for (const text of ["Yuxarı Gövhər ağa məscidi", "Շուշի", "Шуша (крепость)", "  a -- b’s  "]) {
    assert.equal(fold(fold(text)), fold(text));
    assert.doesNotMatch(fold(text), /^\s|\s$|\s\s/);
  }
});
