/** Reads a PMTiles archive, version 3, that lies in memory: github.com/protomaps/PMTiles, spec/v3. */
import type { TileSource } from "./tilesource.ts";

export interface Entry {
  readonly id: number;
  /** How many tiles in a row share these bytes; 0: they are a leaf directory. */
  readonly run: number;
  readonly offset: number;
  readonly length: number;
}

const GZIP = 2;
const DEPTH = 4; // of directories, by the specification

export class MemoryTiles implements TileSource {
  readonly maxZoom: number;
  readonly #bytes: Uint8Array;
  readonly #root: readonly [offset: number, length: number];
  readonly #leaves: number;
  readonly #data: number;
  readonly #directories = new Map<number, Promise<readonly Entry[]>>();

  constructor(bytes: Uint8Array) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const signature = new TextDecoder().decode(bytes.subarray(0, 7));
    if (signature !== "PMTiles" || bytes.length < 127 || view.getUint8(7) !== 3) {
      throw new Error("the base map of this page is not a PMTiles archive of version 3");
    }
    if (view.getUint8(97) !== GZIP || view.getUint8(98) !== GZIP) {
      throw new Error("the base map of this page is not packed with gzip");
    }
    const at = (offset: number): number => Number(view.getBigUint64(offset, true));
    this.#bytes = bytes;
    this.#root = [at(8), at(16)];
    this.#leaves = at(40);
    this.#data = at(56);
    this.maxZoom = view.getUint8(101);
  }

  async get(z: number, x: number, y: number): Promise<Uint8Array | undefined> {
    const id = tileId(z, x, y);
    let [offset, length] = this.#root;
    for (let depth = 0; depth < DEPTH; depth++) {
      const entry = findEntry(await this.#directory(offset, length), id);
      if (!entry) return undefined;
      if (entry.run > 0) return this.#unpack(this.#data + entry.offset, entry.length);
      [offset, length] = [this.#leaves + entry.offset, entry.length];
    }
    return undefined;
  }

  #directory(offset: number, length: number): Promise<readonly Entry[]> {
    let directory = this.#directories.get(offset);
    if (!directory) {
      directory = this.#unpack(offset, length).then(parseDirectory);
      this.#directories.set(offset, directory);
    }
    return directory;
  }

  async #unpack(offset: number, length: number): Promise<Uint8Array> {
    const packed = new Blob([this.#bytes.slice(offset, offset + length)]);
    const stream = packed.stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }
}

/** The number of a tile on the Hilbert curve of its zoom, after all tiles of the zooms above. */
export function tileId(z: number, x: number, y: number): number {
  let id = (4 ** z - 1) / 3;
  for (let side = 2 ** (z - 1); side >= 1; side /= 2) {
    const right = (x & side) > 0 ? 1 : 0;
    const down = (y & side) > 0 ? 1 : 0;
    id += side * side * ((3 * right) ^ down);
    x &= side - 1;
    y &= side - 1;
    if (down === 0) {
      if (right === 1) [x, y] = [side - 1 - x, side - 1 - y];
      [x, y] = [y, x];
    }
  }
  return id;
}

/** Columns of variable-length integers: differences of ids, runs, lengths, offsets (0: right after the one before). */
export function parseDirectory(bytes: Uint8Array): Entry[] {
  let at = 0;
  const next = (): number => {
    for (let value = 0, factor = 1; ; factor *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error("a directory of the base map ends too early");
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  const count = next();
  const column = (): number[] => Array.from({ length: count }, next);
  const [steps, runs, lengths, offsets] = [column(), column(), column(), column()];
  const entries: Entry[] = [];
  let id = 0;
  for (let i = 0; i < count; i++) {
    id += steps[i]!;
    const before = entries[i - 1];
    const given = offsets[i]!;
    const offset = given === 0 && before ? before.offset + before.length : given - 1;
    entries.push({ id, run: runs[i]!, length: lengths[i]!, offset });
  }
  return entries;
}

/** The entry that covers a tile: its run, or the leaf directory in which it may stand. */
export function findEntry(entries: readonly Entry[], id: number): Entry | undefined {
  let low = 0;
  let high = entries.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (entries[middle]!.id <= id) low = middle;
    else high = middle - 1;
  }
  const entry = entries[low];
  if (!entry || entry.id > id) return undefined;
  return entry.run === 0 || id < entry.id + entry.run ? entry : undefined;
}
