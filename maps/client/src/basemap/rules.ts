/**
 * What is painted, in this order. Layers and classes are those of the OpenMapTiles schema.
 * Absent on purpose: `boundary` (disputed and former lines) and `place` (names of disputed states); they are not even read.
 */
import type { Colour } from "./colours.ts";
import type { Widths } from "./widths.ts";

interface Common {
  readonly layer: string;
  /** Classes of features, null for all. */
  readonly kinds: readonly string[] | null;
  readonly from: number;
  readonly colour: Colour;
}

export interface Fill extends Common {
  readonly type: "fill";
  readonly edge?: { readonly colour: Colour; readonly from: number };
  /** A hairline in its own colour closes the gaps between neighbours. */
  readonly sealed?: boolean;
}

export interface Line extends Common {
  readonly type: "line";
  readonly widths: Widths;
  /** Pixels by which a casing is wider than its road; less below zoom 11. */
  readonly casing?: number;
  readonly dash?: readonly [number, number];
}

/** Where the shading of hills goes: over the land, under water, roads and buildings. */
export interface Relief {
  readonly type: "relief";
}

export type Rule = Fill | Line | Relief;

const TRUNK: Widths = [[6, 0.7], [8, 1.2], [10, 2], [12, 3.4], [14, 6], [16, 12], [18, 26]];
const PRIMARY: Widths = [[7, 0.5], [9, 0.9], [11, 1.9], [13, 3.6], [15, 8], [18, 24]];
const ROAD: Widths = [[8, 0.5], [10, 0.9], [12, 2], [14, 4.4], [16, 9], [18, 20]];
const MINOR: Widths = [[11, 0.4], [12, 0.8], [13, 1.5], [14, 2.8], [16, 7], [18, 15]];
const SERVICE: Widths = [[13, 0.4], [14, 1.2], [16, 4], [18, 9]];

const fill = (layer: string, kinds: readonly string[] | null, colour: Colour, from = 0, more: Partial<Fill> = {}): Fill =>
  ({ type: "fill", layer, kinds, colour, from, ...more });
const line = (layer: string, kinds: readonly string[] | null, colour: Colour, from: number, widths: Widths, more: Partial<Line> = {}): Line =>
  ({ type: "line", layer, kinds, colour, from, widths, ...more });
const road = (kinds: readonly string[], colour: Colour, from: number, widths: Widths, more: Partial<Line> = {}): Line =>
  line("transportation", kinds, colour, from, widths, more);

const SIDE = ["minor", "pedestrian", "raceway"];
const MIDDLE = ["secondary", "tertiary"];
const MAIN = ["motorway", "trunk"];

export const RULES: readonly Rule[] = [
  fill("landcover", ["farmland"], "farmland", 0, { sealed: true }),
  fill("landcover", ["grass"], "grass"),
  fill("landcover", ["rock", "sand", "ice"], "bare"),
  fill("landcover", ["wood"], "wood", 0, { sealed: true }),
  fill("landcover", ["wetland"], "wetland"),
  fill("landuse", ["residential", "suburb", "neighbourhood"], "built", 8),
  fill("landuse", ["industrial", "commercial", "retail", "railway", "quarry"], "industry", 11),
  fill("landuse", ["cemetery", "stadium", "pitch", "playground", "school", "hospital"], "green", 12),
  { type: "relief" },
  line("waterway", ["stream", "drain", "ditch", "canal"], "stream", 11, [[11, 0.4], [14, 1], [18, 3]]),
  line("waterway", ["river"], "stream", 0, [[7, 0.5], [9, 0.8], [11, 1.3], [14, 2.4], [18, 7]]),
  fill("water", null, "water", 0, { edge: { colour: "stream", from: 9 } }),
  line("aeroway", null, "runway", 10, [[10, 1], [12, 3], [14, 10], [17, 50]]),
  fill("building", null, "building", 14, { edge: { colour: "buildingEdge", from: 15 } }),
  road(["path"], "track", 14, [[14, 0.6], [16, 1.1], [18, 2]], { dash: [2, 2] }),
  road(["track"], "track", 12, [[12, 0.6], [14, 1], [16, 1.8], [18, 3]], { dash: [5, 3] }),
  road(["service"], "minorEdge", 14, SERVICE, { casing: 1 }),
  road(SIDE, "minorEdge", 11, MINOR, { casing: 1 }),
  road(MIDDLE, "roadEdge", 8, ROAD, { casing: 1.2 }),
  road(["primary"], "primaryEdge", 7, PRIMARY, { casing: 1.4 }),
  road(MAIN, "trunkEdge", 0, TRUNK, { casing: 1.4 }),
  road(["service"], "minor", 14, SERVICE),
  road(SIDE, "minor", 12, MINOR),
  road(MIDDLE, "road", 10, ROAD),
  road(["primary"], "primary", 8, PRIMARY),
  road(MAIN, "trunk", 0, TRUNK),
  road(["rail"], "rail", 8, [[8, 0.5], [11, 0.9], [14, 1.6], [18, 3]]),
  road(["rail"], "rail", 12, [[11, 3], [14, 4], [18, 8]], { dash: [1, 7] }),
];

/** Layers whose names are written, from a zoom on: at points, or along lines. */
export const NAMED = {
  water_name: { from: 9, at: "points" },
  waterway: { from: 9, at: "lines" },
  transportation_name: { from: 14, at: "lines" },
} as const;

/** All that is read of a tile. */
export const LAYERS_READ: ReadonlySet<string> = new Set([
  ...RULES.flatMap((rule) => (rule.type === "relief" ? [] : [rule.layer])),
  ...Object.keys(NAMED),
]);

/** The rules as data, for the program that leaves out of one file what they never draw; `*` is any class. */
export function rulesAsData(): object {
  const drawn: Record<string, Record<string, number>> = {};
  const filled = new Set<string>();
  for (const rule of RULES) {
    if (rule.type === "relief") continue;
    if (rule.type === "fill") filled.add(rule.layer);
    const kinds = (drawn[rule.layer] ??= {});
    for (const kind of rule.kinds ?? ["*"]) kinds[kind] = Math.min(kinds[kind] ?? Infinity, rule.from);
  }
  const named = Object.entries(NAMED);
  return {
    drawn,
    filled: [...filled],
    named: Object.fromEntries(named.map(([layer, { from }]) => [layer, from])),
    points: named.filter(([, { at }]) => at === "points").map(([layer]) => layer),
  };
}
