import assert from "node:assert/strict";
import { test } from "node:test";
import { type Box, Occupied } from "../src/basemap/occupied.ts";

test("what is taken is not free, near it only without air, and beside it free", () => {
  const occupied = new Occupied();
  occupied.take([0, 0, 10, 10]);
  assert.equal(occupied.isFree([5, 5, 15, 15]), false);
  assert.equal(occupied.isFree([11, 0, 20, 10]), true);
  assert.equal(occupied.isFree([11, 0, 20, 10], 2), false);
  assert.equal(occupied.isFree([10, 0, 20, 10]), true);
});

test("a town may stand over sites but never over another name", () => {
  const occupied = new Occupied();
  occupied.take([0, 0, 10, 10], true);
  occupied.take([5, 5, 15, 15], true);
  occupied.take([100, 0, 110, 10]);
  assert.equal(occupied.isFree([8, 8, 12, 12], 0, true), true);
  assert.equal(occupied.sitesUnder([8, 8, 12, 12]), 2);
  assert.equal(occupied.isFree([100, 5, 105, 8], 0, true), false);
});

test("the grid answers as a look at every box would, across its cells and below zero", () => {
  const occupied = new Occupied();
  const boxes: Box[] = [];
  let seed = 7;
  const next = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let i = 0; i < 400; i++) {
    const [x, y] = [next() * 2000 - 1000, next() * 2000 - 1000];
    const box: Box = [x, y, x + next() * 150, y + next() * 20];
    const free = boxes.every(([a, b, c, d]) => box[0] >= c || box[2] <= a || box[1] >= d || box[3] <= b);
    assert.equal(occupied.isFree(box), free);
    if (free) {
      occupied.take(box);
      boxes.push(box);
    }
  }
  assert.ok(boxes.length > 50 && boxes.length < 400);
});
