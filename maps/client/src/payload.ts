/** The sites of a page as typed columns; a site is its index. Those with a position come first. */
import type { Geometry } from "geojson";
import type { Colouring } from "./config.ts";
import { type Columns, type Numbers, type Texts, startsOf } from "./columns.ts";
import { type Grade, toGrade } from "./palette.ts";
import { type Row, type Words, NO_WORDS, popupRows } from "./popup_rows.ts";
import { History, NO_NUMBER, type State } from "./state.ts";

export type { Row } from "./popup_rows.ts";
export { NO_NUMBER, type State } from "./state.ts";

const DAY_MS = 86_400_000;

/** Bits of the column `flags`. */
export const Flag = { Reviewed: 1, Disputed: 2, SourcesDiffer: 4, HiddenCell: 8, HasShape: 16 } as const;

/** Language, text and standing of one name. */
export type Name = readonly [lang: string, text: string, status?: string];

export interface Designation {
  /** Index in `schemes`. */
  readonly scheme: number;
  /** Index in `levels`, -1 where none is stated. */
  readonly level: number;
  readonly register: string;
}

export class Sites {
  /** All sites; `placed` of them have a position, and come first. */
  readonly n: number;
  readonly placed: number;
  /** Day from which ages are counted, in days since 1970-01-01. */
  readonly today: number;
  /** Degrees; NaN without a position. */
  readonly lon: Float64Array;
  readonly lat: Float64Array;
  readonly kinds: readonly string[];
  readonly kindCode: Uint16Array;
  /** Today's: -1 nobody said anything, 0 could not tell, 1 good … 5 destroyed. */
  readonly grades: Int8Array;
  /** Of the condition; 0 where it has none. */
  readonly years: Int16Array;
  readonly flags: Uint8Array;
  readonly #columns: Columns;
  readonly #words: Words;
  readonly #made = new Map<string, unknown>();

  constructor(columns: Columns, words: Words = NO_WORDS, today = Math.floor(Date.now() / DAY_MS)) {
    this.#columns = columns;
    this.#words = words;
    this.today = today;
    this.n = columns.value("n", 0);
    this.placed = columns.value("placed", 0);
    this.lon = degrees(columns.numbers("x"), this.n);
    this.lat = degrees(columns.numbers("y"), this.n);
    this.kinds = columns.value("kinds", []);
    this.kindCode = new Uint16Array(columns.numbers("kind"));
    this.grades = new Int8Array(columns.numbers("condition"));
    this.years = new Int16Array(columns.numbers("year"));
    this.flags = new Uint8Array(columns.numbers("flags"));
  }

  /** Take the rest of the columns, which large layers bring after the first frame. */
  add(more: Columns): void {
    this.#columns.add(more);
    this.#made.clear();
  }

  grade(i: number): Grade {
    return toGrade(this.grades[i]);
  }

  has(i: number, flag: number): boolean {
    return ((this.flags[i] ?? 0) & flag) !== 0;
  }

  kind(i: number): string {
    return this.kinds[this.kindCode[i] ?? -1] ?? "";
  }

