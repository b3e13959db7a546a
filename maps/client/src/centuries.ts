/** Centuries of buildings as codes, so that sites are counted in each by two sums; as geo/questions/centuries.py has them. */
import { NO_NUMBER } from "./state.ts";

/** From -99XX to 99XX. */
const [FIRST, LAST] = [-100, 99];

export interface CenturySpans {
  /** The earliest century; codes count from here. */
  readonly low: number;
  /** How many there are up to the latest. */
  readonly n: number;
  /** Code of the first century of each site, and one more than that of its last; `n` for a site without a date. */
  readonly start: Int16Array;
  readonly end: Int16Array;
}

/** An end that is open reaches to the outermost century that occurs; both open: no date. */
export function centurySpans(from: Int32Array, to: Int32Array): CenturySpans {
  let [low, high] = [Infinity, -Infinity];
  for (const years of [from, to]) {
    for (const year of years) {
      if (year === NO_NUMBER) continue;
      const century = numberOf(year);
      low = Math.min(low, century);
      high = Math.max(high, century);
    }
  }
  const n = Math.max(0, high - low + 1);
  const [start, end] = [new Int16Array(from.length).fill(n), new Int16Array(from.length).fill(n)];
  for (let i = 0; i < from.length; i++) {
    const [first, last] = [from[i] ?? NO_NUMBER, to[i] ?? NO_NUMBER];
    if (undated(first, last)) continue;
    start[i] = first === NO_NUMBER ? 0 : numberOf(first) - low;
    end[i] = last === NO_NUMBER ? n : numberOf(last) - low + 1;
  }
  return { low: n > 0 ? low : 0, n, start, end };
}

function numberOf(year: number): number {
  return Math.max(FIRST, Math.min(LAST, centuryOf(year)));
}

/** First and last year of a century as questions write it: `15XX` are 1500 to 1599, `-05XX` are -599 to -500. */
export function centuryYears(century: string): readonly [first: number, last: number] {
  const before = century.startsWith("-");
  const start = 100 * Number(century.replace("-", "").slice(0, 2));
  return before ? [-start - 99, Math.min(-start, -1)] : [start, start + 99];
}

/** Centuries count from the year 0; those before it down from -1. */
export function centuryOf(year: number): number {
  return year >= 0 ? Math.floor(year / 100) : -1 - Math.floor(-year / 100);
}

export function centuryName(century: number): string {
  const [sign, n] = century >= 0 ? ["", century] : ["-", -1 - century];
  return `${sign}${String(n).padStart(2, "0")}XX`;
}

/** Whether nobody said when a site was built. */
export function undated(from: number, to: number): boolean {
  return from === NO_NUMBER && to === NO_NUMBER;
}
