import assert from "node:assert/strict";
import { test } from "node:test";
import { CHANGE_KINDS, changeCounts, changesOf } from "../src/changes.ts";
import { Sites } from "../src/payload.ts";
import { PLAIN, WORDS, columnsOf } from "./island.ts";

const TODAY = 20_000;
const sites = (more: object = {}): Sites => new Sites(columnsOf({ ...PLAIN, ...more }), WORDS, TODAY);
const all = Uint8Array.of(1, 1, 1, 1);

test("two days of the same sites: what became worse, who says so, and how many statements more there are", () => {
  const layer = sites();
  const changes = changesOf(layer, { mask: all, state: layer.at(10_500) }, { mask: all, state: layer.at(18_700) });
  assert.equal(changes.backwards, false);
  assert.deepEqual(changes.both, ["a", "b", "c", "d"]);
  assert.deepEqual(changes.changed, [{ id: "b", kind: "condition", from: 3, to: 5, year: 2021, by: "", statements: 2 }]);
});

test("from the earlier day to the later, whichever comes first", () => {
  const layer = sites();
  const changes = changesOf(layer, { mask: all, state: layer.at(18_700) }, { mask: all, state: layer.at(10_500) });
  assert.equal(changes.backwards, true);
  assert.deepEqual(changes.changed.map(({ from, to }) => [from, to]), [[3, 5]]);
});

test("the first dated word about a site, a visit, and more words about it are told apart", () => {
  const layer = sites();
  const kinds = (from: number, to: number): string[] =>
    changesOf(layer, { mask: all, state: layer.at(from) }, { mask: all, state: layer.at(to) }).changed.map(({ id, kind }) => `${id} ${kind}`);
  assert.deepEqual(kinds(8_000, 9_500), ["b first"]);
  assert.deepEqual(kinds(9_500, 10_500), ["b visited"]);
  const more = sites({ state_condition: [3, 3] });
  const changed = changesOf(more, { mask: all, state: more.at(10_500) }, { mask: all, state: more.at(18_700) }).changed;
  assert.deepEqual(changed.map(({ kind }) => kind), ["statements"]);
});

test("what is known today without a date is no change since a day", () => {
  const layer = sites({ statements: [1, 3, 1, 0], condition: [2, 5, 0, -1] });
  const { changed } = changesOf(layer, { mask: all, state: layer.at(19_500) }, { mask: all, state: layer.at(null) });
  assert.deepEqual(changed.map(({ id, kind }) => `${id} ${kind}`), ["a undated", "c undated"]);
});

test("two filters: what only one of them finds, what both do, and together every site once", () => {
  const layer = sites();
  const state = layer.at(null);
  const changes = changesOf(layer, { mask: Uint8Array.of(1, 1, 0, 0), state }, { mask: Uint8Array.of(0, 1, 1, 0), state });
  assert.deepEqual([changes.onlyA, changes.both, changes.onlyB], [["a"], ["b"], ["c"]]);
  assert.deepEqual(changes.changed, []);
});

test("the kinds of change add up to what both questions find", () => {
  const layer = sites({ statements: [1, 3, 0, 0] });
  for (const from of [8_000, 9_500, 10_500, 19_500]) {
    const changes = changesOf(layer, { mask: all, state: layer.at(from) }, { mask: all, state: layer.at(null) });
    const counts = changeCounts(changes);
    assert.equal(CHANGE_KINDS.reduce((sum, kind) => sum + counts[kind], 0), changes.both.length);
  }
});
