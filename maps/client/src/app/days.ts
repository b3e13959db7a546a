/** Days since 1970-01-01 in words, as exact as they are known. */
import { date } from "../messages.ts";

const DAY_MS = 86_400_000;

/** ISO day of a day number. */
export function isoDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/**
 * A date that is known to the year counts as its first of January, one known to the month as its first day
 * (`geo.edtf`): no more of a day is said than may be known.
 */
export function knownPart(day: number): string {
  const iso = isoDay(day);
  if (iso.endsWith("-01-01")) return iso.slice(0, -6);
  return iso.endsWith("-01") ? iso.slice(0, -3) : iso;
}

export function dayWords(day: number | null): string {
  return day === null ? "" : date(knownPart(day));
}
