import assert from "node:assert/strict";
import { test } from "node:test";
import { type Leg, type Stop, type Visits, defaultVisit, newestFirst, pinChips, pointsOf, stopsByPin } from "../src/visits.ts";

const stop = (visit: string, position: number, lon: number): Stop => ({
  visit, day: 1, position, site: `s${position}`, lon, lat: 0, name: "", attestation: "reported",
});
const leg = (visit: string, position: number): Leg => ({ visit, day: 1, position, coords: [[0, 0], [1, 1]], km: 1, basis: "estimate" });
const VISITS: Visits = {
  visits: [
    { id: "old", title: "", start: "2019-05", days: 1 },
    { id: "undated", title: "", start: null, days: 1 },
    { id: "new", title: "", start: "2021-01-12", days: 1 },
    { id: "short", title: "", start: "2024", days: 1 },
  ],
  stops: [stop("new", 1, 0), stop("new", 2, 0.1), stop("new", 3, 5), stop("old", 1, 0)],
  legs: [leg("new", 2), leg("new", 3), leg("old", 2), leg("old", 3), leg("short", 2), leg("undated", 2), leg("undated", 3)],
};

test("visits stand newest first, those without a date last", () => {
  assert.deepEqual(newestFirst(VISITS.visits).map(({ id }) => id), ["short", "new", "old", "undated"]);
});

test("the newest visit of more than two stops is the one numbered at first", () => {
  assert.equal(defaultVisit(VISITS), "new");
  assert.equal(defaultVisit({ ...VISITS, legs: [] }), null);
});

test("stops that lie together on the screen share a pin, those of other visits do not", () => {
  const project = ({ lon, lat }: Stop): { x: number; y: number } => ({ x: lon * 100, y: lat * 100 });
  assert.deepEqual(stopsByPin(VISITS.stops, "new", project, 26).map((pin) => pin.map(({ position }) => position)), [[1, 2], [3]]);
  assert.deepEqual(stopsByPin(VISITS.stops, "new", project, 5).map((pin) => pin.length), [1, 1, 1]);
});

test("a pin says its numbers in order, and shortly when they are many", () => {
  const say = (positions: readonly number[]): string[] => pinChips(positions.map((n) => stop("new", n, 0))).map(({ text }) => text);
  assert.deepEqual([[3], [2, 1], [7, 2, 3], [4, 2, 3, 5], [2, 3, 5, 9], []].map(say), [["3"], ["1", "2"], ["2", "3", "7"], ["2–5"], ["2…9"], []]);
});

test("a visit's points are those of its stops and legs", () => {
  assert.equal(pointsOf(VISITS, "new").length, 3 + 4);
  assert.deepEqual(pointsOf(VISITS, "nobody"), []);
});
