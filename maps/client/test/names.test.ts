import assert from "node:assert/strict";
import { test } from "node:test";
import { firstName, harmless, ordered, scriptOfLanguage, scriptOfText } from "../src/names.ts";
import type { Name } from "../src/payload.ts";

const NAMES: readonly Name[] = [
  ["ru", "Шуша", "official"],
  ["hy", "Շուշի", "official"],
  ["az", "Şuşa şəhəri", "variant"],
  ["az", "Şuşa", "official"],
  ["fa", "شوشا", "official"],
  ["en", "Shusha", "official"],
];

test("the reader's language comes first, whichever it is", () => {
  for (const [lang, text] of [["ru", "Шуша"], ["hy", "Շուշի"], ["en", "Shusha"], ["az", "Şuşa"]] as const) {
    assert.equal(firstName(NAMES, lang, "id")[1], text);
  }
});

test("then a name in the reader's script, then by language code", () => {
  assert.equal(firstName(NAMES, "ar", "id")[1], "شوشا");
  assert.equal(firstName(NAMES, "fr", "id")[1], "Şuşa");
  assert.deepEqual(ordered(NAMES, "ka").map(([lang]) => lang), ["az", "az", "en", "fa", "hy", "ru"]);
});

test("a site without names is called by its id", () => {
  assert.deepEqual(firstName([], "en", "old-bridge"), ["und", "old-bridge"]);
  assert.deepEqual(firstName([["en", "\u202e"]], "en", "old-bridge"), ["und", "old-bridge"]);
});

test("overrides of direction and control characters are taken out, letters and joiners stay", () => {
  assert.equal(harmless("a\u202egnp.exe\u202c\u2067b\u2069"), "agnp.exeb");
  assert.equal(harmless("line\r\nbreak\u0000\u009f"), "line break");
  assert.equal(harmless("می\u200cخواهم"), "می\u200cخواهم");
  assert.equal(harmless("<img src=x onerror=alert(1)>"), "<img src=x onerror=alert(1)>");
});

test("scripts of languages and of texts", () => {
  assert.deepEqual(["az", "ar", "fa", "hy", "ru", "zz-not-real-zz"].map(scriptOfLanguage), ["Latn", "Arab", "Arab", "Armn", "Cyrl", "Zyyy"]);
  assert.deepEqual(["12 Şuşa", "شوشا", "Շուշի", "Шуша", "12"].map(scriptOfText), ["Latn", "Arab", "Armn", "Cyrl", "Zyyy"]);
});
