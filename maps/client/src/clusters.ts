/**
 * Clusters of one zoom at a time, over typed arrays: sites fall into cells of a grid, then cells whose centres of gravity
 * lie nearer than the radius join, the largest first, until none do. A hundred thousand sites take some milliseconds, so
 * that every filter and every year has clusters of its own.
 */
import { Items, type Level } from "./cluster_items.ts";
import { type Bounds, project, projectX, projectY } from "./view.ts";

export { type Level, N_GRADES } from "./cluster_items.ts";

/** Nearer than this, in pixels, sites and clusters become one. */
export const CLUSTER_PX = 38;

/** Zooms that are remembered: the reader goes back and forth. */
const LEVELS_KEPT = 3;
/** Radii around a box beyond which sites have no say in it. */
const EDGE = 4;

/** A box in pixels of zoom 0: left, top, right, bottom. */
type Box = readonly [number, number, number, number];

interface Made {
  readonly zoom: number;
  /** Within this box its items are as if all sites had been looked at. */
  readonly sound: Box;
  readonly level: Level;
}

export class Clusters {
  readonly #n: number;
  /** In pixels of zoom 0. */
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #closest: number;
  #made: readonly Made[] = [];
  #mask: Uint8Array | null = null;
  #grades: Int8Array;

  /** The first `n` sites have a position; `closest` is the last zoom of the map. */
  constructor(lon: Float64Array, lat: Float64Array, n: number, grades: Int8Array, closest: number) {
    this.#n = n;
    this.#grades = grades;
    this.#closest = closest;
    this.#x = new Float64Array(n);
    this.#y = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      this.#x[i] = projectX(lon[i] as number);
      this.#y[i] = projectY(lat[i] as number);
    }
  }

  /** From now on only sites whose mask is 1 (null: all), with these grades. */
  set(mask: Uint8Array | null, grades: Int8Array): void {
    this.#mask = mask;
    this.#grades = grades;
    this.#made = [];
  }

  /** The items of a zoom, complete within the bounds; beyond, only those near are looked at. */
  level(bounds: Bounds, zoom: number): Level {
    const box = boxOf(bounds);
    const known = this.#made.find((each) => each.zoom === zoom && holds(each.sound, box));
    if (known) return known.level;
    const radius = CLUSTER_PX / 2 ** zoom;
    const sound = wider(box, (box[2] - box[0]) / 2, (box[3] - box[1]) / 2);
    // far enough that what lies outside changes nothing within
    const level = this.#make(this.#inside(wider(sound, EDGE * radius, EDGE * radius)), radius);
    this.#made = [{ zoom, sound, level }, ...this.#made].slice(0, LEVELS_KEPT);
    return level;
  }

  /** Items of a level within bounds. */
  within(level: Level, [west, south, east, north]: Bounds): number[] {
    const found: number[] = [];
    for (let k = 0; k < level.n; k++) {
      const [lon, lat] = [level.lon[k] ?? NaN, level.lat[k] ?? NaN];
      if (lon >= west && lon <= east && lat >= south && lat <= north) found.push(k);
    }
    return found;
  }

  /** The sites of an item, at most `limit`. */
  members(level: Level, item: number, limit = Infinity): number[] {
    const found: number[] = [];
    for (let at = 0; at < level.sites.length && found.length < limit; at++) {
      if (level.of[at] === item) found.push(level.sites[at] ?? -1);
    }
    return found;
  }

  /** The zoom at which an item of `zoom` comes apart; above the closest one where it never does. */
  apart(level: Level, item: number, zoom: number): number {
    const sites = Int32Array.from(this.members(level, item));
    let next = zoom + 1;
    while (next <= this.#closest && this.#make(sites, CLUSTER_PX / 2 ** next).n === 1) next += 1;
    return next;
  }

  /** The sites that count in a box. */
  #inside([left, top, right, bottom]: Box): Int32Array {
    const found = new Int32Array(this.#n);
    let n = 0;
    for (let i = 0; i < this.#n; i++) {
      const [x, y] = [this.#x[i] as number, this.#y[i] as number];
      if (x >= left && x <= right && y >= top && y <= bottom && (!this.#mask || this.#mask[i] === 1)) found[n++] = i;
    }
    return found.slice(0, n);
  }

  #make(sites: Int32Array, radius: number): Level {
    return new Items(sites, this.#x, this.#y, this.#grades, radius).level();
  }
}

function boxOf([west, south, east, north]: Bounds): Box {
  return [...project(west, north), ...project(east, south)];
}

function wider([left, top, right, bottom]: Box, x: number, y: number): Box {
  return [left - x, top - y, right + x, bottom + y];
}

function holds(outer: Box, inner: Box): boolean {
  return outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3];
}
