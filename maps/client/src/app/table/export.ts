/** The rows of the table for other programs, in the columns of the server's CSV (server/pages/sites_csv.py). */
import type { Config } from "../../config.ts";
import { harmless } from "../../names.ts";
import { type SiteRow, type SiteSource, then } from "../../source.ts";
import type { Bounds } from "../../view.ts";
import { type Value, csv, tabbed } from "../csv.ts";
import { knownPart } from "../days.ts";
import { accessWords, builtWords, conditionWords, districtWords, kindWords } from "./columns.ts";

/** Lines of a list for the clipboard. */
export const MOST_COPIED = 20_000;
const PAGE = 5_000;

const CSV_COLUMNS: Readonly<Record<string, (row: SiteRow, config: Config) => Value>> = {
  id: ({ id }) => id,
  name: ({ name }) => name[1],
  name_lang: ({ name }) => name[0],
  other_name: ({ other }) => other?.[1] ?? null,
  kind: ({ kind }) => kind,
  kind_label: kindWords,
  district: ({ district }) => district || null,
  district_label: districtWords,
  lon: ({ lon, placed }) => (placed ? rounded(lon) : null),
  lat: ({ lat, placed }) => (placed ? rounded(lat) : null),
  condition: ({ grade }) => (grade < 0 ? null : grade),
  condition_label: conditionWords,
  condition_year: ({ year }) => year,
  reviewed: ({ reviewed }) => yes(reviewed),
  disputed: ({ disputed }) => yes(disputed),
  sources_differ: ({ sourcesDiffer }) => yes(sourcesDiffer),
  built: ({ built }) => built || null,
  designations: ({ designations }) => designations.map(harmless).join("; ") || null,
  access: ({ access }) => access || null,
  statements: ({ statements }) => statements,
  newest: ({ newest }) => (newest === null ? null : knownPart(newest)),
  last_visit: ({ visited }) => (visited === null ? null : knownPart(visited)),
  urgency: ({ urgency }) => urgency,
};

/** What a reader pastes: the words of the table, and the id. */
const LIST_COLUMNS: Readonly<Record<string, (row: SiteRow, config: Config) => Value>> = {
  id: ({ id }) => id,
  name: ({ name }) => name[1],
  kind: kindWords,
  district: districtWords,
  condition: conditionWords,
  year: ({ year }) => year,
  built: builtWords,
  designations: ({ designations }) => designations.map(harmless).join("; "),
  access: accessWords,
  urgency: ({ urgency }) => urgency,
};

function rounded(degrees: number): number {
  return Number(degrees.toFixed(6));
}

function yes(value: boolean): string {
  return value ? "true" : "false";
}

export function sitesCsv(rows: readonly SiteRow[], config: Config): string {
  return csv(Object.keys(CSV_COLUMNS), rows.map((row) => Object.values(CSV_COLUMNS).map((value) => value(row, config))));
}

export function sitesList(rows: readonly SiteRow[], config: Config): string {
  return tabbed(Object.keys(LIST_COLUMNS), rows.map((row) => Object.values(LIST_COLUMNS).map((value) => value(row, config))));
}

/** All rows that the table has, at most `limit`. */
export async function allRows(source: SiteSource, bounds: Bounds | null, limit: number): Promise<readonly SiteRow[]> {
  const found: SiteRow[] = [];
  for (;;) {
    const { rows } = await then(source.rows(found.length, Math.min(PAGE, limit - found.length), bounds), (page) => page);
    found.push(...rows);
    if (rows.length === 0 || found.length >= limit || rows.length < PAGE) return found;
  }
}
