/** Decoded tiles, kept while they are in use; where one is missing, the nearest ancestor stands in for it, enlarged. */
import { decode, type Tile, TILE_PX } from "./tile.ts";
import type { TileSource } from "./tilesource.ts";

/** A tile laid on a square of 512 pixels: pixel of the square = pixel of the tile × scale + offset. */
export interface Placed {
  readonly tile: Tile;
  readonly scale: number;
  readonly dx: number;
  readonly dy: number;
}

const KEPT = 128;

export class TileStore {
  readonly #source: TileSource;
  readonly #tiles = new Map<string, Promise<Tile | undefined>>();

  constructor(source: TileSource) {
    this.#source = source;
  }

  /** What is to be drawn on the square z/x/y; undefined where no zoom has anything. */
  async find(z: number, x: number, y: number): Promise<Placed | undefined> {
    for (let up = Math.max(0, z - this.#source.maxZoom); up <= z; up++) {
      const tile = await this.#get(z - up, x >> up, y >> up);
      if (tile) return { tile, ...pieceOf(up, x, y) };
    }
    return undefined;
  }

  #get(z: number, x: number, y: number): Promise<Tile | undefined> {
    const key = `${z}/${x}/${y}`;
    let tile = this.#tiles.get(key);
    if (tile) {
      this.#tiles.delete(key); // and back at the end: the first is the one not used for longest
    } else {
      tile = this.#source.get(z, x, y).then((bytes) => bytes && decode(bytes));
      tile.catch(() => this.#tiles.delete(key)); // asked again next time
      if (this.#tiles.size >= KEPT) this.#tiles.delete(this.#tiles.keys().next().value!);
    }
    this.#tiles.set(key, tile);
    return tile;
  }
}

/** Where the square x, y lies on its ancestor `up` zooms above. */
export function pieceOf(up: number, x: number, y: number): Omit<Placed, "tile"> {
  const scale = 2 ** up;
  const offset = (n: number): number => 0 - (n % scale) * TILE_PX; // 0 - 0, not -0
  return { scale, dx: offset(x), dy: offset(y) };
}
