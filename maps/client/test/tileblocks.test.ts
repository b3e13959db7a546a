import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { BlockTiles, type TileIndex } from "../src/basemap/tileblocks.ts";

const text = (content: string): string => deflateSync(Buffer.from(content)).toString("base64");
const INDEX: TileIndex = {
  max_zoom: 11,
  blocks: [[10, [600, 400, 3, 1, 0, 2, -1, 1, 0]], [11, [1200, 801, 4]]],
};

async function read(tiles: BlockTiles, z: number, x: number, y: number): Promise<string | undefined> {
  const bytes = await tiles.get(z, x, y);
  return bytes && Buffer.from(bytes).toString();
}

test("each tile is its own piece of its block, and a tile with nothing in it is there all the same", async () => {
  const tiles = new BlockTiles(INDEX, (block) => text(["abcde", "wxyz"][block]!));
  assert.equal(tiles.maxZoom, 11);
  assert.equal(await read(tiles, 10, 600, 400), "abc");
  assert.equal(await read(tiles, 10, 601, 400), "de");
  assert.equal(await read(tiles, 10, 600, 401), "");
  assert.equal(await read(tiles, 11, 1200, 801), "wxyz");
  assert.equal(await read(tiles, 11, 600, 400), undefined);
});

test("a block is unpacked when it is needed, once for all its tiles, and forgotten after many others", async () => {
  const asked: number[] = [];
  const many: TileIndex = { max_zoom: 9, blocks: Array.from({ length: 20 }, (_, x) => [9, [x, 0, 1]]) };
  const tiles = new BlockTiles(many, (block) => (asked.push(block), text("a")));
  await Promise.all([tiles.get(9, 0, 0), tiles.get(9, 0, 0)]);
  await tiles.get(9, 0, 0);
  assert.deepEqual(asked, [0]);
  for (let x = 1; x < 20; x++) await tiles.get(9, x, 0);
  await tiles.get(9, 0, 0);
  assert.equal(asked.length, 21);
});
