/** Tiles inside the page, many compressed together; a block is unpacked when one of its tiles is first asked for. */
import { blockText } from "../config.ts";
import { inflateBytes } from "../inflate.ts";
import type { TileSource } from "./tilesource.ts";

/** As maps/tiles/tile_blocks.py writes it: zoom and, for each tile, steps of column and row from the one before, and bytes. */
export interface TileIndex {
  readonly max_zoom: number;
  readonly blocks: readonly (readonly [zoom: number, steps: readonly number[]])[];
}

interface Place {
  readonly block: number;
  readonly offset: number;
  readonly length: number;
}

const KEPT = 12; // blocks, some 160 kB each

export class BlockTiles implements TileSource {
  readonly maxZoom: number;
  readonly #places = new Map<string, Place>();
  readonly #text: (block: number) => string;
  readonly #unpacked = new Map<number, Promise<Uint8Array>>();

  /** `text` gives a block in base64. */
  constructor(index: TileIndex, text: (block: number) => string) {
    this.maxZoom = index.max_zoom;
    this.#text = text;
    index.blocks.forEach(([zoom, steps], block) => {
      let [x, y, offset] = [0, 0, 0];
      for (let i = 0; i < steps.length; i += 3) {
        x += steps[i]!;
        y += steps[i + 1]!;
        const length = steps[i + 2]!;
        this.#places.set(`${zoom}/${x}/${y}`, { block, offset, length });
        offset += length;
      }
    });
  }

  async get(z: number, x: number, y: number): Promise<Uint8Array | undefined> {
    const place = this.#places.get(`${z}/${x}/${y}`);
    if (!place) return undefined;
    const bytes = await this.#block(place.block);
    return bytes.subarray(place.offset, place.offset + place.length);
  }

  #block(number: number): Promise<Uint8Array> {
    let bytes = this.#unpacked.get(number);
    this.#unpacked.delete(number); // and back at the end: the first is the one not used for longest
    if (!bytes) {
      bytes = inflateBytes(this.#text(number));
      if (this.#unpacked.size >= KEPT) this.#unpacked.delete(this.#unpacked.keys().next().value!);
    }
    this.#unpacked.set(number, bytes);
    return bytes;
  }
}

/** The tiles of the data blocks `name`, `name-0`, `name-1`, … of the page. */
export function tilesOfPage(name: string): BlockTiles {
  return new BlockTiles(JSON.parse(blockText(name)) as TileIndex, (block) => blockText(`${name}-${block}`));
}
