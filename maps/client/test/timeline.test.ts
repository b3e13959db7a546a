import assert from "node:assert/strict";
import { test } from "node:test";
import { along, clock, doingAt, placeAt, shiftsOf, stepsOf, timelineOf } from "../src/plan/timeline.ts";
import type { Visits } from "../src/visits.ts";

const LEG = { visit: "p", day: 2, km: 10, basis: "road", team: "a" };
const PLAN: Visits = {
  visits: [{ id: "p", title: "Plan", start: "2026-05-14", days: 2 }],
  stops: [{ visit: "p", day: 2, position: 1, site: "s", lon: 1, lat: 0, name: "S", attestation: "planned", team: "a", begin: "2026-05-15T09:40:00", end: "2026-05-15T10:00:00" }],
  legs: [
    { ...LEG, position: 1, coords: [[0, 0], [1, 0]], depart: "2026-05-15T09:00:00", arrive: "2026-05-15T09:30:00" },
    { ...LEG, position: 2, coords: [[1, 0], [0, 0]], depart: "2026-05-15T10:00:00", arrive: "2026-05-15T11:00:00" },
  ],
  breaks: [{ visit: "p", day: 2, team: "a", name: "lunch", begin: "2026-05-15T10:20:00", end: "2026-05-15T10:40:00" }],
};
const at = (text: string): number => Number(text.slice(0, 2)) * 3600 + Number(text.slice(3)) * 60;

test("a shift that travels has a line of time from its first departure to its last arrival", () => {
  assert.deepEqual(shiftsOf(PLAN), [{ day: 2, team: "a" }]);
  const line = timelineOf(PLAN, { day: 2, team: "a" });
  assert.ok(line);
  assert.equal(line.date, "2026-05-15");
  assert.deepEqual([clock(line.from), clock(line.to)], ["09:00", "11:00"]);
  assert.equal(timelineOf(PLAN, { day: 1, team: "a" }), null);
});

test("a break counts before the way that it interrupts, and a gap before a stop is waiting", () => {
  const line = timelineOf(PLAN, { day: 2, team: "a" });
  assert.ok(line);
  const kinds = ["09:10", "09:35", "09:45", "10:10", "10:30", "10:50", "11:00"].map((time) => doingAt(line, at(time)).kind);
  assert.deepEqual(kinds, ["leg", "wait", "stop", "leg", "break", "leg", "wait"]);
  assert.equal(clock(doingAt(line, at("09:35")).to), "09:40");
});

test("on a way it moves evenly, elsewhere it stands at the end of the last one", () => {
  const line = timelineOf(PLAN, { day: 2, team: "a" });
  assert.ok(line);
  assert.deepEqual(placeAt(line, at("09:15")), [0.5, 0]);
  assert.deepEqual(placeAt(line, at("09:50")), [1, 0]);
  assert.deepEqual(placeAt(line, at("08:00")), [0, 0]);
  assert.deepEqual(along([[0, 0]], 0.5), [0, 0]);
});

test("whoever wants no movement goes from beginning to beginning", () => {
  const line = timelineOf(PLAN, { day: 2, team: "a" });
  assert.ok(line);
  assert.deepEqual(stepsOf(line).map(clock), ["09:00", "09:40", "10:00", "10:20", "11:00"]);
});
