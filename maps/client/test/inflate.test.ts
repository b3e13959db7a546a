import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import { test } from "node:test";
import { inflate, inflateBytes, readPlain } from "../src/inflate.ts";
import { PLAIN } from "./island.ts";

test("a compressed payload and a plain one say the same", async () => {
  const text = JSON.stringify(PLAIN);
  assert.equal(readPlain(deflateSync(text).toString("base64")), null);
  assert.deepEqual(await inflate(`\n${deflateSync(text).toString("base64")}\n`), readPlain(text));
});

test("what is not compressed data is refused", async () => {
  await assert.rejects(inflateBytes("bm90IHpsaWI="));
});
