/** The values that a question's words take, each read from text or refused; as geo/questions/question_words.py reads them. */

/** Kinds of site that every page knows, whichever occur in its data. */
export const SITE_KINDS = [
  "mosque", "church", "cathedral", "monastery", "synagogue", "temple", "madrasa", "minaret", "mausoleum", "tomb", "cemetery",
  "khachkar", "burial mound", "fort", "fortification", "castle", "palace", "historic house", "town quarter", "caravanserai",
  "bridge", "aqueduct", "bath", "fountain", "museum", "theatre", "library", "cultural centre", "craft workshop", "cave",
  "archaeological site", "ruin", "monument",
] as const;

/** What should be on record of a site, in the order of geo/completeness/standard.py: the place of each is its bit. */
export const CRITERIA = [
  "name", "kind", "position", "uncertainty", "second-position", "built", "district", "designation", "condition", "access", "photo",
] as const;
export type Criterion = (typeof CRITERIA)[number];

export const ACCESSES = ["open", "permit", "escort", "closed", "unknown"] as const;
export const NONE = "none";
/** Any register or list. */
export const ANY = "any";
export const SORTS = [
  "name", "kind", "district", "condition", "built", "designation", "access", "statements", "newest", "visited", "urgency", "score",
] as const;

/** Characters of a value. */
const LONGEST = 200;
const MOST_MONTHS = 1200;
const EPOCH_MS = 86_400_000;
const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/;

/** Why a value was left out: no such word or value, too long, too many, or a second one for a word that takes one. */
export type Reason = "word" | "value" | "long" | "many" | "twice";
/** Which values there are, by word; a word that is not named takes any. */
export type Known = Readonly<Record<string, ReadonlySet<string> | undefined>>;

export class Refused {
  readonly reason: Reason;

  constructor(reason: Reason = "value") {
    this.reason = reason;
  }
}

type Reader = (text: string, known: ReadonlySet<string> | undefined) => string | null;

const oneOf = (words: readonly string[]): Reader => (text) => (words.includes(text) ? text : null);
const known: Reader = (text, values) => (!values || values.has(text) ? text : null);
const orNone = (read: Reader): Reader => (text, values) => (text === NONE ? NONE : read(text, values));

const READERS: Readonly<Record<string, Reader>> = {
  q: (text) => text.split(/\s+/).join(" "),
  kind: known,
  district: orNone(known),
  condition: oneOf([NONE, "0", "1", "2", "3", "4", "5"]),
  period: orNone((text) => (/^-?\d\dXX$/i.test(text) ? text.toUpperCase() : null)),
  designation: orNone((text, values) => (text === ANY ? ANY : known(text, values))),
  level: orNone(known),
  access: oneOf([NONE, ...ACCESSES]),
  newest: orNone(age),
  visited: orNone(age),
  dispute: oneOf([NONE, "disputed", "differ"]),
  photos: oneOf(["yes", "no"]),
  score: band,
  missing: oneOf([NONE, ...CRITERIA]),
  ids: known,
  bbox: (text) => boxOf(text)?.join(",") ?? null,
  as_of: (text) => (asOfDay(text) === null ? null : text),
  sort: oneOf(SORTS),
  order: oneOf(["up", "down"]),
};

/** Read one value of a word; what it cannot be is refused. */
export function readValue(word: string, text: string, values: ReadonlySet<string> | undefined): string | Refused {
  if ([...text].length > LONGEST) return new Refused("long");
  if (/[\p{Cc}\p{Cs}]/u.test(text)) return new Refused();
  return READERS[word]?.(text, values) ?? new Refused();
}

/** `within-24`, `not-24`; `12-24` longer ago than 12 months and within 24; `120-` longer ago than 120, and on record. */
function age(text: string): string | null {
  const months = /^(?:(?:within|not)-([1-9]\d{0,3})|([1-9]\d{0,3})-([1-9]\d{0,3})?)$/.exec(text)?.slice(1).filter(Boolean).map(Number);
  const [first = 0, last = Infinity] = months ?? [];
  return months && first < last && months.every((n) => n <= MOST_MONTHS) ? text : null;
}

/** `0-49`: scores from 0 to 49; `80-`: from 80 to 100, written as `80-100`. */
function band(text: string): string | null {
  const [first = NaN, last = 100] = /^(0|[1-9]\d{0,2})-(0|[1-9]\d{0,2})?$/.exec(text)?.slice(1).filter(Boolean).map(Number) ?? [];
  return first <= last && last <= 100 ? `${first}-${last}` : null;
}

/** West, south, east, north; null where a text is no box on the Earth. */
export function boxOf(text: string): [number, number, number, number] | null {
  const parts = text.split(",");
  if (parts.length !== 4 || !parts.every((part) => NUMBER.test(part))) return null;
  const [west = NaN, south = NaN, east = NaN, north = NaN] = parts.map(Number);
  const sound = [west, east].every((lon) => lon >= -180 && lon <= 180) && south >= -90 && south <= north && north <= 90;
  return sound ? [west, south, east, north] : null;
}

/** The day until which something is asked (a year means its last), in days since 1970-01-01; null where it is none. */
export function asOfDay(text: string): number | null {
  const match = /^(\d{4})(?:-(\d\d)-(\d\d))?$/.exec(text);
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2] ?? 12), Number(match[3] ?? 31)];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() / EPOCH_MS : null;
}