  /** The colour of a column of the reader's own; undefined where sites have those of their condition. */
  fill(i: number, colouring: Colouring | null | undefined): string | undefined {
    return colouring ? (colouring.fills[this.#columns.numbers("fill")[i] ?? -1] ?? colouring.missing ?? undefined) : undefined;
  }

  /** What is said of a site in place of its name when the pointer rests on it; empty for the name. */
  tip(i: number): string {
    return this.#columns.texts("tip").at(i) ?? "";
  }

  /** Year of the condition, null where it has none. */
  year(i: number): number | null {
    return this.years[i] || null;
  }

  /** The columns that large layers bring after the first frame; of small ones they are there at once. */
  get ids(): readonly string[] {
    return this.#once("ids", () => list(this.#columns.texts("id")));
  }

  id(i: number): string {
    return this.#columns.texts("id").at(i);
  }

  index(id: string): number | undefined {
    return this.#once("index", () => new Map(this.ids.map((each, i) => [each, i]))).get(id);
  }

  /** Metres; 0 where none is said. */
  get uncertainty(): Numbers {
    return this.#columns.numbers("uncertainty");
  }

  /** Sites with a cell, a line or a polygon. */
  get shapes(): ReadonlyMap<number, Geometry> {
    const packed = (): [number, Geometry][] =>
      Object.entries(this.#columns.value<Record<string, Geometry>>("shapes", {})).map(([i, shape]) => [Number(i), shape]);
    return this.#once("shapes", () => new Map(packed()));
  }

  /** Ids of the districts. */
  get districts(): readonly string[] {
    return this.#columns.value("districts", []);
  }

  /** Index in `districts`, -1 for none. */
  get districtCode(): Int16Array {
    return this.#filled("district", (codes) => Int16Array.from(codes), () => new Int16Array(this.n).fill(-1));
  }

  district(i: number): string {
    return this.districts[this.districtCode[i] ?? -1] ?? "";
  }

  /** EDTF; empty where nobody said. */
  built(i: number): string {
    return this.#date("built", i);
  }

  lastLookedOn(i: number): string {
    return this.#date("last_looked_on", i);
  }

  /** First and last year that `built` can mean; NO_NUMBER where there is none, and at an open end. */
  get builtFrom(): Int32Array {
    return this.#yearsOf("date_from");
  }

  get builtTo(): Int32Array {
    return this.#yearsOf("date_to");
  }

  get schemes(): readonly string[] {
    return this.#columns.value("schemes", []);
  }

  get levels(): readonly string[] {
    return this.#columns.value("levels", []);
  }

  /** All designations: those of a site lie from `starts[i]` to `starts[i + 1]`. */
  get designationCodes(): { readonly starts: Uint32Array; readonly scheme: Numbers; readonly level: Numbers } {
    return { starts: this.#starts("designations"), scheme: this.#columns.numbers("scheme"), level: this.#columns.numbers("level") };
  }

  designations(i: number): Designation[] {
    const [scheme, level, register] = [this.#columns.numbers("scheme"), this.#columns.numbers("level"), this.#columns.texts("register_id")];
    return this.#rows("designations", i, (k) => ({
      scheme: scheme[k] ?? -1,
      level: level[k] ?? -1,
      // read when it is asked for: filters look at all designations, and never at their numbers
      get register() {
        return register.at(k);
      },
    }));
  }

  get accessCodes(): readonly string[] {
    return this.#columns.value("accesses", []);
  }

  names(i: number): readonly Name[] {
    const [text, lang, status] = [this.#columns.texts("name"), this.#columns.numbers("name_lang"), this.#columns.numbers("name_status")];
    const [langs, statuses] = [this.#columns.value<string[]>("langs", []), this.#columns.value<string[]>("statuses", [])];
    return this.#rows("names", i, (k): Name => [langs[lang[k] ?? -1] ?? "und", text.at(k), statuses[status[k] ?? -1] ?? ""]);
  }

  settlement(i: number): string {
    return this.#coded("settlement", "settlements", i);
  }

  /** What the position stands for; empty where nobody said. */
  role(i: number): string {
    return this.#coded("geometry_role", "roles", i);
  }

  /** Who speaks of the condition, today. */
  speaker(i: number): string {
    return this.#coded("condition_by", "speakers", i);
  }

  /** Number of photos of each site; null where the page does not know. */
  get photos(): Uint8Array | null {
    return this.#columns.has("photos") ? this.#filled("photos", (counts) => Uint8Array.from(counts, (n) => Math.min(n, 255)), () => new Uint8Array(this.n)) : null;
  }

  /** How complete the record of each site is today, 0 to 100; 0 where the page does not know. */
  get score(): Int8Array {
    return this.#filled("score", (scores) => Int8Array.from(scores), () => new Int8Array(this.n));
  }

  /** What the record of each site lacks, a bit each of CRITERIA. */
  get missing(): Int16Array {
    return this.#filled("missing", (masks) => Int16Array.from(masks), () => new Int16Array(this.n));
  }

  /** Days, from 1970-01-01 on, on which visits are documented, oldest first. */
  visitDays(i: number): number[] {
    const day = this.#columns.numbers("visit_day");
    return this.#rows("visits", i, (k) => day[k] ?? NO_NUMBER);
  }

  /** Names of the columns that are not ours. */
  get foreign(): readonly string[] {
    return this.#columns.value("foreign", []);
  }

  /** The text of a column that is not ours. */
  foreignText(column: number, i: number): string {
    const key = `foreign_${column}`;
    return this.#columns.has(`${key}_texts`) ? this.#coded(key, `${key}_texts`, i) : this.#columns.texts(key).at(i);
  }

  /** Whether the page knows what was known when. */
  get dated(): boolean {
    return this.#columns.has("states");
  }

  /** First and last day on which something became known; null where nothing is dated. */
  get span(): readonly [number, number] | null {
    return this.#history.span;
  }

  /** What is known, or what was known at the end of a day (days since 1970-01-01). */
  at(asOf: number | null): State {
    return this.#history.at(asOf);
  }

  /** Go through what became known: so many statements more of a site on a day. */
  eachStep(visit: (site: number, day: number, statements: number) => void): void {
    this.#history.eachStep(visit);
  }

  /** The rows of the popup that say something. */
  rows(i: number, asOf: number | null = null): Row[] {
    return popupRows(this, i, this.#words, this.at(asOf));
  }

  get #history(): History {
    return this.#once("history", () => new History(this.#columns, this));
  }

  #once<T>(name: string, make: () => T): T {
    if (!this.#made.has(name)) this.#made.set(name, make());
    return this.#made.get(name) as T;
  }

  #filled<T>(name: string, read: (numbers: Numbers) => T, otherwise: () => T): T {
    return this.#once(name, () => (this.#columns.has(name) ? read(this.#columns.numbers(name)) : otherwise()));
  }

  #rows<T>(name: string, i: number, read: (row: number) => T): T[] {
    if (!this.#columns.has(name)) return [];
    const starts = this.#starts(name);
    const from = starts[i] ?? 0;
    return Array.from({ length: (starts[i + 1] ?? from) - from }, (_, k) => read(from + k));
  }

  #starts(name: string): Uint32Array {
    return this.#once(`${name} starts`, () => startsOf(this.#columns.numbers(name), this.n));
  }

  #coded(name: string, texts: string, i: number): string {
    return this.#columns.value<string[]>(texts, [])[this.#columns.numbers(name)[i] ?? -1] ?? "";
  }

  #date(name: string, i: number): string {
    return this.#coded(name, "dates", i);
  }

  #yearsOf(name: string): Int32Array {
    return this.#once(name, () => {
      const [years, built] = [this.#columns.numbers(name), this.#columns.numbers("built")];
      return Int32Array.from({ length: this.n }, (_, i) => years[built[i] ?? -1] ?? NO_NUMBER);
    });
  }
}

/** Differences of millionths of a degree -> degrees. */
function degrees(steps: Numbers, n: number): Float64Array {
  const found = new Float64Array(n).fill(NaN);
  let sum = 0;
  for (let i = 0; i < steps.length; i++) {
    sum += steps[i] ?? 0;
    found[i] = sum / 1e6;
  }
  return found;
}

function list(texts: Texts): string[] {
  return Array.from({ length: texts.length }, (_, i) => texts.at(i));
}
