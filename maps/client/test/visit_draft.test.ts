import assert from "node:assert/strict";
import { test } from "node:test";
import { DraftKeeper } from "../src/app/draft_keeper.ts";
import { DETOUR, legsOf, totalKm } from "../src/app/legs.ts";
import { distanceM } from "../src/app/geodesic.ts";
import {
  type Draft, EMPTY, MOST_STOPS, formatDraft, movedBefore, parseDraft, placeOf, stepped, stopsOf, withBreak, withSites, without,
} from "../src/app/visit_draft.ts";

const DRAFT: Draft = [["a", "b"], ["c", "d"]];

test("sites go to the end of the last day, each once", () => {
  assert.deepEqual(withSites(EMPTY, ["a", "b", "a"]), [["a", "b"]]);
  assert.deepEqual(withSites(DRAFT, ["b", "e"]), [["a", "b"], ["c", "d", "e"]]);
  assert.deepEqual(withSites(DRAFT, ["a"]), DRAFT);
  assert.equal(stopsOf(withSites(EMPTY, Array.from({ length: 999 }, (_, i) => `s${i}`))).length, MOST_STOPS);
});

test("a step moves a stop within its day, then over the edge into the next", () => {
  assert.deepEqual(stepped(DRAFT, "b", -1), [["b", "a"], ["c", "d"]]);
  assert.deepEqual(stepped(DRAFT, "b", 1), [["a"], ["b", "c", "d"]]);
  assert.deepEqual(stepped(DRAFT, "c", -1), [["a", "b", "c"], ["d"]]);
  assert.deepEqual(stepped(DRAFT, "a", -1), DRAFT);
  assert.deepEqual(stepped(DRAFT, "d", 1), DRAFT);
  assert.deepEqual(stepped([["a"], ["b"]], "a", 1), [["a", "b"]]);
});

test("a stop is dropped before another one, into that one's day, or at the end", () => {
  assert.deepEqual(movedBefore(DRAFT, "d", "b"), [["a", "d", "b"], ["c"]]);
  assert.deepEqual(movedBefore(DRAFT, "a", null), [["b"], ["c", "d", "a"]]);
  assert.deepEqual(movedBefore(DRAFT, "a", "a"), DRAFT);
  assert.deepEqual(movedBefore(DRAFT, "x", "a"), DRAFT);
});

test("a day begins with a stop, and a second press joins it again", () => {
  assert.deepEqual(withBreak([["a", "b", "c"]], "b"), [["a"], ["b", "c"]]);
  assert.deepEqual(withBreak([["a"], ["b", "c"]], "b"), [["a", "b", "c"]]);
  assert.deepEqual(withBreak([["a", "b"]], "a"), [["a", "b"]]);
});

test("a day that lost its last stop is gone", () => {
  assert.deepEqual(without([["a"], ["b"]], "a"), [["b"]]);
  assert.deepEqual(placeOf(DRAFT, "c"), { day: 2, position: 1 });
  assert.equal(placeOf(DRAFT, "x"), null);
});

test("a draft survives its text, whatever stands in the ids", () => {
  for (const draft of [EMPTY, DRAFT, [["a,b", "c|d"], ["شوشا", "100%", "&site=x"]]] as Draft[]) {
    assert.deepEqual(parseDraft(formatDraft(draft)), draft);
  }
});

test("of a broken text what is known stays", () => {
  assert.deepEqual(parseDraft("||a,,%E0%A4,a|,|b"), [["a"], ["b"]]);
  assert.deepEqual(parseDraft(""), EMPTY);
});

test("legs join the placed stops of a day and are 1.4 times as long as the straight way", () => {
  const at: Record<string, readonly [number, number]> = { a: [46, 39], b: [46.5, 39.5], c: [47, 39], d: [47.1, 39.1] };
  const legs = legsOf([["a", "b", "x", "c", "d"], ["b", "a"]], (id) => at[id] ?? null);
  assert.deepEqual(legs.map(({ day, position, from, to }) => [day, position, from, to]), [
    [1, 2, "a", "b"], [1, 5, "c", "d"], [2, 2, "b", "a"],
  ]);
  assert.equal(legs[0]?.km, (distanceM(at["a"]!, at["b"]!) / 1000) * DETOUR);
  assert.equal(totalKm(legs), (legs[0]?.km ?? 0) + (legs[1]?.km ?? 0) + (legs[2]?.km ?? 0));
});

test("a draft that only the browser remembers stays out of the address until it is edited", () => {
  const written: string[] = [];
  const word = { read: () => written.at(-1) ?? "", write: (stops: string) => void written.push(stops) };
  const kept = new Map([["mirasmap:visit-draft", "a,b"]]);
  const store = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, text: string) => void kept.set(key, text) };
  const keeper = new DraftKeeper(word, store as unknown as Storage);
  keeper.heard(); // another part of the address changed
  assert.deepEqual(keeper.draft, [["a", "b"]]);
  assert.deepEqual(written, []);
  keeper.add(["c"]);
  assert.deepEqual(written, ["a,b,c"]);
});
