import assert from "node:assert/strict";
import { test } from "node:test";
import { coloursOf } from "../src/basemap/colours.ts";
import { LAYERS_READ } from "../src/basemap/rules.ts";

test("boundaries and the tiles' own place names are not even read", () => {
  for (const layer of ["boundary", "place", "poi", "park"]) assert.ok(!LAYERS_READ.has(layer), layer);
});

for (const style of ["light", "dark", "print"] as const) {
  test(`every label can be read on ${style} land and woods`, () => {
    const colours = coloursOf(style);
    for (const text of ["text", "textSoft", "textFaint", "textWater", "textPeak"] as const) {
      assert.ok(contrast(colours[text], colours.land) >= 4.5, `${text} on land`);
      assert.ok(contrast(colours[text], colours.wood) >= 4, `${text} on wood`);
    }
    assert.ok(contrast(colours.text, colours.land) >= 9.8);
  });

  test(`${style} grounds are quiet, so that symbols speak`, () => {
    const colours = coloursOf(style);
    for (const ground of ["farmland", "grass", "bare", "wood", "wetland", "built", "industry", "green"] as const) {
      assert.ok(contrast(colours[ground], colours.land) <= 1.4, ground);
    }
  });
}

/** Contrast of two colours as WCAG 2.2 defines it. */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((m, n) => n - m);
  return (light! + 0.05) / (dark! + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
