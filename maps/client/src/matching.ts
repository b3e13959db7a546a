/**
 * Which sites a question finds: for each site the words that it fails, a bit each. A site is found that fails none; one
 * that fails a single word is found by other values of that word, which is how counts follow (see counting.ts).
 */
import { monthsBefore } from "./cross.ts";
import { centuryYears, undated } from "./centuries.ts";
import { AGE_WORDS, CODE_WORDS, type CodeFacet, Facets, SET_WORDS, type SetFacet } from "./facets.ts";
import { beginsWords, fold, foldedWords } from "./folding.ts";
import { NO_NUMBER, type Sites, type State } from "./payload.ts";
import { type Question, WORDS, type Word } from "./question.ts";
import { ANY, CRITERIA, type Criterion, NONE, asOfDay } from "./question_words.ts";
import type { Bounds } from "./view.ts";

/** What is no counted word: text, ids, bbox. */
const OTHER = 1 << WORDS.length;

export function bitOf(word: Word): number {
  return 1 << WORDS.indexOf(word);
}

export interface Found {
  readonly question: Question;
  /** 1 for a site that is found. */
  readonly mask: Uint8Array;
  readonly n: number;
  readonly failed: Uint16Array;
  readonly state: State;
  /** Day from which ages count back. */
  readonly reference: number;
}

/** From the first day that counts to the last. */
type Span = readonly [first: number, last: number];

/** The days that a value of an age stands for. */
export function daysOf(value: string, reference: number): Span {
  if (value === NONE) return [NO_NUMBER, NO_NUMBER];
  const [how = "", months = ""] = value.split("-");
  const end = (of: string): number => monthsBefore(reference, Number(of));
  if (how === "within") return [end(months) + 1, reference];
  if (how === "not") return [NO_NUMBER, end(months)];
  return [months ? end(months) + 1 : NO_NUMBER + 1, end(how)]; // the day that nobody knows is no day
}

export class Matcher {
  readonly facets: Facets;
  readonly #sites: Sites;
  #names: string[] | null = null;

  constructor(sites: Sites) {
    this.#sites = sites;
    this.facets = new Facets(sites);
  }

  find(question: Question): Found {
    const sites = this.#sites;
    const day = question.as_of ? asOfDay(question.as_of) : null;
    const state = sites.at(day);
    const reference = day ?? sites.today;
    const failed = new Uint16Array(sites.n);
    for (const word of CODE_WORDS) {
      const asked = word === "dispute" && question.dispute.some((value) => value !== NONE) ? [...question.dispute, "both"] : question[word];
      if (asked.length > 0) failCodes(failed, bitOf(word), this.facets.codes(word, state), asked);
    }
    for (const word of SET_WORDS) {
      if (question[word].length > 0) failSets(failed, bitOf(word), this.facets.set(word), question[word], word === "level");
    }
    for (const word of AGE_WORDS) {
      const spans = question[word].map((value) => daysOf(value, reference));
      if (spans.length > 0) failDays(failed, bitOf(word), this.facets.days(word, state), spans);
    }
    if (question.score.length > 0) failScores(failed, bitOf("score"), sites.score, question.score.map(bandOf));
    if (question.missing.length > 0) failMissing(failed, bitOf("missing"), sites.missing, question.missing);
    if (question.period.length > 0) failPeriods(failed, bitOf("period"), sites, question.period);
    if (question.q) this.#failNames(failed, question.q);
    if (question.ids.length > 0) failIds(failed, sites, question.ids);
    if (question.bbox) failBox(failed, sites, question.bbox);
    const mask = new Uint8Array(sites.n);
    let n = 0;
    for (let i = 0; i < mask.length; i++) {
      if (failed[i] !== 0) continue;
      mask[i] = 1;
      n += 1;
    }
    return { question, mask, n, failed, state, reference };
  }

  /** Fold all names now, so that the first search need not wait for it. */
  foldNames(): readonly string[] {
    return (this.#names ??= Array.from({ length: this.#sites.n }, (_unused, i) =>
      // a line a name: no word typed spans two of them
      this.#sites.names(i).map(([, text]) => ` ${fold(text)}`).join("\n"),
    ));
  }

  #failNames(failed: Uint16Array, text: string): void {
    const words = foldedWords(text);
    this.foldNames().forEach((names, i) => {
      const found = words.length > 0 && beginsWords(names, words);
      const inOne = found && (words.length === 1 || names.split("\n").some((name) => beginsWords(name, words)));
      if (!inOne) failed[i] = (failed[i] ?? 0) | OTHER;
    });
  }
}

