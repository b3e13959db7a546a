import assert from "node:assert/strict";
import { test } from "node:test";
import { urgencyParts } from "../src/app/urgency_parts.ts";
import { dayWords, isoDay, knownPart } from "../src/app/days.ts";
import type { Grade } from "../src/palette.ts";
import type { State } from "../src/payload.ts";
import { urgencies } from "../src/urgency.ts";

const TODAY = 20_000;

test("an urgency is taken apart into what it was made of, whatever grade, threat and visit", () => {
  const points = [20, 20, 0, 10, 30, 40, 20];
  for (const grade of [-1, 0, 1, 2, 3, 4, 5] as Grade[]) {
    for (const threat of [0, 1]) {
      for (const visited of [null, TODAY, TODAY - 200, TODAY - 400, TODAY - 3500, TODAY - 3700, TODAY - 9000]) {
        const state = { grades: Int8Array.of(grade), threat: Uint8Array.of(threat), visited: [visited ?? -2147483648] };
        const urgency = urgencies(state as unknown as State, TODAY)[0] ?? NaN;
        const parts = urgencyParts({ urgency, grade, visited }, TODAY);
        assert.equal(parts.condition + parts.threat + parts.years, urgency);
        assert.deepEqual([parts.condition, parts.threat], [points[grade + 1], 10 * threat], `${grade} ${threat} ${visited}`);
      }
    }
  }
});

test("no more of a day is said than may be known of it", () => {
  const day = (iso: string): number => Date.parse(iso) / 86_400_000;
  assert.deepEqual(["2020-01-01", "2020-05-01", "2020-05-07"].map((iso) => knownPart(day(iso))), ["2020", "2020-05", "2020-05-07"]);
  assert.deepEqual(["2020-01-01", "2020-05-01", "2020-05-07"].map((iso) => dayWords(day(iso), "en")), ["2020", "May 2020", "7 May 2020"]);
  assert.match(dayWords(day("2020-05-07"), "ar"), /2020/);
  assert.equal(dayWords(null, "en"), "");
  assert.equal(isoDay(0), "1970-01-01");
});
