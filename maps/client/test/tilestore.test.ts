import assert from "node:assert/strict";
import { test } from "node:test";
import type { TileSource } from "../src/basemap/tilesource.ts";
import { pieceOf, TileStore } from "../src/basemap/tilestore.ts";

/** A source that has empty tiles at some places, and remembers what it was asked. */
function source(present: readonly string[], maxZoom = 14): TileSource & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked, maxZoom,
    get: (z, x, y) => {
      asked.push(`${z}/${x}/${y}`);
      return Promise.resolve(present.includes(`${z}/${x}/${y}`) ? new Uint8Array() : undefined);
    },
  };
}

test("a tile that exists is drawn as it is", async () => {
  const placed = await new TileStore(source(["10/600/400"])).find(10, 600, 400);
  assert.deepEqual({ scale: placed?.scale, dx: placed?.dx, dy: placed?.dy }, { scale: 1, dx: 0, dy: 0 });
});

test("where a tile is missing, the nearest ancestor that exists is enlarged and shifted", async () => {
  const tiles = source(["10/600/400", "8/150/100"]);
  const placed = await new TileStore(tiles).find(12, 2403, 1601);
  assert.deepEqual(tiles.asked, ["12/2403/1601", "11/1201/800", "10/600/400"]);
  assert.deepEqual({ scale: placed?.scale, dx: placed?.dx, dy: placed?.dy }, { scale: 4, dx: -3 * 512, dy: -1 * 512 });
});

test("beyond the deepest zoom of the data nothing is asked for in vain", async () => {
  const tiles = source(["14/8/8"]);
  const placed = await new TileStore(tiles).find(16, 35, 32);
  assert.deepEqual(tiles.asked, ["14/8/8"]);
  assert.equal(placed?.scale, 4);
});

test("where no zoom has anything there is nothing, and it is asked for once", async () => {
  const tiles = source([]);
  const store = new TileStore(tiles);
  assert.equal(await store.find(2, 1, 1), undefined);
  assert.equal(await store.find(2, 1, 1), undefined);
  assert.deepEqual(tiles.asked, ["2/1/1", "1/0/0", "0/0/0"]);
});

test("a failure is not remembered", async () => {
  let failing = true;
  const store = new TileStore({ maxZoom: 14, get: () => (failing ? Promise.reject(new Error("down")) : Promise.resolve(new Uint8Array())) });
  await assert.rejects(store.find(3, 1, 1), /down/);
  failing = false;
  assert.equal((await store.find(3, 1, 1))?.scale, 1);
});

test("the four children of a tile cover it without gap or overlap", () => {
  for (const [x, y] of [[6, 4], [7, 4], [6, 5], [7, 5]] as const) {
    const { scale, dx, dy } = pieceOf(1, x, y);
    assert.deepEqual([scale, dx, dy], [2, (6 - x) * 512, (4 - y) * 512]);
  }
});
