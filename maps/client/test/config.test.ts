import assert from "node:assert/strict";
import { test } from "node:test";
import { type Texts, withoutPrototypes } from "../src/config.ts";

test("a dictionary knows its own words alone, whatever foreign data are called", () => {
  const { districts, dates, title } = withoutPrototypes({ title: "T", districts: { north: "North" }, dates: {} } as unknown as Texts);
  assert.deepEqual([districts["north"], districts["constructor"], dates["toString"], title], ["North", undefined, undefined, "T"]);
});
