/** What is taken on the label canvas: boxes in a grid, so that asking stays cheap with hundreds of them. */

export type Box = readonly [x0: number, y0: number, x1: number, y1: number];

interface Taken {
  readonly box: Box;
  readonly site: boolean;
}

const CELL = 64;
const ROW = 2 ** 20; // more cells than any screen has

export class Occupied {
  readonly #cells = new Map<number, Taken[]>();

  /** Take a box; symbols of sites are remembered as such. */
  take(box: Box, site = false): void {
    const taken = { box, site };
    for (const key of cells(box)) {
      const cell = this.#cells.get(key);
      if (cell) cell.push(taken);
      else this.#cells.set(key, [taken]);
    }
  }

  /** Is a box with `air` around it free, of all or of all but sites? */
  isFree([x0, y0, x1, y1]: Box, air = 0, exceptSites = false): boolean {
    const wide: Box = [x0 - air, y0 - air, x1 + air, y1 + air];
    return cells(wide).every((key) =>
      !this.#cells.get(key)?.some(({ box, site }) => overlap(box, wide) && !(exceptSites && site)));
  }

  /** How many sites lie under a box. */
  sitesUnder(box: Box): number {
    const under = cells(box).flatMap((key) => this.#cells.get(key) ?? []).filter((taken) => taken.site && overlap(taken.box, box));
    return new Set(under).size;
  }
}

function overlap([a0, b0, a1, b1]: Box, [c0, d0, c1, d1]: Box): boolean {
  return a0 < c1 && a1 > c0 && b0 < d1 && b1 > d0;
}

function cells([x0, y0, x1, y1]: Box): number[] {
  const keys: number[] = [];
  for (let i = Math.floor(x0 / CELL); i <= Math.floor(x1 / CELL); i++) {
    for (let j = Math.floor(y0 / CELL); j <= Math.floor(y1 / CELL); j++) keys.push(i * ROW + j);
  }
  return keys;
}