/** Which codes are chosen; that of -1 lies first. */
function chosen({ values }: { values: readonly string[] }, asked: readonly string[]): Uint8Array {
  return Uint8Array.from([NONE, ...values], (value) => (asked.includes(value) ? 1 : 0));
}

function failCodes(failed: Uint16Array, bit: number, facet: CodeFacet, asked: readonly string[]): void {
  const allowed = chosen(facet, asked);
  const { codes } = facet;
  for (let i = 0; i < failed.length; i++) if (!allowed[(codes[i] ?? -1) + 1]) failed[i] = (failed[i] ?? 0) | bit;
}

/** `none` is no designation at all, but of levels a designation without one. */
function failSets(failed: Uint16Array, bit: number, facet: SetFacet, asked: readonly string[], notStated: boolean): void {
  const { codes, starts } = facet;
  const allowed = chosen(facet, asked);
  if (!notStated) allowed[0] = 0;
  if (!notStated && asked.includes(ANY)) allowed.fill(1);
  const bare = !notStated && asked.includes(NONE);
  for (let i = 0; i < failed.length; i++) {
    const end = starts[i + 1] ?? 0;
    let k = starts[i] ?? 0;
    let found = bare && k === end;
    for (; k < end && !found; k++) found = allowed[(codes[k] ?? -1) + 1] === 1;
    if (!found) failed[i] = (failed[i] ?? 0) | bit;
  }
}

function failDays(failed: Uint16Array, bit: number, days: Int32Array, spans: readonly Span[]): void {
  for (let i = 0; i < failed.length; i++) {
    const day = days[i] ?? NO_NUMBER;
    let found = false;
    for (const [first, last] of spans) found ||= day >= first && day <= last;
    if (!found) failed[i] = (failed[i] ?? 0) | bit;
  }
}

/** The scores that a value stands for, both ends included. */
export function bandOf(value: string): readonly [low: number, high: number] {
  const [low = 0, high = 100] = value.split("-").map(Number);
  return [low, high];
}

function failScores(failed: Uint16Array, bit: number, scores: Int8Array, bands: readonly (readonly [number, number])[]): void {
  for (let i = 0; i < failed.length; i++) {
    const score = scores[i] ?? 0;
    if (!bands.some(([low, high]) => score >= low && score <= high)) failed[i] = (failed[i] ?? 0) | bit;
  }
}

/** Criteria as bits of what is missing; `none` asks for records that meet all. */
function failMissing(failed: Uint16Array, bit: number, missing: Int16Array, asked: readonly string[]): void {
  const bits = asked.reduce((sum, code) => (code === NONE ? sum : sum | (1 << CRITERIA.indexOf(code as Criterion))), 0);
  const whole = asked.includes(NONE);
  for (let i = 0; i < failed.length; i++) {
    const lacking = missing[i] ?? 0;
    if ((lacking & bits) === 0 && !(whole && lacking === 0)) failed[i] = (failed[i] ?? 0) | bit;
  }
}

function failPeriods(failed: Uint16Array, bit: number, { builtFrom, builtTo }: Sites, asked: readonly string[]): void {
  const spans = asked.filter((value) => value !== NONE).map(centuryYears);
  const bare = asked.includes(NONE);
  for (let i = 0; i < failed.length; i++) {
    const [from, to] = [builtFrom[i] ?? NO_NUMBER, builtTo[i] ?? NO_NUMBER];
    const never = undated(from, to);
    let found = never && bare;
    if (!never) for (const [first, last] of spans) found ||= from <= last && (to === NO_NUMBER || to >= first);
    if (!found) failed[i] = (failed[i] ?? 0) | bit;
  }
}

function failIds(failed: Uint16Array, sites: Sites, ids: readonly string[]): void {
  const asked = new Set(ids.map((id) => sites.index(id)));
  for (let i = 0; i < failed.length; i++) if (!asked.has(i)) failed[i] = (failed[i] ?? 0) | OTHER;
}

function failBox(failed: Uint16Array, { lon, lat }: Sites, bounds: Bounds): void {
  for (let i = 0; i < failed.length; i++) {
    if (!isWithin(lon[i] ?? NaN, lat[i] ?? NaN, bounds)) failed[i] = (failed[i] ?? 0) | OTHER;
  }
}

/** Whether a place lies in a box; west above east crosses the 180th meridian. */
export function isWithin(lon: number, lat: number, [west, south, east, north]: Bounds): boolean {
  return lat >= south && lat <= north && (west <= east ? lon >= west && lon <= east : lon >= west || lon <= east);
}
