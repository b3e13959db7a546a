/**
 * Clusters of one zoom at a time, over typed arrays: sites fall into cells of a grid, then cells whose centres of gravity
 * lie nearer than the radius join, the largest first, until none do. A hundred thousand sites take some milliseconds, so
 * that every filter and every year has clusters of its own.
 */
import { type Bounds, project, unproject } from "./view.ts";

/** Nearer than this, in pixels, sites and clusters become one. */
export const CLUSTER_PX = 38;
/** Grades and silence. */
export const N_GRADES = 7;

/** More than there are at any zoom; a pair of them is still a whole number. */
const CELLS_ACROSS = 2 ** 24;
/** Zooms that are remembered: the reader goes back and forth. */
const LEVELS_KEPT = 3;
/** Radii around a box beyond which sites have no say in it. */
const EDGE = 4;
const MOST_COUNTED = 255;

/** What is drawn at one zoom; an item is its index. */
export interface Level {
  readonly n: number;
  readonly lon: Float64Array;
  readonly lat: Float64Array;
  /** Sites in each item; an item of one site is that site. */
  readonly counts: Int32Array;
  /** A site of each item, the first. */
  readonly first: Int32Array;
  /** How many sites of each grade, -1 first, N_GRADES numbers an item. */
  readonly mix: Int32Array;
  /** The same as long as an item holds the same sites with the same grades. */
  readonly sums: Int32Array;
  /** The sites that were looked at, and the item of each. */
  readonly sites: Int32Array;
  readonly of: Int32Array;
}

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
    for (let i = 0; i < n; i++) [this.#x[i], this.#y[i]] = project(lon[i] ?? 0, lat[i] ?? 0) as [number, number];
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

/** Cells on their way to become items. */
class Items {
  readonly #radius: number;
  readonly #sites: Int32Array;
  readonly #of: Int32Array;
  /** Sums over the sites of each. */
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #count: Int32Array;
  readonly #mix: Int32Array;
  readonly #sums: Int32Array;
  readonly #first: Int32Array;
  /** Which one a cell went into: itself while it stands alone. */
  readonly #into: Int32Array;
  #n = 0;

  constructor(sites: Int32Array, x: Float64Array, y: Float64Array, grades: Int8Array, radius: number) {
    const n = sites.length;
    this.#radius = radius;
    this.#sites = sites;
    this.#of = new Int32Array(n);
    this.#x = new Float64Array(n);
    this.#y = new Float64Array(n);
    this.#count = new Int32Array(n);
    this.#mix = new Int32Array(n * N_GRADES);
    this.#sums = new Int32Array(n);
    this.#first = new Int32Array(n);
    this.#into = new Int32Array(n);
    const cells = new Table(n);
    for (let at = 0; at < n; at++) {
      const i = sites[at] as number;
      const [px, py, grade] = [x[i] as number, y[i] as number, grades[i] as number];
      const k = cells.slot(this.#key(px, py), this.#n);
      if (k === this.#n) {
        this.#into[k] = k;
        this.#first[k] = i;
        this.#n += 1;
      }
      this.#of[at] = k;
      this.#x[k] = (this.#x[k] as number) + px;
      this.#y[k] = (this.#y[k] as number) + py;
      this.#count[k] = (this.#count[k] as number) + 1;
      const share = k * N_GRADES + grade + 1;
      this.#mix[share] = (this.#mix[share] as number) + 1;
      this.#sums[k] = (this.#sums[k] as number) ^ scrambled(i * N_GRADES + grade + 1);
    }
    let moved = this.#largestFirst();
    while (moved.length > 0) moved = this.#join(moved);
  }

  level(): Level {
    const number = new Int32Array(this.#n).fill(-1);
    let n = 0;
    for (let k = 0; k < this.#n; k++) if (this.#into[k] === k) number[k] = n++;
    const level = {
      n,
      lon: new Float64Array(n), lat: new Float64Array(n),
      counts: new Int32Array(n), first: new Int32Array(n), sums: new Int32Array(n),
      mix: new Int32Array(n * N_GRADES),
      sites: this.#sites, of: this.#of,
    };
    for (let k = 0; k < this.#n; k++) {
      const to = number[k] as number;
      if (to < 0) continue;
      const count = this.#count[k] as number;
      const { lon, lat } = unproject((this.#x[k] as number) / count, (this.#y[k] as number) / count);
      level.lon[to] = lon;
      level.lat[to] = lat;
      level.counts[to] = count;
      level.first[to] = this.#first[k] as number;
      level.sums[to] = this.#sums[k] as number;
      for (let g = 0; g < N_GRADES; g++) level.mix[to * N_GRADES + g] = this.#mix[k * N_GRADES + g] as number;
    }
    for (let at = 0; at < this.#of.length; at++) this.#of[at] = number[this.#root(this.#of[at] as number)] as number;
    return level;
  }

  /** Cells by the number of their sites, largest first; equal ones in the order of the sites. */
  #largestFirst(): Int32Array {
    const starts = new Int32Array(MOST_COUNTED + 2);
    const bucket = (k: number): number => MOST_COUNTED - Math.min(this.#count[k] as number, MOST_COUNTED);
    for (let k = 0; k < this.#n; k++) starts[bucket(k) + 1] = (starts[bucket(k) + 1] as number) + 1;
    for (let b = 1; b < starts.length; b++) starts[b] = (starts[b] as number) + (starts[b - 1] as number);
    const order = new Int32Array(this.#n);
    for (let k = 0; k < this.#n; k++) {
      const at = starts[bucket(k)] as number;
      order[at] = k;
      starts[bucket(k)] = at + 1;
    }
    return order;
  }

  /** Let each of some items take in what lies nearer than the radius; those that did have moved, and are returned. */
  #join(some: Int32Array): Int32Array {
    const table = new Table(this.#n);
    const next = new Int32Array(this.#n).fill(-1);
    const cellX = new Int32Array(this.#n);
    const cellY = new Int32Array(this.#n);
    for (let k = 0; k < this.#n; k++) {
      if (this.#into[k] !== k) continue;
      const count = this.#count[k] as number;
      cellX[k] = Math.floor((this.#x[k] as number) / count / this.#radius);
      cellY[k] = Math.floor((this.#y[k] as number) / count / this.#radius);
      next[k] = table.put(keyOf(cellX[k] as number, cellY[k] as number), k);
    }
    const moved: number[] = [];
    const square = this.#radius * this.#radius;
    for (const k of some) {
      if (this.#into[k] !== k) continue;
      const x = (this.#x[k] as number) / (this.#count[k] as number);
      const y = (this.#y[k] as number) / (this.#count[k] as number);
      let took = false;
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          let other = table.get(keyOf((cellX[k] as number) + dx, (cellY[k] as number) + dy));
          for (; other >= 0; other = next[other] as number) {
            if (other === k || this.#into[other] !== other) continue;
            const ox = (this.#x[other] as number) / (this.#count[other] as number) - x;
            const oy = (this.#y[other] as number) / (this.#count[other] as number) - y;
            if (ox * ox + oy * oy >= square) continue;
            this.#take(k, other);
            took = true;
          }
        }
      }
      if (took) moved.push(k);
    }
    return Int32Array.from(moved);
  }

  #take(k: number, other: number): void {
    this.#into[other] = k;
    this.#x[k] = (this.#x[k] as number) + (this.#x[other] as number);
    this.#y[k] = (this.#y[k] as number) + (this.#y[other] as number);
    this.#count[k] = (this.#count[k] as number) + (this.#count[other] as number);
    this.#sums[k] = (this.#sums[k] as number) ^ (this.#sums[other] as number);
    this.#first[k] = Math.min(this.#first[k] as number, this.#first[other] as number);
    for (let g = 0; g < N_GRADES; g++) {
      const at = k * N_GRADES + g;
      this.#mix[at] = (this.#mix[at] as number) + (this.#mix[other * N_GRADES + g] as number);
    }
  }

  #root(k: number): number {
    let root = k;
    while (this.#into[root] !== root) root = this.#into[root] as number;
    this.#into[k] = root;
    return root;
  }

  #key(x: number, y: number): number {
    return keyOf(Math.floor(x / this.#radius), Math.floor(y / this.#radius));
  }
}

/** A table from keys (numbers from 0 on) to numbers, with room for `n`: several times as fast as a Map. */
class Table {
  readonly #keys: Float64Array;
  readonly #values: Int32Array;
  readonly #wrap: number;

  constructor(n: number) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(2 * n, 16)));
    this.#keys = new Float64Array(size).fill(-1);
    this.#values = new Int32Array(size);
    this.#wrap = size - 1;
  }

  /** The number of a key, which becomes `value` if it has none. */
  slot(key: number, value: number): number {
    const at = this.#find(key);
    if (this.#keys[at] === key) return this.#values[at] as number;
    this.#keys[at] = key;
    this.#values[at] = value;
    return value;
  }

  /** Give a key a number and return the one it had, -1 for none. */
  put(key: number, value: number): number {
    const at = this.#find(key);
    const before = this.#keys[at] === key ? (this.#values[at] as number) : -1;
    this.#keys[at] = key;
    this.#values[at] = value;
    return before;
  }

  get(key: number): number {
    const at = this.#find(key);
    return this.#keys[at] === key ? (this.#values[at] as number) : -1;
  }

  #find(key: number): number {
    let at = scrambled((key | 0) ^ Math.imul((key / 4_294_967_296) | 0, 0x9e3779b1)) & this.#wrap;
    while (this.#keys[at] !== key && this.#keys[at] !== -1) at = (at + 1) & this.#wrap;
    return at;
  }
}

function keyOf(cellX: number, cellY: number): number {
  return (cellY + 1) * CELLS_ACROSS + cellX + 1;
}

/** A number whose bits depend on all bits of another (the finisher of MurmurHash3). */
function scrambled(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
