import assert from "node:assert/strict";
import { test } from "node:test";
import { csv, inert, tabbed } from "../src/app/csv.ts";
import { onWorld, seenOf } from "../src/world.ts";

test("what a spreadsheet would run stands as text, numbers stay numbers", () => {
  assert.deepEqual(
    ["=1+1", "+x", "-1+2", "@x", " =1", "|cmd", "-0550", -1, 46.75, NaN, null, "a=b"].map(inert),
    ["'=1+1", "'+x", "'-1+2", "'@x", "'=1", "'|cmd", "-0550", "-1", "46.75", "", "", "a=b"],
  );
});

test("a file says that it is UTF-8, quotes what needs it and ends its lines as the standard has it", () => {
  assert.equal(csv(["id", "name"], [["a", 'x, "y"'], ["b", "Şuşa\nm"]]), '\ufeffid,name\r\na,"x, ""y"""\r\nb,Şuşa m\r\n');
});

test("no cell of a list can begin another cell or line", () => {
  assert.equal(tabbed(["id", "name"], [["a", "x\ty\r\n=1"], ["b", "=1\u202e"]]), "id\tname\na\tx y =1\nb\t'=1\n");
});

test("the file of the rows in view is asked for within the world and within the box of the question", () => {
  assert.deepEqual(seenOf([46, 39, 47, 40], null), [46, 39, 47, 40]);
  assert.deepEqual(seenOf([-250, -95, 250, 95], null), [-180, -90, 180, 90]);
  assert.deepEqual(seenOf([46, 39, 47, 40], [46.5, 38, 48, 39.5]), [46.5, 39, 47, 39.5]);
  assert.deepEqual(seenOf([46, 39, 47, 40], [50, 38, 51, 39.5]), [0, -90, 0, -90]);
});

test("a ring drawn on a copy of the world asks for the world itself, cut off at its edge", () => {
  const near = [[46, 39], [47, 39], [47, 40]] as const;
  assert.deepEqual(onWorld(near), near);
  for (const turn of [-720, -360, 360, 1080]) assert.deepEqual(onWorld(near.map(([lon, lat]) => [lon + turn, lat] as const)), near);
  assert.deepEqual(onWorld([[170, -95], [185, 0], [170, 95]]), [[170, -90], [180, 0], [170, 90]]);
});
