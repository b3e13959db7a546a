/** How many sites each value of each word would find, all other words kept. */
import { type CenturySpans, centuryName } from "./centuries.ts";
import { AGE_WORDS, CODE_WORDS, type CodeFacet, type Facets, SET_WORDS, type SetFacet } from "./facets.ts";
import { type Found, bandOf, bitOf, daysOf } from "./matching.ts";
import { NO_NUMBER } from "./payload.ts";
import type { Word } from "./question.ts";
import { ANY, CRITERIA, NONE } from "./question_words.ts";

/** Ages that are counted, beside those that are asked for. */
export const AGE_MONTHS = [12, 24, 60, 120] as const;
const AGE_VALUES: readonly string[] = [...AGE_MONTHS.map((n) => `within-${n}`), ...AGE_MONTHS.map((n) => `not-${n}`), NONE];

/** Scores that are counted and coloured together; as in geo/completeness/standard.py. */
export const BANDS = ["0-39", "40-59", "60-79", "80-100"] as const;

type Counts = Map<string, number>;

/** By word and value; values that find nothing are left out, unless they are asked for. */
export function countsOf(found: Found, facets: Facets): Record<Word, Counts> {
  const { failed, state } = found;
  const counts = {} as Record<Word, Counts>;
  for (const word of CODE_WORDS) counts[word] = countCodes(failed, bitOf(word), facets.codes(word, state), word === "dispute");
  for (const word of SET_WORDS) counts[word] = countSets(failed, bitOf(word), facets.set(word), word === "level");
  for (const word of AGE_WORDS) {
    const values = [...new Set([...AGE_VALUES, ...found.question[word]])];
    counts[word] = countDays(failed, bitOf(word), facets.days(word, state), values, found.reference);
  }
  counts.period = countPeriods(failed, bitOf("period"), facets.centuries);
  counts.score = countScores(failed, bitOf("score"), facets.sites.score, [...new Set([...BANDS, ...found.question.score])]);
  counts.missing = countMissing(failed, bitOf("missing"), facets.sites.missing);
  for (const [word, each] of Object.entries(counts) as [Word, Counts][]) {
    const asked = found.question[word];
    for (const [value, n] of each) if (n === 0 && !asked.includes(value)) each.delete(value);
    for (const value of asked) if (!each.has(value)) each.set(value, 0);
  }
  return counts;
}

function countCodes(failed: Uint16Array, bit: number, facet: CodeFacet, twofold: boolean): Counts {
  const { values, codes } = facet;
  const sums = new Uint32Array(values.length + 1);
  for (let i = 0; i < failed.length; i++) {
    if (((failed[i] ?? 0) & ~bit) !== 0) continue;
    const code = (codes[i] ?? -1) + 1;
    sums[code] = (sums[code] ?? 0) + 1;
  }
  const counts = new Map([NONE, ...values].map((value, k) => [value, sums[k] ?? 0]));
  if (!twofold) return counts;
  const both = counts.get("both") ?? 0;
  for (const value of ["disputed", "differ"]) counts.set(value, (counts.get(value) ?? 0) + both);
  counts.delete("both");
  return counts;
}

function countSets(failed: Uint16Array, bit: number, { values, codes, starts }: SetFacet, notStated: boolean): Counts {
  const sums = new Uint32Array(values.length + 1);
  const seen = new Int32Array(values.length + 1).fill(-1); // a site counts once for a value that it has twice
  let [any, bare] = [0, 0];
  for (let i = 0; i < failed.length; i++) {
    if (((failed[i] ?? 0) & ~bit) !== 0) continue;
    const [from, end] = [starts[i] ?? 0, starts[i + 1] ?? 0];
    if (from === end) bare += 1;
    else any += 1;
    for (let k = from; k < end; k++) {
      const code = (codes[k] ?? -1) + 1;
      if (seen[code] === i) continue;
      seen[code] = i;
      sums[code] = (sums[code] ?? 0) + 1;
    }
  }
  const counts: Counts = new Map(values.map((value, k) => [value, sums[k + 1] ?? 0]));
  counts.set(NONE, notStated ? (sums[0] ?? 0) : bare);
  if (!notStated) counts.set(ANY, any);
  return counts;
}

function countDays(failed: Uint16Array, bit: number, days: Int32Array, values: readonly string[], reference: number): Counts {
  const spans = values.map((value) => daysOf(value, reference));
  const [first, last] = [Int32Array.from(spans, (span) => span[0]), Int32Array.from(spans, (span) => span[1])];
  const sums = new Uint32Array(values.length);
  for (let i = 0; i < failed.length; i++) {
    if (((failed[i] ?? 0) & ~bit) !== 0) continue;
    const day = days[i] ?? NO_NUMBER;
    for (let k = 0; k < sums.length; k++) if (day >= (first[k] ?? 0) && day <= (last[k] ?? 0)) sums[k] = (sums[k] ?? 0) + 1;
  }
  return new Map(values.map((value, k) => [value, sums[k] ?? 0]));
}

function countScores(failed: Uint16Array, bit: number, scores: Int8Array, values: readonly string[]): Counts {
  const sums = new Uint32Array(101);
  for (let i = 0; i < failed.length; i++) {
    if (((failed[i] ?? 0) & ~bit) !== 0) continue;
    const score = scores[i] ?? 0;
    sums[score] = (sums[score] ?? 0) + 1;
  }
  return new Map(values.map((value) => {
    const [low, high] = bandOf(value);
    return [value, sums.subarray(low, high + 1).reduce((sum, n) => sum + n, 0)];
  }));
}

function countMissing(failed: Uint16Array, bit: number, missing: Int16Array): Counts {
  const sums = new Uint32Array(1 << CRITERIA.length); // masks are few, however many sites
  for (let i = 0; i < failed.length; i++) {
    if (((failed[i] ?? 0) & ~bit) !== 0) continue;
    const mask = missing[i] ?? 0;
    sums[mask] = (sums[mask] ?? 0) + 1;
  }
  const counts: Counts = new Map(CRITERIA.map((code, k) => [code, sums.reduce((sum, n, mask) => sum + ((mask >> k) & 1) * n, 0)]));
  return counts.set(NONE, sums[0] ?? 0);
}

/** By where spans begin and end. */
function countPeriods(failed: Uint16Array, bit: number, { low, n, start, end }: CenturySpans): Counts {
  const steps = new Int32Array(n + 1);
  let bare = 0;
  for (let i = 0; i < failed.length; i++) {
    if (((failed[i] ?? 0) & ~bit) !== 0) continue;
    const begin = start[i] ?? n;
    if (begin === n) {
      bare += 1;
      continue;
    }
    const after = end[i] ?? n;
    steps[begin] = (steps[begin] ?? 0) + 1;
    steps[after] = (steps[after] ?? 0) - 1;
  }
  const counts: Counts = new Map();
  let sum = 0;
  for (let code = 0; code < n; code++) {
    sum += steps[code] ?? 0;
    counts.set(centuryName(low + code), sum);
  }
  counts.set(NONE, bare);
  return counts;
}
