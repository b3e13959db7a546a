/** Every colour of the base map, once: light, dark and print. Land fills are opaque, so neighbours show no seams. */
import type { Style } from "../config.ts";

const TABLE = {
  //           light      dark       print
  land: ["#f5f3ed", "#1d2024", "#ffffff"],
  farmland: ["#f2eedd", "#22252a", "#fbf9f1"],
  grass: ["#eaf0de", "#212729", "#f6f9f1"],
  bare: ["#ebe7de", "#25272a", "#f4f2ee"],
  wood: ["#dde7d3", "#20292a", "#edf3e8"],
  wetland: ["#e0ebe6", "#1f2a2d", "#eef5f2"],
  built: ["#e9e3da", "#2a2d32", "#f0eeea"],
  industry: ["#e6e1de", "#282b31", "#efedeb"],
  green: ["#dce6cd", "#232d2c", "#ecf2e6"],
  stream: ["#9cc2d8", "#26435a", "#7fb0cc"],
  water: ["#b9d3e1", "#14283a", "#cfe2ee"],
  runway: ["#dcd9d6", "#3a3d42", "#dddbd8"],
  building: ["#d9d0c4", "#3a3e44", "#d8d5d0"],
  buildingEdge: ["#c4b8a8", "#484d54", "#b5b0a8"],
  track: ["#b3a48a", "#4b4a45", "#8f877a"],
  minor: ["#ffffff", "#383c42", "#ffffff"],
  minorEdge: ["#cfc7ba", "#191b1f", "#bdb9b2"],
  road: ["#ffffff", "#43474d", "#ffffff"],
  roadEdge: ["#c9c0b1", "#15171a", "#a5a19a"],
  primary: ["#fbf0d4", "#565044", "#f8ecd0"],
  primaryEdge: ["#d6bf90", "#15171a", "#b3a27a"],
  trunk: ["#f7e3b6", "#5f5339", "#f3dfae"],
  trunkEdge: ["#d3b071", "#15171a", "#a8935f"],
  rail: ["#a8a4a0", "#5b5f66", "#77746f"],
  text: ["#34342f", "#d6d8d6", "#111111"],
  textSoft: ["#5d5950", "#a3a7a8", "#333333"],
  textFaint: ["#736d62", "#868c8f", "#555555"],
  textWater: ["#40708f", "#6f9dbd", "#25597a"],
  textPeak: ["#7b6246", "#b19d83", "#4d3a24"],
  halo: ["#faf9f5", "#16181b", "#ffffff"],
} as const satisfies Record<string, readonly [string, string, string]>;

export type Colour = keyof typeof TABLE;
export type Colours = Readonly<Record<Colour, string>>;

const COLUMN = { light: 0, dark: 1, print: 2 } as const;

export function coloursOf(style: Style): Colours {
  const column = COLUMN[style];
  return Object.fromEntries(Object.entries(TABLE).map(([name, row]) => [name, row[column]])) as Colours;
}

/** A colour of the table with an opacity, 0 to 1. */
export function withAlpha(colour: string, alpha: number): string {
  return colour + Math.round(alpha * 255).toString(16).padStart(2, "0");
}
