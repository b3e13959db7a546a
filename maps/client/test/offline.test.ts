import assert from "node:assert/strict";
import { test } from "node:test";
import { keyOf, namesContent, sameQuestion, wayOf } from "../src/offline/ways.ts";

test("files named by their content, tiles and labels come from the device first", () => {
  for (const path of ["/assets/leaflet.0123456789ab.js", "/tiles/8/160/96", "/hillshade.webp", "/labels/ar.0123456789ab.json"]) {
    assert.equal(wayOf(path, false), "fixed", path);
  }
});

test("a new version fetches anew what keeps its address when it changes", () => {
  assert.deepEqual(["/assets/leaflet.0123456789ab.js", "/labels/ar.0123456789ab.json"].map(namesContent), [true, true]);
  assert.deepEqual(["/tiles/8/160/96", "/hillshade.webp", "/labels/ar.json"].map(namesContent), [false, false, false]);
});

test("a page is asked of the network first, and so is what a page asks for", () => {
  for (const path of ["/", "/sites", "/sites/a-fort", "/visits"]) assert.equal(wayOf(path, true), "page", path);
  for (const path of ["/collections/sites/items", "/labels/ar.json", "/map.svg"]) assert.equal(wayOf(path, false), "answer", path);
});

test("downloads, suggestions and the worker itself are never kept", () => {
  for (const path of ["/sw.js", "/suggest", "/sites.csv", "/sites/a-fort.geojson", "/healthz"]) {
    assert.equal(wayOf(path, true), "network", path);
  }
});

test("the home page is kept once a language and style, every other page under its whole address", () => {
  assert.equal(keyOf(new URL("http://a/?kind=fort&lang=ar#map=8/1/2")), "http://a/?lang=ar");
  assert.equal(keyOf(new URL("http://a/sites?kind=fort#x")), "http://a/sites?kind=fort");
});

test("a page in another language shows the same, with another filter it does not; the home page answers itself", () => {
  assert.ok(sameQuestion(new URL("http://a/sites?kind=fort&lang=ar"), "http://a/sites?kind=fort"));
  assert.ok(!sameQuestion(new URL("http://a/sites?kind=fort"), "http://a/sites"));
  assert.ok(sameQuestion(new URL("http://a/?kind=fort"), "http://a/"));
});
