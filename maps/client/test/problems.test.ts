/** Problems of a file on the map: put together by place, gravest first, and led to their row in the table. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type ProblemColumns, addressOf, spotsOf } from "../src/importing/problems.ts";

const columns: ProblemColumns = {
  kinds: [{ title: "three_d", severity: "note" }, { title: "swapped", severity: "error" }],
  kind: [0, 1, 1],
  place: [3, 1, 2],
  lon: [46.5, 46.5, 39.7],
  lat: [39.7, 39.7, 46.5],
  row: ["7", "7", "8"],
  field: ["geometry", "geometry", ""],
  id: ["a", "a", "b"],
  message: ["", "far away", ""],
};

test("problems of one position are one point, the gravest first", () => {
  const spots = spotsOf(columns);
  assert.deepEqual(spots.map(({ lon, problems }) => [lon, problems.map(({ title, place }) => [title, place])]), [
    [46.5, [["swapped", 1], ["three_d", 3]]],
    [39.7, [["swapped", 2]]],
  ]);
});

test("a problem leads to its row on the page of the table where it stands, with the same filter", () => {
  assert.equal(addressOf(50, "?kind=swapped&page=9", 50), "?kind=swapped&page=1#p50");
  assert.equal(addressOf(51, "", 50), "?page=2#p51");
});
