import assert from "node:assert/strict";
import { test } from "node:test";
import { dateForm, namedMonths, numberForm } from "../src/locale_forms.ts";

const AT = Date.UTC(2021, 8, 12, 14, 5);
const day = { year: "numeric", month: "short", day: "numeric", timeZone: "UTC" } as const;
const long = { ...day, month: "long" } as const;

test("months have Azerbaijani names where the browser has none", () => {
  assert.equal(namedMonths("az", day).format(AT), "12 sen 2021");
  assert.equal(namedMonths("az", long).format(AT), "12 sentyabr 2021");
  assert.equal(namedMonths("az", { year: "numeric", month: "short", timeZone: "UTC" }).format(AT), "sen 2021");
  assert.equal(namedMonths("az", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" }).format(AT), "12 sentyabr 2021, 14:05");
});

test("they are those of Unicode", () => {
  for (let month = 0; month < 12; month++) {
    const at = Date.UTC(2021, month, 3);
    for (const form of [day, long]) assert.equal(namedMonths("az", form).format(at), new Intl.DateTimeFormat("az", form).format(at));
  }
});

test("other languages stay as the browser has them", () => {
  assert.equal(dateForm("en", long).format(AT), "12 September 2021");
  assert.equal(dateForm("fr", long).format(AT), "12 septembre 2021");
});

test("numbers are written as in Azerbaijan", () => {
  assert.equal(numberForm("az", { maximumFractionDigits: 1 }).format(1234567.5), "1.234.567,5");
});
