import assert from "node:assert/strict";
import { test } from "node:test";
import { _, date, fill, languageName, ngettext, number, pluralIndex, setMessages } from "../src/messages.ts";

test("a message without translation is its own English sentence", () => {
  setMessages("en", { "": {} });
  assert.equal(_("Zoom in"), "Zoom in");
  assert.deepEqual([1, 2, 0].map((n) => ngettext("{n} site", "{n} sites", n)), ["1 site", "2 sites", "0 sites"]);
});

test("an empty translation counts as none", () => {
  setMessages("fr", { Close: "", "{n} site": ["", ""] });
  assert.equal(_("Close"), "Close");
  assert.equal(ngettext("{n} site", "{n} sites", 3), "3 sites");
});

test("the catalogue's own plural rule decides where the build noted it", () => {
  // the rule of Arabic in gettext, whose last two forms stand the other way round in Unicode
  const rule = (n: number): number =>
    n < 3 ? n : n % 100 >= 3 && n % 100 <= 10 ? 3 : n % 100 >= 0 && n % 100 <= 2 ? 4 : 5;
  const forms = Array.from({ length: 200 }, (_unused, n) => rule(n)).join("");
  setMessages("ar", { "": { forms } });
  for (const n of [0, 1, 2, 3, 10, 11, 99, 100, 102, 103, 199, 200, 1002, 1011, 12_345]) {
    assert.equal(pluralIndex(n, 6), rule(n), String(n));
  }
});

test("without that rule Unicode's categories decide, and never beyond the forms there are", () => {
  setMessages("fr", { "{n} site": ["{n} lieu", "{n} lieux"] });
  assert.deepEqual([0, 1, 2, 1_000_000].map((n) => pluralIndex(n, 2)), [0, 0, 1, 1]);
  assert.equal(ngettext("{n} site", "{n} sites", 2), "2 lieux");
});

test("values are text: what looks like a placeholder in them stays", () => {
  assert.equal(fill("{a} and {b} and {c}", { a: "{b}", b: "$&" }), "{b} and $& and {c}");
});

test("figures are 0 to 9 in every language", () => {
  setMessages("ar", {});
  assert.match(number(1234.5), /^[0-9.,]+$/);
});

test("a language is called as the page calls it, one that it does not know is shown as it was given", () => {
  setMessages("az", {}, { hy: "erməni" });
  assert.equal(languageName("hy"), "erməni");
  assert.equal(languageName("not a language!"), "not a language!");
  setMessages("en", {});
});

test("a plain date is said in words, any other stands as the source has it", () => {
  setMessages("fr", {});
  assert.deepEqual(["2021-01-12", "2021-08", "2021", "2021-01/2021-03", "1868~"].map(date), ["12 janvier 2021", "août 2021", "2021", "2021-01/2021-03", "1868~"]);
  setMessages("en", {});
});
