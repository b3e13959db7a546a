import assert from "node:assert/strict";
import { test } from "node:test";
import { RowStore } from "../src/app/table/row_store.ts";
import type { SiteRow, SiteSource } from "../src/source.ts";

const row = (i: number): SiteRow => ({ id: `s${i}` }) as SiteRow;

/** A server of `n` rows that answers when it is told to. */
function server(n: number): { source: SiteSource; asked: number[]; answer(ok?: boolean): Promise<void> } {
  const asked: number[] = [];
  const waiting: (readonly [start: number, limit: number, done: (ok: boolean) => void])[] = [];
  const rows = (start: number, limit: number): Promise<{ rows: SiteRow[]; n: number }> =>
    new Promise((resolve, reject) => {
      asked.push(start);
      const found = Array.from({ length: Math.max(0, Math.min(limit, n - start)) }, (_, i) => row(start + i));
      waiting.push([start, limit, (ok) => (ok ? resolve({ rows: found, n }) : reject(new Error("no network")))]);
    });
  return {
    source: { rows } as unknown as SiteSource,
    asked,
    answer: async (ok = true) => {
      for (const [, , done] of waiting.splice(0)) done(ok);
      await new Promise((resolve) => setTimeout(resolve, 0));
    },
  };
}

test("rows are asked for once, a page at a time, and are there when they have come", async () => {
  const { source, asked, answer } = server(250);
  let heard = 0;
  const store = new RowStore(source, () => (heard += 1));
  store.reset(null, 250);
  assert.equal(store.row(0), null);
  assert.equal(store.row(7), null);
  assert.deepEqual(asked, [0]);
  await answer();
  assert.equal(heard, 1);
  assert.equal(store.row(7)?.id, "s7");
  assert.equal(store.row(249), null);
  await answer();
  assert.deepEqual([store.row(249)?.id, store.find("s249"), store.find("s150"), store.n], ["s249", 249, -1, 250]);
  assert.deepEqual(asked, [0, 200]);
});

test("an answer to an older question is dropped", async () => {
  const { source, answer } = server(10);
  let heard = 0;
  const store = new RowStore(source, () => (heard += 1));
  store.reset(null, 10);
  store.reset([0, 0, 1, 1], 10);
  await answer();
  assert.equal(heard, 1);
});

test("what did not come is told, and asked for again at the next look", async () => {
  const { source, asked, answer } = server(10);
  const heard: boolean[] = [];
  const store = new RowStore(source, (failed) => heard.push(failed));
  store.reset(null, 10);
  await answer(false);
  assert.deepEqual(heard, [true]);
  store.row(0);
  await answer();
  assert.equal(store.row(0)?.id, "s0");
  assert.deepEqual(asked, [0, 0]);
});

test("rows that the page holds are there at once, and memory stays small", () => {
  const source = { rows: (start: number, limit: number) => ({ n: 1e6, rows: Array.from({ length: limit }, (_, i) => row(start + i)) }) };
  const store = new RowStore(source as unknown as SiteSource, () => assert.fail("nothing comes later"));
  store.reset(null, 1e6);
  for (let i = 0; i < 1e6; i += 1000) assert.equal(store.row(i)?.id, `s${i}`);
  assert.equal(store.find("s0"), -1);
  assert.equal(store.row(999_999)?.id, "s999999");
});
