import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import { test } from "node:test";
import { Flag, type PackedSites, Sites, inflate, readPlain } from "../src/payload.ts";

const PACKED: PackedSites = {
  n: 3,
  x: [46_531_230, 1_000_000, -250_001],
  y: [40_056_840, -356_840, 7],
  id: ["a", "b", "c"],
  kind: { dict: ["bridge", "mosque"], v: [1, 0, 1] },
  condition: [-1, 5, 0],
  year: [0, 2021, 1999],
  flags: [0, 1 | 2, 4 | 8 | 16],
  uncertainty: [50, 0, 2000],
  names: [[["en", "One", "official"]], [], [["az", "Üç", "variant"]]],
  shapes: { "2": { type: "Polygon", coordinates: [[[47, 39], [48, 39], [48, 40], [47, 39]]] } },
  columns: [
    { key: "district", title: "District", dict: ["North", null], v: [0, 1, 0] },
    { key: "built", title: "Built", v: ["1216", "", null] },
    { key: "designations", title: "Designations", v: [["list, no. 1", "list, no. 2"], [], null] },
  ],
};

test("differences of millionths add up to degrees", () => {
  const sites = new Sites(PACKED);
  assert.deepEqual([...sites.lon], [46.53123, 47.53123, 47.281229]);
  assert.deepEqual([...sites.lat], [40.05684, 39.7, 39.700007]);
});

test("columns come out of their dictionaries, and rows that say nothing stay away", () => {
  const sites = new Sites(PACKED);
  assert.deepEqual([0, 1, 2].map((i) => sites.kind(i)), ["mosque", "bridge", "mosque"]);
  assert.deepEqual(sites.rows(0).map(({ key, value }) => [key, value]), [
    ["district", "North"],
    ["built", "1216"],
    ["designations", ["list, no. 1", "list, no. 2"]],
  ]);
  assert.deepEqual(sites.rows(1), []);
});

test("nobody said anything, could not tell, and a grade are three things", () => {
  const sites = new Sites(PACKED);
  assert.deepEqual([0, 1, 2].map((i) => sites.grade(i)), [-1, 5, 0]);
  assert.deepEqual([0, 1, 2].map((i) => sites.year(i)), [null, 2021, 1999]);
});

test("every flag is a bit of its own", () => {
  const sites = new Sites(PACKED);
  const of = (i: number): string[] => Object.entries(Flag).filter(([, flag]) => sites.has(i, flag)).map(([name]) => name);
  assert.deepEqual(of(0), []);
  assert.deepEqual(of(1), ["Reviewed", "Disputed"]);
  assert.deepEqual(of(2), ["SourcesDiffer", "HiddenCell", "HasShape"]);
  assert.deepEqual([...sites.shapes.keys()], [2]);
});

test("a site is found by its id, and an id that does not exist is not found", () => {
  const sites = new Sites(PACKED);
  assert.equal(sites.index("c"), 2);
  assert.equal(sites.index("constructor"), undefined);
});

test("a compressed payload and a plain one say the same", async () => {
  const text = JSON.stringify(PACKED);
  assert.equal(readPlain(deflateSync(text).toString("base64")), null);
  assert.deepEqual(await inflate(`\n${deflateSync(text).toString("base64")}\n`), readPlain(text));
});

test("what is not compressed data is refused", async () => {
  await assert.rejects(inflate("bm90IHpsaWI="));
});
