import assert from "node:assert/strict";
import { test } from "node:test";
import { EVERYTHING } from "../src/question.ts";
import { type MarksBody, answerOf, marksOf, viewOf } from "../src/served_answers.ts";
import { boxText } from "../src/served_source.ts";
import { isCluster } from "../src/source.ts";

const MARKS: MarksBody = {
  id: ["a", "b"], lon: [46.7, null], lat: [39.8, null], kind: [1, 0], kinds: ["", "fort"], grade: [4, 9], flags: [3, 4], score: [65, 0],
  name: ["\u202eA", "B"], lang: [0, 1], langs: ["az", "en"],
};

test("columns of a server become sites, harmless whatever stands in them", () => {
  const [a, b] = marksOf(MARKS);
  assert.deepEqual(a, { id: "a", lon: 46.7, lat: 39.8, kind: "fort", grade: 4, reviewed: true, disputed: true, sourcesDiffer: false, score: 65, name: ["az", "A"] });
  assert.equal(b?.grade, -1);
  assert.equal(b?.kind, "");
  assert.ok(Number.isNaN(b?.lon));
  assert.ok(b?.sourcesDiffer);
});

test("clusters count what their mix has, and those of another question have another key", () => {
  const body = { coarser: 1, clusters: { lon: [46.7], lat: [39.8], mix: { "-1": [2], "5": [3] }, apart: [9] }, sites: MARKS };
  const [first] = viewOf(body, 7, "kind=fort");
  const [other] = viewOf(body, 7, "kind=bath");
  assert.ok(first && isCluster(first) && other && isCluster(other));
  assert.equal(first.count, 5);
  assert.equal(first.mix["g0"], 2);
  assert.equal(first.mix["g6"], 3);
  assert.notEqual(first.key, other.key);
});

test("an answer has counts for every word, also those that the server leaves out", () => {
  const { counts, mix } = answerOf({ n: 3, placed: 2, counts: { kind: { fort: 3 } }, extent: null, mix: { "4": 2 } }, EVERYTHING);
  assert.equal(counts.kind.get("fort"), 3);
  assert.equal(counts.access.size, 0);
  assert.equal(mix["g5"], 2);
});

test("a box of the map is one within the world", () => {
  assert.equal(boxText([46, 39, 47, 40]), "46,39,47,40");
  assert.equal(boxText([-200, -95, 200, 95]), "-180,-90,180,90");
  assert.equal(boxText([170, -10, 190, 10]), "170,-10,-170,10");
  assert.equal(boxText([170, -10, 180, 10]), "170,-10,180,10");
  assert.equal(boxText([-190, 0, -170, 1]), "170,0,-170,1");
});
