import assert from "node:assert/strict";
import { test } from "node:test";
import { countsOf } from "../src/counting.ts";
import { monthsBefore } from "../src/cross.ts";
import { centuryName, centuryOf, centurySpans, centuryYears } from "../src/centuries.ts";
import { Matcher } from "../src/matching.ts";
import { NO_NUMBER, Sites } from "../src/payload.ts";
import { EVERYTHING, type Question, WORDS, readQuestion } from "../src/question.ts";
import { CRITERIA } from "../src/question_words.ts";
import { urgencies } from "../src/urgency.ts";
import { columnsOf } from "./island.ts";
import { manySites, random } from "./many.ts";

const TODAY = 20_000;
const N = 400;

const sites = new Sites(columnsOf(manySites(N, 7)), undefined, TODAY);
const matcher = new Matcher(sites);

/** The definition, word by word and site by site. */
function holds(question: Question, i: number): boolean {
  const state = sites.at(question.as_of ? Date.UTC(Number(question.as_of), 11, 31) / 86_400_000 : null);
  const reference = state.day ?? TODAY;
  const any = (values: readonly string[], is: (value: string) => boolean): boolean => values.length === 0 || values.some(is);
  const own = sites.designations(i);
  const [from, to] = [sites.builtFrom[i] ?? 0, sites.builtTo[i] ?? 0];
  const age = (day: number) => (value: string): boolean => {
    if (value === "none") return day === NO_NUMBER;
    const [how, months] = value.split("-");
    const end = monthsBefore(reference, Number(months));
    return how === "within" ? day > end && day <= reference : day <= end;
  };
  return (
    any(question.kind, (value) => sites.kind(i) === value) &&
    any(question.district, (value) => (sites.district(i) || "none") === value) &&
    any(question.condition, (value) => String(state.grades[i]).replace("-1", "none") === value) &&
    any(question.period, (value) => {
      if (value === "none") return from === NO_NUMBER && to === NO_NUMBER;
      const [first, last] = centuryYears(value);
      return !(from === NO_NUMBER && to === NO_NUMBER) && from <= last && (to === NO_NUMBER ? Infinity : to) >= first;
    }) &&
    any(question.designation, (value) =>
      value === "none" ? own.length === 0 : value === "any" ? own.length > 0 : own.some(({ scheme }) => sites.schemes[scheme] === value),
    ) &&
    any(question.level, (value) => own.some(({ level }) => (sites.levels[level] ?? "none") === value)) &&
    any(question.access, (value) => (sites.accessCodes[state.access[i] ?? -1] ?? "none") === value) &&
    any(question.newest, age(state.newest[i] ?? 0)) &&
    any(question.visited, age(state.visited[i] ?? 0)) &&
    any(question.dispute, (value) => {
      const flags = state.flags[i] ?? 0;
      return value === "disputed" ? (flags & 2) > 0 : value === "differ" ? (flags & 4) > 0 : (flags & 6) === 0;
    }) &&
    any(question.photos, (value) => (value === "yes") === (sites.photos?.[i] ?? 0) > 0) &&
    any(question.score, (value) => {
      const [low = 0, high = 0] = value.split("-").map(Number);
      return (sites.score[i] ?? 0) >= low && (sites.score[i] ?? 0) <= high;
    }) &&
    any(question.missing, (value) => {
      const lacking = CRITERIA.filter((_code, bit) => ((sites.missing[i] ?? 0) >> bit) % 2 === 1);
      return value === "none" ? lacking.length === 0 : (lacking as readonly string[]).includes(value);
    })
  );
}

const VALUES: Record<(typeof WORDS)[number], readonly string[]> = {
  kind: ["mosque", "bridge", "fort"],
  district: ["north", "south", "none"],
  condition: ["none", "0", "1", "3", "5"],
  period: ["12XX", "18XX", "-01XX", "none"],
  designation: ["any", "none", "list", "register"],
  level: ["local", "none"],
  access: ["open", "closed", "none"],
  newest: ["within-12", "not-24", "none", "within-600"],
  visited: ["within-24", "not-60", "none"],
  dispute: ["disputed", "differ", "none"],
  photos: ["yes", "no"],
  score: ["0-39", "60-79", "80-100"],
  missing: ["photo", "name", "second-position", "none"],
};

/** Questions of one to four words; the same for the same seed. */
function* questions(count: number, seed: number): Generator<Question> {
  const next = random(seed);
  const below = (n: number): number => Math.floor(next() * n);
  for (let k = 0; k < count; k++) {
    const pairs: [string, string][] = [];
    for (let words = 0; words <= below(4); words++) {
      const word = WORDS[below(WORDS.length)] ?? "kind";
      const values = VALUES[word].filter(() => next() < 0.5);
      for (const value of values.slice(0, word === "photos" ? 1 : 9)) pairs.push([word, value]);
    }
    if (next() < 0.4) pairs.push(["as_of", String(1970 + below(60))]);
    yield readQuestion(pairs).question;
  }
}

