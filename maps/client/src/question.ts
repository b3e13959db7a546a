/**
 * A question: which sites, as of when, in which order. The words and their meaning are those of geo/site_filter.py; in
 * addresses a question is a query string.
 */
import type { Bounds } from "./view.ts";

/** Words that filter by a list of values, any of which may hold. */
export const WORDS = [
  "kind", "district", "condition", "period", "designation", "level", "access", "newest", "visited", "dispute", "photos",
] as const;
export type Word = (typeof WORDS)[number];

export const SORTS = ["name", "kind", "district", "condition", "built", "statements", "newest", "visited", "urgency"] as const;
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

const NOTHING = Object.fromEntries(WORDS.map((word) => [word, []])) as unknown as Record<Word, readonly string[]>;

/** Asks for all sites, today. */
export const EVERYTHING: Question = { ...NOTHING, q: "", ids: [], bbox: null, as_of: "", sort: "", order: "up" };
