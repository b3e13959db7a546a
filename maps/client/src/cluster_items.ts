/** Sites of one zoom on their way to become clusters: cells of a grid that join where they lie too near. */
import { NumberTable, scrambled } from "./number_table.ts";
import { unproject } from "./view.ts";

/** Grades and silence. */
export const N_GRADES = 7;

/** More than there are at any zoom; a pair of them is still a whole number. */
const CELLS_ACROSS = 2 ** 24;
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

/** Cells on their way to become items. */
export class Items {
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
    const cells = new NumberTable(n);
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
    const table = new NumberTable(this.#n);
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

function keyOf(cellX: number, cellY: number): number {
  return (cellY + 1) * CELLS_ACROSS + cellX + 1;
}
