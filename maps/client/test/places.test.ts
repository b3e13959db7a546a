import assert from "node:assert/strict";
import { test } from "node:test";
import { coloursOf } from "../src/basemap/colours.ts";
import type { Place } from "../src/basemap/labeldata.ts";
import { Lettering, type Point } from "../src/basemap/lettering.ts";
import type { Box } from "../src/basemap/occupied.ts";
import { drawPlaces, takeTownDots } from "../src/basemap/places.ts";

/** A canvas on which every letter is six pixels wide, and which remembers what was written where. */
function canvas(): { ctx: CanvasRenderingContext2D; written: Map<string, Point> } {
  const written = new Map<string, Point>();
  const ctx = {
    font: "", measureText: (text: string) => ({ width: text.length * 6 }), fillText: (text: string, x: number, y: number) => written.set(text, { x, y }),
    strokeText: () => {}, beginPath: () => {}, arc: () => {}, fill: () => {}, stroke: () => {},
  };
  return { ctx: ctx as unknown as CanvasRenderingContext2D, written };
}

const town = (text: string, x: number, y: number): Place => ({ x, y, rank: 1, text });
const village = (text: string, x: number, y: number): Place => ({ x, y, rank: 3, text });
const asIs = (spot: Point): Point => spot;

function draw(places: readonly Place[], zoom: number, sites: readonly Box[] = []): Map<string, Point> {
  const { ctx, written } = canvas();
  const on = new Lettering(ctx, coloursOf("light"), zoom, [0, 0, 1000, 1000], [0, 0, 900, 1000]);
  for (const box of sites) on.occupied.take(box, true);
  takeTownDots(on, places, asIs);
  drawPlaces(on, places, [0, 5], asIs);
  return written;
}

test("a name stands beside its dot where reading starts: right of it, in Arabic left", () => {
  const written = draw([town("Qala", 300, 300), town("قلعة", 600, 300)], 10);
  assert.ok(written.get("Qala")!.x > 300);
  assert.ok(written.get("قلعة")!.x + 4 * 6 < 600);
});

test("a name never stands on the dot of another town", () => {
  const written = draw([town("Kənd", 300, 300), town("Bazar", 312, 300)], 10);
  assert.ok(written.get("Kənd")!.x + 4 * 6 < 300, "it went to the other side");
  assert.ok(written.get("Bazar")!.x > 312);
});

test("from zoom 9 a town is named even among sites on every side; at 8, and for a village, it is not", () => {
  const everywhere: Box[] = [[150, 150, 450, 450]];
  assert.ok(draw([town("Qala", 300, 300)], 9, everywhere).has("Qala"));
  assert.ok(!draw([town("Qala", 300, 300)], 8, everywhere).has("Qala"));
  assert.ok(!draw([village("Kənd", 300, 300)], 13, everywhere).has("Kənd"));
});

test("villages wait for zoom 11, long names for 13, and nothing is named outside the region", () => {
  const long = "x".repeat(30);
  assert.ok(!draw([village("Kənd", 300, 300)], 10).has("Kənd"));
  assert.ok(draw([village("Kənd", 300, 300)], 11).has("Kənd"));
  assert.deepEqual([12, 13].map((zoom) => draw([village(long, 300, 300)], zoom).has(long)), [false, true]);
  assert.ok(!draw([town("Qala", 950, 300)], 12).has("Qala"));
});
