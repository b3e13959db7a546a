import assert from "node:assert/strict";
import { test } from "node:test";
import { csv, inert, tabbed } from "../src/app/csv.ts";

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
