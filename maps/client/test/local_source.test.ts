import assert from "node:assert/strict";
import { test } from "node:test";
import type { Config } from "../src/config.ts";
import { fold } from "../src/folding.ts";
import { LocalSource } from "../src/local_source.ts";
import { NO_NUMBER, Sites } from "../src/payload.ts";
import { EVERYTHING, SORTS, readQuestion } from "../src/question.ts";
import { ACCESSES } from "../src/question_words.ts";
import { isInRing } from "../src/ring.ts";
import { isCluster } from "../src/source.ts";
import { columnsOf } from "./island.ts";
import { manySites } from "./many.ts";

const TODAY = 20_000;
const sites = new Sites(columnsOf(manySites(300, 3)), undefined, TODAY);
const CONFIG = { lang: "en", districts: { empty: "Without a site" } } as unknown as Config;
const source = new LocalSource(sites, CONFIG, 18);
const WORLD = [-180, -85, 180, 85] as const;

test("map, table and number agree, whatever is asked", () => {
  for (const query of ["", "kind=fort", "condition=4,5&designation=any", "as_of=1995&condition=1", "kind=nothing", "bbox=46,39,46.3,39.5"]) {
    const answer = source.answer(readQuestion(new URLSearchParams(query)).question);
    const drawn = source.view(WORLD, 7).reduce((sum, item) => sum + (isCluster(item) ? item.count : 1), 0);
    assert.equal(drawn, answer.placed, query);
    const { rows, n } = source.rows(0, 1000);
    assert.deepEqual([n, rows.length], [answer.n, answer.n], query);
    assert.equal(rows.filter(({ placed }) => placed).length, answer.placed);
    assert.equal(Object.values(answer.mix).reduce((a, b) => a + b, 0), answer.placed);
    assert.deepEqual(new Set(source.byId(rows.map(({ id }) => id)).map(({ id }) => id)), new Set(rows.map(({ id }) => id)));
  }
});

test("a district without a site can be asked for, and finds none", () => {
  const { question, problems } = readQuestion([["district", "empty"]], source.known);
  assert.deepEqual([problems.length, source.answer(question).n], [0, 0]);
});

test("the sites of a cluster are those it counts, and it comes apart closer in", () => {
  source.answer(EVERYTHING);
  const clusters = source.view(WORLD, 6).filter(isCluster);
  assert.ok(clusters.length > 0);
  for (const cluster of clusters) {
    assert.equal(new Set(source.leaves(cluster, 1000).map(({ id }) => id)).size, cluster.count);
    assert.ok(cluster.apart > 6);
  }
});

test("rows come page by page in one order, what is missing last either way, ties by name and id", () => {
  for (const sort of SORTS) {
    for (const order of ["up", "down"] as const) {
      source.answer({ ...EVERYTHING, sort, order });
      const { rows } = source.rows(0, 1000);
      assert.deepEqual(source.rows(50, 20).rows, rows.slice(50, 70));
      const keys = rows.map((row) => {
        const i = sites.index(row.id) ?? 0;
        const value = {
          ...row,
          name: fold(row.name[1]),
          built: sites.builtFrom[i] ?? NO_NUMBER,
          condition: row.grade,
          designation: sites.schemes[sites.designations(i)[0]?.scheme ?? -1] ?? "",
          access: row.access && (ACCESSES as readonly string[]).indexOf(row.access),
        };
        const key = value[sort];
        return key === "" || key === NO_NUMBER || (sort === "condition" && key === -1) ? null : key;
      });
      const known = keys.filter((key) => key !== null);
      assert.ok(keys.slice(known.length).every((key) => key === null), sort);
      for (let k = 1; k < known.length; k++) {
        const [before, after] = [known[k - 1] ?? 0, known[k] ?? 0];
        assert.ok(order === "up" ? before <= after : before >= after, `${sort} ${order}`);
        if (before !== after || sort === "name") continue;
        const [a, b] = [rows[k - 1], rows[k]].map((row) => `${fold(row?.name[1] ?? "")}\n${row?.id}`);
        assert.ok((a ?? "") < (b ?? ""), `${sort} ${order}`);
      }
    }
  }
});

test("two doors to the same sites are asked two questions", () => {
  const other = source.twin();
  source.answer(EVERYTHING);
  other.answer({ ...EVERYTHING, kind: ["fort"] });
  assert.equal(source.rows(0, 0).n, 300);
  assert.ok(other.rows(0, 0).n < 300);
  assert.ok(other.rows(0, 300).rows.every(({ kind }) => kind === "fort"));
});

test("a day in the past shows what was known then", () => {
  source.answer({ ...EVERYTHING, as_of: "1985" });
  const state = sites.at(Date.UTC(1985, 11, 31) / 86_400_000);
  for (const row of source.rows(0, 300).rows) {
    const i = sites.index(row.id) ?? -1;
    assert.equal(row.grade, state.grades[i]);
    assert.equal(row.statements, state.statements[i]);
    assert.ok(row.visited === null || row.visited <= (state.day ?? 0));
  }
});

test("a lasso takes what lies in it and matches", () => {
  source.answer({ ...EVERYTHING, kind: ["fort"] });
  const [west, south, east, north] = source.answer({ ...EVERYTHING, kind: ["fort"] }).extent ?? [0, 0, 0, 0];
  const ring = [[west - 1, south - 1], [east + 1, south - 1], [east + 1, north + 1], [west - 1, north + 1]] as const;
  assert.equal(source.within(ring, 1000).length, source.rows(0, 1000).rows.filter(({ placed }) => placed).length);
  assert.equal(source.within(ring, 3).length, 3);
  assert.ok(isInRing(1, 1, [[0, 0], [4, 0], [0, 4]]));
  assert.ok(!isInRing(3, 3, [[0, 0], [4, 0], [0, 4]]));
});

test("the slider goes from the first year to the last of what is known, not beyond today", () => {
  const [first, last] = source.years ?? [0, 0];
  assert.ok(first >= 1970 && last <= 2024 && first < last);
});
