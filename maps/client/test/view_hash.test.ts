import assert from "node:assert/strict";
import { test } from "node:test";
import { formatHash, parseHash } from "../src/view_hash.ts";

test("a view and a site come back as they were written", () => {
  const state = { view: { zoom: 9.5, lat: 39.76, lon: -46.75 }, site: "a&b=c/ü" };
  assert.deepEqual(parseHash(formatHash(state)), state);
  assert.deepEqual(parseHash(formatHash({ view: null, site: null })), { view: null, site: null });
});

test("a hash that makes no sense is as none", () => {
  for (const hash of ["", "#", "#top", "#map=9/39", "#map=9//46", "#map=x/39/46", "#map=9/91/46", "#map=9/39/181", "#map=99/1/1", "#map=9/39/46/1"]) {
    assert.equal(parseHash(hash).view, null, hash);
  }
  assert.equal(parseHash("#site=").site, null);
});
