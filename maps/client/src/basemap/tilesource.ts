/** Where the bytes of tiles come from: our own server, or blocks of the page. */
import { tilesOfPage } from "./tileblocks.ts";

export interface TileSource {
  /** The deepest zoom that has tiles. */
  readonly maxZoom: number;
  /** The tile's bytes, unpacked; undefined where there is none. */
  get(z: number, x: number, y: number): Promise<Uint8Array | undefined>;
}

/** `200` with a tile, `204` where there is none. */
export class ServerTiles implements TileSource {
  readonly maxZoom: number;
  readonly #template: string;

  constructor(template: string, maxZoom = 14) {
    this.#template = template;
    this.maxZoom = maxZoom;
  }

  async get(z: number, x: number, y: number): Promise<Uint8Array | undefined> {
    const places: Record<string, number> = { z, x, y };
    const answer = await fetch(this.#template.replace(/\{([zxy])\}/g, (_, key: string) => String(places[key])));
    if (answer.status === 204 || answer.status === 404) return undefined;
    if (!answer.ok) throw new Error(`no tile ${z}/${x}/${y}: the server answered ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  }
}

/** An address with {z}, {x}, {y}, or `#id` of the block of the page that lists its tiles. */
export function tileSource(from: string): TileSource {
  return from.startsWith("#") ? tilesOfPage(from.slice(1)) : new ServerTiles(from);
}
