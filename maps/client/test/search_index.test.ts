import assert from "node:assert/strict";
import { test } from "node:test";
import { Sites } from "../src/payload.ts";
import { SearchIndex, rankOf } from "../src/search_index.ts";
import { readHits } from "../src/suggest.ts";
import { columnsOf } from "./island.ts";

const PACKED = columnsOf({
  n: 3, placed: 3, x: [0, 0, 0], y: [0, 0, 0],
  id: ["castle", "mosque", "bridge"],
  kind: [0, 1, 2],
  kinds: ["castle", "mosque", "bridge"],
  names: [2, 1, 1],
  name: ["Şuşa qalası", "Շուշիի բերդ", "Upper mosque of Shusha", "Long bridge"],
  name_lang: [0, 1, 2, 2],
  langs: ["az", "hy", "en"],
});

test("a name is found in any language, without marks and from any script", () => {
  const index = new SearchIndex(new Sites(PACKED), "en");
  assert.deepEqual(index.find("SUSA", 8).map(({ site }) => site), ["castle"]);
  assert.deepEqual(index.find("շուշ", 8).map(({ site, name }) => [site, name[0]]), [["castle", "hy"], ["mosque", "en"]]);
  assert.deepEqual(index.find("shu", 8).map(({ site }) => site), ["castle", "mosque"]);
});

test("beginnings come before words within, and those before letters within", () => {
  assert.deepEqual(["bridge", "bridge two", "long bridge", "footbridge", "ford"].map((key) => rankOf(key, "bridge")), [0, 1, 2, 3, null]);
  assert.equal(rankOf("footbridge", "br"), null);
});

test("nothing typed finds nothing, and the limit holds", () => {
  const index = new SearchIndex(new Sites(PACKED), "en");
  assert.deepEqual(index.find("  - ", 8), []);
  assert.equal(index.find("s", 1).length, 1);
});

test("an answer of the server is read bare or under its key, and shown harmless", () => {
  const hit = { site_id: "a", text: "\u202eA", lang: null, kind: "bridge", district: null };
  const read = [{ site: "a", name: ["und", "A"], kind: "bridge", district: "" }];
  assert.deepEqual(readHits([hit]), read);
  assert.deepEqual(readHits({ suggestions: [hit] }), read);
  assert.equal(readHits({ error: "no" }), null);
  assert.equal(readHits(null), null);
});
