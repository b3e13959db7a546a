/**
 * A question: which sites, as of when, in which order. The words and their meaning are those of geo/questions/site_filter.py; in
 * addresses a question is a query string.
 */
import { type Known, type Reason, Refused, SITE_KINDS, SORTS, boxOf, readValue } from "./question_words.ts";
import type { Bounds } from "./view.ts";

export { SORTS } from "./question_words.ts";
export type { Known, Reason } from "./question_words.ts";

/** Words that filter by a list of values, any of which may hold. */
export const WORDS = [
  "kind", "district", "condition", "period", "designation", "level", "access", "newest", "visited", "dispute", "photos",
  "score", "missing",
] as const;
export type Word = (typeof WORDS)[number];

export type Sort = (typeof SORTS)[number];

export interface Question extends Readonly<Record<Word, readonly string[]>> {
  readonly q: string;
  readonly ids: readonly string[];
  readonly bbox: Bounds | null;
  /** A year or an ISO day; empty for today. */
  readonly as_of: string;
  readonly sort: Sort | "";
  readonly order: "up" | "down";
}

/** A part of a question that was left out. */
export interface QuestionProblem {
  readonly word: string;
  readonly value: string;
  readonly reason: Reason;
}

/** All words, in the order in which they are written. */
export const QUESTION_WORDS = ["q", ...WORDS, "ids", "bbox", "as_of", "sort", "order"] as const;
type AnyWord = (typeof QUESTION_WORDS)[number];

const NOTHING = Object.fromEntries(WORDS.map((word) => [word, []])) as unknown as Record<Word, readonly string[]>;

/** Asks for all sites, today. */
export const EVERYTHING: Question = { ...NOTHING, q: "", ids: [], bbox: null, as_of: "", sort: "", order: "up" };

/** Words of one value. */
const SINGLE: ReadonlySet<string> = new Set(["q", "photos", "bbox", "as_of", "sort", "order"]);
/** Their values are free text, in which a comma may stand, so they are repeated. */
const REPEATED: ReadonlySet<string> = new Set(["designation", "level"]);
const MOST_VALUES = 200;
const MOST_IDS = 10_000;
const MOST_PROBLEMS = 20;
/** Characters of what was left out that are kept. */
const SHOWN = 80;

/** Read a question leniently: what cannot be read is left out and told; words in `also` are somebody else's. */
export function readQuestion(
  pairs: Iterable<readonly [string, string]>,
  known: Known = {},
  also: ReadonlySet<string> = new Set(),
): { readonly question: Question; readonly problems: readonly QuestionProblem[] } {
  const values = new Map<string, string[]>();
  const problems: QuestionProblem[] = [];
  const kinds = new Set([...SITE_KINDS, ...(known["kind"] ?? [])]);
  const refuse = (word: string, value: string, reason: Reason): void => {
    if (problems.length < MOST_PROBLEMS) problems.push({ word: word.slice(0, SHOWN), value: value.slice(0, SHOWN), reason });
  };
  /** Whether the word may take more. */
  const add = (word: string, text: string): boolean => {
    const found = values.get(word) ?? [];
    if (found.length >= (SINGLE.has(word) ? 1 : word === "ids" ? MOST_IDS : MOST_VALUES)) {
      refuse(word, text, SINGLE.has(word) ? "twice" : "many");
      return false;
    }
    const value = readValue(word, text, word === "kind" ? kinds : known[word]);
    if (value instanceof Refused) refuse(word, text, value.reason);
    else if (!found.includes(value)) values.set(word, [...found, value]);
    return true;
  };
  for (const [word, value] of pairs) {
    if ((QUESTION_WORDS as readonly string[]).includes(word)) {
      const texts = SINGLE.has(word) || REPEATED.has(word) ? [value] : value.split(",");
      for (const text of texts.map((each) => each.trim()).filter(Boolean)) if (!add(word, text)) break;
    } else if (!also.has(word)) refuse(word, value, "word");
  }
  return { question: questionOf(values), problems };
}

function questionOf(values: ReadonlyMap<string, readonly string[]>): Question {
  const one = (word: AnyWord): string => values.get(word)?.[0] ?? "";
  const lists = Object.fromEntries(WORDS.map((word) => [word, values.get(word) ?? []])) as unknown as Record<Word, readonly string[]>;
  return {
    ...lists,
    q: one("q"),
    ids: values.get("ids") ?? [],
    bbox: boxOf(one("bbox")),
    as_of: one("as_of"),
    sort: one("sort") as Sort | "",
    order: one("order") === "down" ? "down" : "up",
  };
}

function pairsOf(question: Question): [AnyWord, string][] {
  return QUESTION_WORDS.flatMap((word): [AnyWord, string][] => {
    if (word === "order") return question.order === "down" ? [[word, "down"]] : [];
    const value = question[word];
    if (value === null || value.length === 0) return [];
    if (typeof value === "string") return [[word, value]];
    return REPEATED.has(word) ? value.map((each) => [word, String(each)]) : [[word, value.join(",")]];
  });
}

/** The question as a query string in its one way of writing. */
export function formatQuestion(question: Question): string {
  return pairsOf(question)
    .map(([word, value]) => `${word}=${inQuery(value)}`)
    .join("&");
}

/** A value as a query string has it, with commas left readable. */
export function inQuery(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, "\ufffd"))
    .replace(/%20/g, "+")
    .replace(/%2C/g, ",")
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Words that restrict which sites are found; not the day or the order. */
export function filtersOf(question: Question): readonly (Word | "q" | "ids" | "bbox")[] {
  return (["q", ...WORDS, "ids", "bbox"] as const).filter((word) => (question[word]?.length ?? 0) > 0);
}

/** The same question without its filters; day and order stay. */
export function withoutFilters(question: Question): Question {
  return { ...EVERYTHING, as_of: question.as_of, sort: question.sort, order: question.order };
}
