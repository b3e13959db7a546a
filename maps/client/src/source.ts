/**
 * Where a map has its sites from: the columns of the page, or a server that answers view by view. Map and panels know
 * sites by their id and ask only here, so that both kinds of map behave alike.
 */
import type { Bounds } from "./view.ts";
import type { Grade } from "./palette.ts";
import type { Name } from "./payload.ts";
import type { Changes } from "./changes.ts";
import type { CrossTable, CrossWord } from "./cross.ts";
import type { Mix } from "./mix.ts";
import type { Known, Question, Word } from "./question.ts";

/** A value that is there at once where the page holds it, and later where a server must be asked. */
export type Soon<T> = T | Promise<T>;

/** How a site looks, at the day that the question is about. */
export interface SiteMark {
  readonly id: string;
  readonly lon: number;
  readonly lat: number;
  readonly kind: string;
  readonly grade: Grade;
  readonly reviewed: boolean;
  readonly disputed: boolean;
  readonly sourcesDiffer: boolean;
  /** The first name for the reader. */
  readonly name: Name;
  /** How complete its record is, 0 to 100. */
  readonly score: number;
  /** Fill of a column of the reader's own, in place of the colour of the grade. */
  readonly fill?: string | undefined;
  /** What is said in place of the name when the pointer rests on it; lines. */
  readonly tip?: string;
}

/** Sites that lie too close to be drawn apart. */
export interface Cluster {
  /** The same as long as it holds the same sites. */
  readonly key: string;
  readonly lon: number;
  readonly lat: number;
  readonly count: number;
  readonly mix: Mix;
  /** Zoom at which it comes apart; above the closest zoom of the map where it never does. */
  readonly apart: number;
}

/** What the colours of the map stand for; shapes stand for the condition either way. */
export type ColourBy = "condition" | "completeness";

export type ViewItem = SiteMark | Cluster;

/** One row of the table. */
export interface SiteRow extends SiteMark {
  /** False for a site of which no position is known; `lon` and `lat` are NaN then. */
  readonly placed: boolean;
  /** The best name in another script, where there is one. */
  readonly other: Name | null;
  /** Id of the district, empty where unknown. */
  readonly district: string;
  /** Year of the condition, null where it has none. */
  readonly year: number | null;
  /** EDTF. */
  readonly built: string;
  readonly designations: readonly string[];
  readonly access: string;
  readonly statements: number;
  /** Days since 1970-01-01; null where there is none. */
  readonly newest: number | null;
  readonly visited: number | null;
  readonly urgency: number;
}

/** What a question finds. */
export interface Answer {
  readonly question: Question;
  /** Sites that match, with and without a position. */
  readonly n: number;
  readonly placed: number;
  /** For each word the number of sites that each of its values would give, all other words kept. */
  readonly counts: Readonly<Record<Word, ReadonlyMap<string, number>>>;
  /** Where the placed ones lie. */
  readonly extent: Bounds | null;
  /** Of the placed ones, by grade. */
  readonly mix: Mix;
}

/** One row of a popup: a title and a text or texts in the reader's language. */
export interface DetailRow {
  readonly key: string;
  readonly title: string;
  readonly value: string | number | readonly string[];
}

/** What a popup says of a site. */
export interface SiteDetails extends SiteMark {
  readonly names: readonly Name[];
  readonly district: string;
  readonly year: number | null;
  readonly uncertainty: number;
  readonly hiddenCell: boolean;
  readonly rows: readonly DetailRow[];
  /** What goes into files; of sites that a server has, it makes the file. */
  readonly exact?: SiteExact;
}

/** What is said of a site to the letter. */
export interface SiteExact {
  /** EDTF; empty where the page has no more than the year and the day. */
  readonly conditionOn: string;
  readonly newestOn: string;
  /** What the position stands for. */
  readonly role: string;
  readonly designations: readonly { readonly scheme: string; readonly level: string; readonly register: string }[];
}

export interface SiteSource {
  /** All sites, whatever is asked. */
  readonly total: number;
  readonly placed: number;
  /** Years that the slider goes through; null where nothing is dated. */
  readonly years: readonly [first: number, last: number] | null;
  /** Which values the words of a question may take. */
  readonly known: Known;
  /** Ask; what follows (`view`, `rows`, `within`, …) is about the last question asked. */
  answer(question: Question, signal?: AbortSignal): Soon<Answer>;
  /** What rings and symbols show from the next view on. */
  colourBy(colours: ColourBy): void;
  /** What to draw in a view. */
  view(bounds: Bounds, zoom: number, signal?: AbortSignal): Soon<readonly ViewItem[]>;
  /** The sites of a cluster, at most `limit`. */
  leaves(cluster: Cluster, limit: number): Soon<readonly SiteMark[]>;
  /** Matching rows from `start` on in the question's order; with `bounds` only those in them. */
  rows(start: number, limit: number, bounds?: Bounds | null, signal?: AbortSignal): Soon<{ readonly rows: readonly SiteRow[]; readonly n: number }>;
  /** Where a site stands among those rows, -1 where it is not among them. */
  rank?(id: string, bounds?: Bounds | null): Soon<number>;
  /** Ids of the matching placed sites in a ring of lon, lat, at most `limit`. */
  within(ring: readonly (readonly [lon: number, lat: number])[], limit: number): Soon<readonly string[]>;
  /** Sites by their id, in that order, whether they match or not; unknown ids are left out. */
  byId(ids: readonly string[]): Soon<readonly SiteRow[]>;
  details(id: string): Soon<SiteDetails | null>;
  /** What a question finds, which need not be the last one asked, counted for the charts; see cross.ts. */
  cross?(question: Question, by: CrossWord, signal?: AbortSignal): Soon<CrossTable>;
  /** What differs between what two questions find; see changes.ts. */
  changes?(a: Question, b: Question, signal?: AbortSignal): Soon<Changes>;
  /** Another door to the same sites, which can be asked another question at the same time. */
  twin?(): SiteSource;
}

export function isCluster(item: ViewItem): item is Cluster {
  return "count" in item;
}

/** Go on with a value, at once where it is there. */
export function then<T, R>(value: Soon<T>, next: (value: T) => R): Soon<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}
