import assert from "node:assert/strict";
import { test } from "node:test";
import { CLUSTER_PX, Clusters, type Level, N_GRADES } from "../src/clusters.ts";
import { type Bounds, project } from "../src/view.ts";

const EVERYWHERE: Bounds = [-180, -85, 180, 85];
const CLOSEST = 18;

/** Numbers from 0 to 1 that are the same each time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Sites strewn evenly, in towns, and on top of each other. */
function strewn(n: number, seed = 7): { lon: Float64Array; lat: Float64Array; grades: Int8Array } {
  const next = random(seed);
  const near = (middle: number, width: number): number => middle + (next() + next() + next() - 1.5) * width;
  const [lon, lat, grades] = [new Float64Array(n), new Float64Array(n), new Int8Array(n)];
  for (let i = 0; i < n; i++) {
    const town = i % 9;
    lon[i] = i % 3 === 0 ? 40 + 10 * next() : near(41 + town, 0.2);
    lat[i] = i % 3 === 0 ? 36 + 5 * next() : near(37 + (town * 7 % 9) / 2, 0.2);
    if (i % 10 === 9) [lon[i], lat[i]] = [lon[i - 1] ?? 0, lat[i - 1] ?? 0];
    grades[i] = Math.floor(next() * N_GRADES) - 1;
  }
  return { lon, lat, grades };
}

const { lon, lat, grades } = strewn(3000);
const clusters = (): Clusters => new Clusters(lon, lat, lon.length, grades, CLOSEST);
const sum = (numbers: Int32Array): number => numbers.reduce((all, each) => all + each, 0);

test("every site lies in exactly one item, whose counts are those of its sites", () => {
  for (const zoom of [0, 4, 7, 10, 14, 18]) {
    const all = clusters();
    const level = all.level(EVERYWHERE, zoom);
    assert.equal(sum(level.counts), lon.length, `zoom ${zoom}`);
    assert.equal(sum(level.mix), lon.length);
    const seen = new Set<number>();
    for (let k = 0; k < level.n; k++) {
      const members = all.members(level, k);
      assert.equal(members.length, level.counts[k]);
      assert.equal(members[0], level.first[k]);
      for (let g = 0; g < N_GRADES; g++) {
        assert.equal(level.mix[k * N_GRADES + g], members.filter((i) => grades[i] === g - 1).length);
      }
      for (const i of members) {
        assert.ok(!seen.has(i));
        seen.add(i);
      }
    }
    assert.equal(seen.size, lon.length);
  }
});

test("no two items are nearer than the radius, and an item of one site is where the site is", () => {
  for (const zoom of [3, 6, 9, 12]) {
    const level = clusters().level(EVERYWHERE, zoom);
    const at = Array.from({ length: level.n }, (_, k) => project(level.lon[k] ?? 0, level.lat[k] ?? 0).map((v) => v * 2 ** zoom) as [number, number]);
    for (let k = 0; k < level.n; k++) {
      const [x, y] = at[k] ?? [0, 0];
      for (let other = k + 1; other < level.n; other++) {
        const [ox, oy] = at[other] ?? [0, 0];
        assert.ok(Math.hypot(x - ox, y - oy) >= CLUSTER_PX - 1e-6, `zoom ${zoom}: ${k} and ${other}`);
      }
      if (level.counts[k] !== 1) continue;
      const i = level.first[k] ?? -1;
      assert.ok(Math.abs((level.lon[k] ?? 0) - (lon[i] ?? 0)) < 1e-9 && Math.abs((level.lat[k] ?? 0) - (lat[i] ?? 0)) < 1e-9);
    }
  }
});

test("the same sites give the same clusters", () => {
  assert.deepEqual(clusters().level(EVERYWHERE, 8), clusters().level(EVERYWHERE, 8));
});

test("a part of the map has the same clusters as the whole", () => {
  const view: Bounds = [43, 38, 46, 40];
  for (const zoom of [7, 9, 11]) {
    const said = (all: Clusters, level: Level): string[] =>
      all.within(level, view).map((k) => `${level.sums[k]} ${level.counts[k]} ${level.lon[k]?.toFixed(6)} ${level.lat[k]?.toFixed(6)}`).sort();
    const [one, other] = [clusters(), clusters()];
    const [part, whole] = [said(one, one.level(view, zoom)), said(other, other.level(EVERYWHERE, zoom))];
    assert.ok(whole.length > 0);
    assert.deepEqual(part, whole, `zoom ${zoom}`);
  }
});

test("a mask leaves sites out, and what holds the same sites is the same", () => {
  const all = clusters();
  const before = all.level(EVERYWHERE, 8);
  const mask = Uint8Array.from(lon, (each) => (each < 45 ? 1 : 0));
  all.set(mask, grades);
  const level = all.level(EVERYWHERE, 8);
  assert.equal(sum(level.counts), mask.filter((each) => each === 1).length);
  for (let k = 0; k < level.n; k++) for (const i of all.members(level, k)) assert.equal(mask[i], 1);
  const sums = new Set(before.sums);
  assert.ok(level.sums.some((each) => sums.has(each)));
  all.set(new Uint8Array(lon.length), grades);
  assert.equal(all.level(EVERYWHERE, 8).n, 0);
});

test("other grades are another sum, for the ring must be drawn anew", () => {
  const all = clusters();
  const before = all.level(EVERYWHERE, 5);
  const better = Int8Array.from(grades);
  better[0] = grades[0] === 1 ? 2 : 1;
  all.set(null, better);
  const after = all.level(EVERYWHERE, 5);
  assert.deepEqual(after.counts, before.counts);
  assert.equal(after.sums.filter((each, k) => each !== before.sums[k]).length, 1);
});

test("a cluster comes apart at the zoom that is said; sites on one point never do", () => {
  const two = new Clusters(Float64Array.of(45, 45.001, 46, 46), Float64Array.of(40, 40, 40, 40), 4, new Int8Array(4), CLOSEST);
  const level = two.level(EVERYWHERE, 8);
  const near = [0, 1].map((k) => two.apart(level, k, 8));
  assert.deepEqual(near, [16, CLOSEST + 1]);
  assert.equal(two.level(EVERYWHERE, 15).n, 2);
  assert.equal(two.level(EVERYWHERE, 16).n, 3);
});

test("one site, and none", () => {
  const one = new Clusters(Float64Array.of(45), Float64Array.of(40), 1, new Int8Array(1), CLOSEST);
  assert.deepEqual([...one.level(EVERYWHERE, 3).counts], [1]);
  const none = new Clusters(new Float64Array(0), new Float64Array(0), 0, new Int8Array(0), CLOSEST);
  assert.equal(none.level(EVERYWHERE, 3).n, 0);
});
