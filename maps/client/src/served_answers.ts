/** What the server of a large layer answers, as the map and its panels know it. Columns become sites and rows here. */
import { harmless } from "./names.ts";
import { GRADES, type Grade, gradeKey, toGrade } from "./palette.ts";
import { Flag, type Name } from "./payload.ts";
import type { Mix } from "./mix.ts";
import { type Question, WORDS, type Word } from "./question.ts";
import type { Answer, Cluster, SiteDetails, SiteMark, SiteRow, ViewItem } from "./source.ts";
import type { Bounds } from "./view.ts";

export interface MarksBody {
  readonly id: readonly string[];
  readonly lon: readonly (number | null)[];
  readonly lat: readonly (number | null)[];
  /** Index in `kinds`. */
  readonly kind: readonly number[];
  readonly kinds: readonly string[];
  readonly grade: readonly number[];
  readonly flags: readonly number[];
  readonly score: readonly number[];
  readonly name: readonly string[];
  /** Index in `langs`. */
  readonly lang: readonly number[];
  readonly langs: readonly string[];
}

export interface ViewBody {
  readonly coarser: number;
  readonly clusters: {
    readonly lon: readonly number[];
    readonly lat: readonly number[];
    /** By grade; those that do not occur are left out. */
    readonly mix: Readonly<Record<string, readonly number[]>>;
    readonly apart: readonly number[];
  };
  readonly sites: MarksBody;
}

export interface AnswerBody {
  readonly n: number;
  readonly placed: number;
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly extent: Bounds | null;
  readonly mix: Readonly<Record<string, number>>;
}

export interface RowsBody {
  readonly n: number;
  readonly marks: MarksBody;
  readonly other: readonly (readonly [lang: string, text: string] | null)[];
  readonly district: readonly string[];
  readonly year: readonly number[];
  readonly built: readonly string[];
  readonly dates: Readonly<Record<string, string>>;
  readonly designations: readonly (readonly string[])[];
  readonly access: readonly string[];
  readonly statements: readonly number[];
  readonly newest: readonly (number | null)[];
  readonly visited: readonly (number | null)[];
  readonly urgency: readonly number[];
}

export interface DetailsBody {
  readonly mark: MarksBody;
  readonly names: readonly Name[];
  readonly district: string;
  readonly year: number | null;
  readonly uncertainty: number;
  readonly hidden: boolean;
  readonly rows: readonly { readonly key: string; readonly value: string | readonly string[] }[];
}

/** A cluster that the server drew; it says by what the server finds it again. */
export interface ServedCluster extends Cluster {
  readonly zoom: number;
  readonly coarser: number;
}

export function marksOf(body: MarksBody): SiteMark[] {
  return body.id.map((id, i) => {
    const flags = body.flags[i] ?? 0;
    return {
      id,
      lon: body.lon[i] ?? NaN,
      lat: body.lat[i] ?? NaN,
      kind: body.kinds[body.kind[i] ?? -1] ?? "",
      grade: toGrade(body.grade[i]),
      reviewed: (flags & Flag.Reviewed) !== 0,
      disputed: (flags & Flag.Disputed) !== 0,
      sourcesDiffer: (flags & Flag.SourcesDiffer) !== 0,
      score: body.score[i] ?? 0,
      name: [body.langs[body.lang[i] ?? -1] ?? "und", harmless(body.name[i] ?? id)],
    };
  });
}

/** `asked` tells the question apart from others, so that no cluster of one is taken for one of another. */
export function viewOf({ coarser, clusters, sites }: ViewBody, zoom: number, asked: string): ViewItem[] {
  const items: ViewItem[] = clusters.lon.map((lon, i): ServedCluster => {
    const lat = clusters.lat[i] ?? NaN;
    const mix = mixOf((grade) => clusters.mix[gradeNumber(grade)]?.[i] ?? 0);
    const count = Object.values(mix).reduce((sum, n) => sum + n, 0);
    return { key: `${asked}/${zoom}/${lon}/${lat}/${count}`, lon, lat, count, mix, apart: clusters.apart[i] ?? zoom + 1, zoom, coarser };
  });
  return [...items, ...marksOf(sites)];
}

export function answerOf(body: AnswerBody, question: Question): Answer {
  const counts = Object.fromEntries(
    WORDS.map((word) => [word, new Map(Object.entries(body.counts[word] ?? {}))]),
  ) as unknown as Record<Word, ReadonlyMap<string, number>>;
  const { n, placed, extent } = body;
  return { question, n, placed, counts, extent, mix: mixOf((grade) => body.mix[gradeKey(grade)] ?? 0) };
}

export function rowsOf(body: RowsBody): SiteRow[] {
  return marksOf(body.marks).map((mark, i) => {
    const other = body.other[i];
    return {
      ...mark,
      placed: Number.isFinite(mark.lon),
      other: other ? [other[0], harmless(other[1])] : null,
      district: body.district[i] ?? "",
      year: body.year[i] || null,
      built: body.built[i] ?? "",
      designations: body.designations[i] ?? [],
      access: body.access[i] ?? "",
      statements: body.statements[i] ?? 0,
      newest: body.newest[i] ?? null,
      visited: body.visited[i] ?? null,
      urgency: body.urgency[i] ?? 0,
    };
  });
}

export function detailsOf(body: DetailsBody, titles: Readonly<Record<string, string>>): SiteDetails | null {
  const [mark] = marksOf(body.mark);
  if (!mark) return null;
  const { names, district, year, uncertainty, hidden } = body;
  const rows = body.rows.map(({ key, value }) => ({ key, title: titles[key] ?? key, value }));
  return { ...mark, names, district, year, uncertainty, hiddenCell: hidden, rows };
}

function mixOf(countOf: (grade: Grade) => number): Mix {
  return Object.fromEntries(GRADES.map((grade) => [`g${grade + 1}`, countOf(grade)]));
}

/** Grades as the server's views name them. */
function gradeNumber(grade: Grade): string {
  return String(grade);
}