test("what is found is what the words say, site by site", () => {
  for (const question of questions(150, 1)) {
    const { mask, n } = matcher.find(question);
    const expected = Array.from({ length: N }, (_unused, i) => (holds(question, i) ? 1 : 0));
    assert.deepEqual([...mask], expected, JSON.stringify(question));
    assert.equal(n, expected.reduce((sum: number, each) => sum + each, 0));
  }
});

test("a value counts what choosing it alone would find, all other words kept", () => {
  for (const question of questions(40, 2)) {
    const counts = countsOf(matcher.find(question), matcher.facets);
    for (const word of WORDS) {
      for (const value of VALUES[word]) {
        const found = matcher.find({ ...question, [word]: [value] }).n;
        const asked = question[word].includes(value);
        assert.equal(counts[word].get(value) ?? 0, word === "newest" && value === "within-600" && !asked ? 0 : found, `${word} ${value} in ${JSON.stringify(question)}`);
        assert.equal(counts[word].has(value), (counts[word].get(value) ?? 0) > 0 || asked);
      }
    }
  }
});

test("words that divide the sites add up to all of them", () => {
  for (const question of questions(20, 3)) {
    const counts = countsOf(matcher.find(question), matcher.facets);
    for (const word of ["kind", "district", "condition", "access", "photos"] as const) {
      const sum = [...counts[word].values()].reduce((a, b) => a + b, 0);
      assert.equal(sum, matcher.find({ ...question, [word]: [] }).n, word);
    }
  }
});

test("text is found where each word begins a word of one name, and a text without letters finds nothing", () => {
  const named = (q: string): number[] => [...matcher.find({ ...EVERYTHING, q }).mask].flatMap((found, i) => (found ? [i] : []));
  assert.deepEqual(named("kör"), named("KOR"));
  assert.ok(named("kor").length > 0);
  for (const i of named("long kor")) assert.ok(sites.names(i).some(([, text]) => /Long/.test(text) && /Kör/.test(text)));
  assert.deepEqual(named("- –"), []);
});

test("a selection and a box restrict as the other words do", () => {
  const ids = [sites.id(3), "nobody", sites.id(8)];
  assert.deepEqual([...matcher.find({ ...EVERYTHING, ids }).mask].flatMap((found, i) => (found ? [i] : [])), [3, 8]);
  const inBox = matcher.find({ ...EVERYTHING, bbox: [46.2, 39, 46.6, 39.5] });
  inBox.mask.forEach((found, i) => {
    const [lon, lat] = [sites.lon[i] ?? NaN, sites.lat[i] ?? NaN];
    assert.equal(found === 1, lon >= 46.2 && lon <= 46.6 && lat >= 39 && lat <= 39.5);
  });
});

test("centuries are named as questions write them", () => {
  for (const [year, name] of [[1500, "15XX"], [1599, "15XX"], [0, "00XX"], [-1, "-00XX"], [-100, "-01XX"], [-599, "-05XX"], [-500, "-05XX"]] as const) {
    assert.equal(centuryName(centuryOf(year)), name);
    const [first, last] = centuryYears(name);
    assert.ok(year >= first && year <= last);
  }
});

test("urgency weighs condition, threat and years without a visit", () => {
  const state = { ...sites.at(null), grades: Int8Array.of(4, 1, -1, 5), threat: Uint8Array.of(1, 0, 0, 0), visited: Int32Array.of(NO_NUMBER, TODAY - 800, TODAY, TODAY + 9) };
  assert.deepEqual([...urgencies(state, TODAY)], [60, 2, 20, 20]);
});

test("an open end of a date of building reaches to the outermost century that occurs, as in geo/questions/centuries.py", () => {
  const from = Int32Array.of(1580, NO_NUMBER, NO_NUMBER, 1905, -599);
  const to = Int32Array.of(1601, 1420, NO_NUMBER, NO_NUMBER, -550);
  const { low, n, start, end } = centurySpans(from, to);
  const last = n - 1;
  assert.deepEqual([centuryName(low), centuryName(low + last)], ["-05XX", "19XX"]);
  const spans = [...start].map((begin, i) => (begin === n ? null : [centuryName(low + begin), centuryName(low + (end[i] ?? 0) - 1)]));
  assert.deepEqual(spans, [["15XX", "16XX"], ["-05XX", "14XX"], null, ["19XX", "19XX"], ["-05XX", "-05XX"]]);
  assert.deepEqual(centurySpans(Int32Array.of(NO_NUMBER), Int32Array.of(NO_NUMBER)).n, 0);
});
