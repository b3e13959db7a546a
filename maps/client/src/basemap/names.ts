/** Names that come with the tiles: lakes, rivers, streets. Each has one name only, shown where the reader can read it. */
import type { Ground, InView } from "./ground.ts";
import type { Lettering, Point } from "./lettering.ts";
import { drawLineNames, type LineName } from "./lines.ts";
import type { Box } from "./occupied.ts";
import { NAMED } from "./rules.ts";
import { type InScript, pickName } from "./script.ts";

/** From pixels of the world at the ground's tile zoom to layer points. */
export type FromWorld = (x: number, y: number) => Point;

const THROUGH_ROADS = ["motorway", "trunk", "primary", "secondary"];

export function drawLakes(on: Lettering, ground: Ground, inScript: InScript, fromWorld: FromWorld): void {
  if (on.zoom < NAMED.water_name.from) return;
  on.setFont(on.zoom < 12 ? 10.5 : 12, 400, "italic");
  for (const inView of ground.inView("water_name")) {
    const text = pickName(inView.feature.name, inScript);
    const [first] = pointsOf(inView, fromWorld);
    const at = first?.length === 1 ? first[0] : undefined; // a line would be a name along the shore
    if (!text || !at || !on.shows(at)) continue;
    const half = on.width(text) / 2;
    const box: Box = [at.x - half, at.y - 9, at.x + half, at.y + 4];
    if (!on.occupied.isFree(box, 3)) continue;
    on.occupied.take(box);
    on.text(text, at.x - half, at.y, "textWater", 2.5);
  }
}

export function drawRivers(on: Lettering, ground: Ground, inScript: InScript, fromWorld: FromWorld): void {
  if (on.zoom < NAMED.waterway.from) return;
  const names = lineNames(ground, "waterway", (kind) => kind === "river" || on.zoom >= 13, inScript, fromWorld);
  drawLineNames(on, names, { px: on.zoom < 12 ? 10.5 : 11.5, slant: "italic", colour: "textWater", lift: -3, again: 420 });
}

export function drawStreets(on: Lettering, ground: Ground, inScript: InScript, fromWorld: FromWorld): void {
  if (on.zoom < NAMED.transportation_name.from) return;
  const isShown = (kind: string): boolean =>
    kind !== "path" && kind !== "track" && (on.zoom >= 15 || THROUGH_ROADS.includes(kind)) && (on.zoom >= 16 || kind !== "service");
  const names = lineNames(ground, "transportation_name", isShown, inScript, fromWorld);
  drawLineNames(on, names, { px: on.zoom < 16 ? 10 : 11, colour: "textSoft", lift: 3.5, again: 260 });
}

function* lineNames(ground: Ground, layer: string, isShown: (kind: string) => boolean, inScript: InScript, fromWorld: FromWorld): Generator<LineName> {
  for (const inView of ground.inView(layer)) {
    const text = isShown(inView.feature.kind) ? pickName(inView.feature.name, inScript) : "";
    if (text) yield { text, parts: pointsOf(inView, fromWorld) };
  }
}

function pointsOf({ feature, scale, x, y }: InView, fromWorld: FromWorld): Point[][] {
  return feature.parts.map((part) =>
    Array.from({ length: part.length / 2 }, (_, i) => fromWorld(part[2 * i]! * scale + x, part[2 * i + 1]! * scale + y)));
}
