/** Names of settlements: a dot with the name beside it; from zoom 14 on the name alone. */
import type { Colour } from "./colours.ts";
import type { Place, Rank } from "./labeldata.ts";
import type { Lettering, Point } from "./lettering.ts";
import type { Box } from "./occupied.ts";
import { runsLeft } from "./script.ts";

interface Looks {
  readonly from: number;
  readonly px: number;
  readonly grow: number;
  readonly weight: number;
  readonly colour: Colour;
  readonly dot: number;
  readonly slant?: "italic";
}

const LOOKS: Readonly<Record<Rank, Looks>> = {
  0: { from: 6, px: 12, grow: 0.9, weight: 600, colour: "text", dot: 2.6 },
  1: { from: 8, px: 11.5, grow: 0.7, weight: 600, colour: "text", dot: 2.2 },
  2: { from: 10, px: 11, grow: 0.6, weight: 500, colour: "text", dot: 1.8 },
  3: { from: 11, px: 10.5, grow: 0.6, weight: 400, colour: "textSoft", dot: 1.5 },
  4: { from: 12, px: 10, grow: 0.5, weight: 400, colour: "textFaint", dot: 1.3 },
  5: { from: 13, px: 10, grow: 0.5, weight: 400, colour: "textFaint", dot: 1.2, slant: "italic" },
};
const MOST_GROWTH = 5;
const LONG = 26; // letters; a longer name waits for zoom 13
const DOTS_UNTIL = 14;
const TOWNS_ALWAYS_FROM = 9;
const TOWN_GAPS = [9, 20, 32, 44]; // the last ones clear the largest cluster, wherever in it the town lies
const ARABIC_SCALE = 1.15; // its letters are smaller than Latin ones of the same size

/** Where a name starts, from its place: left end of the base line. */
type Offset = readonly [dx: number, dy: number];

/** Keep the dots of towns free of names, those of other towns included. */
export function takeTownDots(on: Lettering, places: Iterable<Place>, toLayer: (spot: Point) => Point): void {
  if (on.zoom >= DOTS_UNTIL) return;
  for (const place of places) {
    const { from, dot } = LOOKS[place.rank];
    if (!isTown(place) || on.zoom < from) continue;
    const at = toLayer(place);
    if (on.shows(at)) on.occupied.take(dotBoxOf(at, dot));
  }
}

export function drawPlaces(on: Lettering, places: Iterable<Place>, ranks: readonly [from: Rank, to: Rank], toLayer: (spot: Point) => Point): void {
  for (const place of places) {
    const { rank, text } = place;
    const looks = LOOKS[rank];
    if (rank < ranks[0] || rank > ranks[1] || on.zoom < looks.from || (on.zoom < 13 && text.length > LONG)) continue;
    const at = toLayer(place);
    if (on.shows(at)) drawPlace(on, place, looks, at);
  }
}

function drawPlace(on: Lettering, place: Place, looks: Looks, at: Point): void {
  const { rank, text } = place;
  const leftward = runsLeft(text);
  const px = (looks.px + Math.min(MOST_GROWTH, (on.zoom - looks.from) * looks.grow)) * (leftward ? ARABIC_SCALE : 1);
  on.setFont(px, looks.weight, looks.slant);
  const width = on.width(text);
  const dot = on.zoom < DOTS_UNTIL ? looks.dot : 0;
  const dotBox = dotBoxOf(at, dot);
  const town = isTown(place);
  if (!town && dot && !on.occupied.isFree(dotBox, 1)) return;
  const box = ([dx, dy]: Offset): Box => [at.x + dx, at.y + dy - px * 0.78, at.x + dx + width, at.y + dy + px * 0.24];
  const offsets = offsetsOf(width, px, dot, town, leftward);
  const air = airOf(rank, on.zoom);
  let offset = offsets.find((one) => on.occupied.isFree(box(one), air));
  if (!offset && town && on.zoom >= TOWNS_ALWAYS_FROM) offset = overFewestSites(on, offsets, box);
  if (!offset) return;
  on.occupied.take(box(offset));
  if (dot) {
    if (!town) on.occupied.take(dotBox);
    drawDot(on, at, dot, looks.colour);
  }
  on.text(text, at.x + offset[0], at.y + offset[1], looks.colour, town ? 3.5 : 3);
}

function isTown({ rank }: Place): boolean {
  return rank < 2;
}

function dotBoxOf({ x, y }: Point, dot: number): Box {
  return [x - dot, y - dot, x + dot, y + dot];
}

/** Around the dot: first where reading starts, then the other side, above, below; for towns also farther out. */
function offsetsOf(width: number, px: number, dot: number, town: boolean, leftward: boolean): Offset[] {
  const middle = px * 0.39 - 1;
  const around = (gap: number): Offset[] => {
    const sides: Offset[] = [[gap, middle], [-gap - width, middle]];
    return [...(leftward ? sides.reverse() : sides), [-width / 2, -gap - px * 0.24], [-width / 2, gap + px * 0.78]];
  };
  if (!dot) return [[-width / 2, middle], ...around(10), ...around(16)];
  const gap = dot + 3.5;
  return [...around(gap), ...(town ? TOWN_GAPS.flatMap((more) => [...around(gap + more), ...corners(gap + more, width, px)]) : [])];
}

/** Off the dot on a slant, where neither side nor above nor below is free. */
function corners(gap: number, width: number, px: number): Offset[] {
  const slant = gap * Math.SQRT1_2, above = -slant - px * 0.24, below = slant + px * 0.78;
  return [[slant, above], [slant, below], [-slant - width, above], [-slant - width, below]];
}

/** Free pixels around a name: villages stand apart at small scales. */
function airOf(rank: Rank, zoom: number): number {
  if (rank < 3) return 2;
  return zoom <= 11 ? 20 : zoom === 12 ? 12 : 7;
}

function overFewestSites(on: Lettering, offsets: readonly Offset[], box: (offset: Offset) => Box): Offset | undefined {
  const open = offsets.filter((offset) => on.occupied.isFree(box(offset), 1, true));
  const sites = open.map((offset) => on.occupied.sitesUnder(box(offset)));
  return open[sites.indexOf(Math.min(...sites))];
}

function drawDot({ ctx, colours }: Lettering, { x, y }: Point, radius: number, colour: Colour): void {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fillStyle = colours.halo;
  ctx.fill();
  ctx.lineWidth = 1.1;
  ctx.strokeStyle = colours[colour];
  ctx.stroke();
}
