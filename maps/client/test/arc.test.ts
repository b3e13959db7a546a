import assert from "node:assert/strict";
import { test } from "node:test";
import { distance, fitArc, pathOf, pointAt, samplesOf } from "../src/basemap/arc.ts";
import type { Point } from "../src/basemap/lettering.ts";

const near = (a: number, b: number, by = 1e-6): void => assert.ok(Math.abs(a - b) <= by, `${a} is not ${b}`);

test("the way along a line is measured through its corners", () => {
  const path = pathOf([{ x: 0, y: 0 }, { x: 3, y: 4 }, { x: 3, y: 14 }]);
  assert.equal(path.length, 15);
  assert.deepEqual([0, 2.5, 10, 15].map((way) => pointAt(path, way)), [{ x: 0, y: 0 }, { x: 1.5, y: 2 }, { x: 3, y: 9 }, { x: 3, y: 14 }]);
});

test("a line whose points fall together has a place all the same", () => {
  assert.deepEqual(pointAt(pathOf([{ x: 1, y: 1 }, { x: 1, y: 1 }]), 0), { x: 1, y: 1 });
});

test("text reads from left to right whichever way the river flows", () => {
  const west = pathOf([{ x: 100, y: 0 }, { x: 0, y: 0 }]);
  const samples = samplesOf(west, 10, 80);
  near(samples[0]!.x, 10);
  near(samples.at(-1)!.x, 90);
  near(fitArc(samples).at(0.5).angle, 0);
});

test("a straight stretch gives a straight arc of its own length", () => {
  const arc = fitArc(samplesOf(pathOf([{ x: 0, y: 0 }, { x: 30, y: 40 }]), 0, 50));
  near(arc.length, 50);
  near(arc.off, 0);
  near(arc.bend, 0);
});

test("a quarter circle is followed closely, and a zigzag is told by how far it strays", () => {
  const circle = Array.from({ length: 60 }, (_, i): Point => ({ x: -100 * Math.cos((i / 59) * (Math.PI / 2)), y: -100 * Math.sin((i / 59) * (Math.PI / 2)) }));
  const quarter = pathOf(circle);
  const arc = fitArc(samplesOf(quarter, 0, quarter.length));
  assert.ok(arc.off < 4 && Math.abs(arc.bend) > 1.2);
  near(distance(arc.at(0.5), { x: 0, y: 0 }), 100, 4);
  const zigzag = pathOf(Array.from({ length: 9 }, (_, i): Point => ({ x: i * 10, y: i % 2 ? 20 : -20 })));
  assert.ok(fitArc(samplesOf(zigzag, 0, zigzag.length)).off > 5);
});
