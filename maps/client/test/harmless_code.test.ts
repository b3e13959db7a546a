import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const SINKS = /\.(inner|outer)HTML\s*\+?=[^=]|insertAdjacentHTML|document\.write|divIcon|new Function|\beval\(|createContextualFragment/;

test("no text can become markup or code: the client has no way to write either", () => {
  const root = new URL("../src/", import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  assert.ok(files.length > 20);
  assert.deepEqual(files.filter((name) => SINKS.test(readFileSync(new URL(name, root), "utf8"))), []);
});
