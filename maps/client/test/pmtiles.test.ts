import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { type Entry, findEntry, MemoryTiles, parseDirectory, tileId } from "../src/basemap/pmtiles.ts";

test("tiles are numbered along the Hilbert curve, zoom after zoom, as the specification's own examples say", () => {
  assert.equal(tileId(0, 0, 0), 0);
  assert.deepEqual([tileId(1, 0, 0), tileId(1, 0, 1), tileId(1, 1, 1), tileId(1, 1, 0)], [1, 2, 3, 4]);
  assert.equal(tileId(2, 0, 0), 5);
  assert.equal(tileId(12, 3423, 1763), 19078479);
});

test("every tile of a zoom has a number of its own, and neighbours on the curve are neighbours on the map", () => {
  const side = 16;
  const byId = new Map<number, [number, number]>();
  for (let x = 0; x < side; x++) for (let y = 0; y < side; y++) byId.set(tileId(4, x, y), [x, y]);
  assert.equal(byId.size, side * side);
  const first = (4 ** 4 - 1) / 3;
  for (let id = first + 1; id < first + side * side; id++) {
    const [[a, b], [c, d]] = [byId.get(id - 1)!, byId.get(id)!];
    assert.equal(Math.abs(a - c) + Math.abs(b - d), 1);
  }
});

test("a directory is four columns of integers, and offset 0 means right after the tile before", () => {
  const bytes = Uint8Array.from([3, /* ids */ 5, 1, 36, /* runs */ 1, 2, 0, /* lengths */ 10, 0xac, 0x02, 7, /* offsets */ 1, 0, 101]);
  assert.deepEqual(parseDirectory(bytes), [
    { id: 5, run: 1, length: 10, offset: 0 },
    { id: 6, run: 2, length: 300, offset: 10 },
    { id: 42, run: 0, length: 7, offset: 100 },
  ]);
});

test("a directory that ends too early is an error, not a map full of holes", () => {
  assert.throws(() => parseDirectory(Uint8Array.from([2, 5])), /ends too early/);
});

test("a tile is found in the run that covers it or in the leaf where it may stand, and nowhere else", () => {
  const entries: Entry[] = [
    { id: 5, run: 1, length: 1, offset: 0 }, { id: 7, run: 3, length: 1, offset: 1 }, { id: 20, run: 0, length: 1, offset: 2 },
  ];
  const found = [4, 5, 6, 7, 9, 10, 20, 99].map((id) => findEntry(entries, id)?.id);
  assert.deepEqual(found, [undefined, 5, undefined, 7, 7, undefined, 20, 20]);
  assert.equal(findEntry([], 5), undefined);
});

test("an archive in memory gives its tiles by way of a leaf directory, and undefined where there is none", async () => {
  const tiles = new MemoryTiles(archive(new Map([[tileId(3, 4, 2), "here"], [tileId(5, 9, 9), "and here"]])));
  const read = async (z: number, x: number, y: number): Promise<string | undefined> => {
    const bytes = await tiles.get(z, x, y);
    return bytes && new TextDecoder().decode(bytes);
  };
  assert.equal(tiles.maxZoom, 5);
  assert.equal(await read(3, 4, 2), "here");
  assert.equal(await read(5, 9, 9), "and here");
  assert.equal(await read(3, 4, 3), undefined);
  assert.equal(await read(0, 0, 0), undefined);
});

test("what is no archive is refused with a sentence", () => {
  assert.throws(() => new MemoryTiles(new Uint8Array(200)), /not a PMTiles archive/);
  assert.throws(() => new MemoryTiles(new TextEncoder().encode("PMTiles")), /not a PMTiles archive/);
});

/** An archive with a root directory that points to one leaf directory. */
function archive(tiles: ReadonlyMap<number, string>): Uint8Array {
  const packed = [...tiles].sort(([a], [b]) => a - b).map(([id, text]) => ({ id, bytes: gzipSync(text) }));
  const ids = packed.map(({ id }) => id);
  const leaf = gzipSync(Uint8Array.from([
    packed.length, ...ids.flatMap((id, i) => varint(id - (ids[i - 1] ?? 0))), ...packed.map(() => 1),
    ...packed.flatMap(({ bytes }) => varint(bytes.length)), ...packed.map((_, i) => (i === 0 ? 1 : 0)),
  ]));
  const root = gzipSync(Uint8Array.from([1, 0, 0, ...varint(leaf.length), 1]));
  const header = new Uint8Array(127);
  header.set(new TextEncoder().encode("PMTiles"));
  header[7] = 3;
  const view = new DataView(header.buffer);
  [[8, 127], [16, root.length], [40, 127 + root.length], [48, leaf.length], [56, 127 + root.length + leaf.length]]
    .forEach(([at, value]) => view.setBigUint64(at!, BigInt(value!), true));
  header[97] = header[98] = 2;
  header[101] = 5;
  return Uint8Array.from([...header, ...root, ...leaf, ...packed.flatMap(({ bytes }) => [...bytes])]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
