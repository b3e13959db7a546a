/** Days since 1970-01-01 in words, as exact as they are known. */
import { type DateForm, dateForm } from "../locale_forms.ts";

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

/** A day for a narrow column: "7 Dec 2020", "Dec 2020" or "2020". */
export function dayWords(day: number | null, lang: string): string {
  if (day === null) return "";
  const parts = knownPart(day).split("-").length;
  return forms(lang, parts).format(day * DAY_MS);
}

const made = new Map<string, DateForm>();

/** A form costs milliseconds to make, and a table has many days. */
function forms(lang: string, parts: number): DateForm {
  const key = `${lang} ${parts}`;
  let form = made.get(key);
  if (!form) {
    const options: Intl.DateTimeFormatOptions = { year: "numeric", numberingSystem: "latn", timeZone: "UTC" };
    if (parts > 1) options.month = "short";
    if (parts > 2) options.day = "numeric";
    made.set(key, (form = dateForm(lang, options)));
  }
  return form;
}
