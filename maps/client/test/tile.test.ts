import assert from "node:assert/strict";
import { test } from "node:test";
import { PbfWriter } from "pbf";
import { decode } from "../src/basemap/tile.ts";

/** A vector tile of one layer with one river of three points, as the specification lays it out. */
function riverTile(layer: string): Uint8Array {
  const tile = new PbfWriter();
  tile.writeMessage(3, (_, pbf) => {
    pbf.writeStringField(1, layer);
    pbf.writeMessage(2, (__, feature) => {
      feature.writePackedVarint(2, [0, 0, 1, 1]);
      feature.writeVarintField(3, 2);
      feature.writePackedVarint(4, [9, 0, 4096, 18, 4096, 0, 0, 4095]); // from 0,2048 by 2048,0 and 0,-2048
    }, null);
    pbf.writeStringField(3, "class");
    pbf.writeStringField(3, "name:latin");
    pbf.writeMessage(4, (__, value) => value.writeStringField(1, "river"), null);
    pbf.writeMessage(4, (__, value) => value.writeStringField(1, "Kür"), null);
    pbf.writeVarintField(5, 4096);
    pbf.writeVarintField(15, 2);
  }, null);
  return tile.finish();
}

test("a tile is decoded to pixels of a square of 512, with class and name", () => {
  const [river] = decode(riverTile("waterway")).get("waterway") ?? [];
  assert.equal(river?.kind, "river");
  assert.equal(river?.name, "Kür");
  assert.equal(river?.filled, false);
  assert.deepEqual([...river.parts[0]!], [0, 256, 256, 256, 256, 0]);
  assert.deepEqual(river.box, [0, 0, 256, 256]);
});

test("a layer that is not drawn is not decoded", () => {
  assert.equal(decode(riverTile("boundary")).size, 0);
});

test("an empty tile is a tile without layers", () => {
  assert.equal(decode(new Uint8Array()).size, 0);
});
