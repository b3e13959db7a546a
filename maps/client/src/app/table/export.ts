/** The rows of the table for other programs: a file in the columns of the server's `/sites.csv`, and lists to paste. */
import type { Config } from "../../config.ts";
import { list } from "../../messages.ts";
import { harmless, ordered } from "../../names.ts";
import { type SiteDetails, type SiteExact, type SiteRow, type SiteSource, then } from "../../source.ts";
import type { Bounds } from "../../view.ts";
import { type Value, csv, tabbed } from "../csv.ts";
import { knownPart } from "../days.ts";
import { accessWords, builtWords, conditionWords, districtWords, kindWords } from "./columns.ts";

/** Lines of a list for the clipboard. */
export const MOST_COPIED = 20_000;
const PAGE = 5_000;
const BETWEEN = " | ";

interface Full {
  readonly row: SiteRow;
  readonly details: SiteDetails | null;
  readonly lang: string;
}

/** As server/api/sites_csv.py has them: codes, ids, and EDTF. */
const CSV_COLUMNS: Readonly<Record<string, (full: Full) => Value>> = {
  id: ({ row }) => row.id,
  name: ({ row }) => row.name[1],
  names: ({ details, lang }) => ordered(details?.names ?? [], lang).map(([code, text]) => `${code}: ${text}`).join(BETWEEN),
  kind: ({ row }) => row.kind,
  district: ({ row }) => row.district,
  lon: ({ row }) => (row.placed ? decimal(row.lon) : null),
  lat: ({ row }) => (row.placed ? decimal(row.lat) : null),
  geometry_role: ({ details }) => details?.exact?.role ?? null,
  uncertainty_m: ({ details }) => (details?.uncertainty ? decimal(details.uncertainty) : null),
  condition: ({ row }) => (row.grade < 0 ? null : row.grade),
  condition_on: ({ row, details }) => details?.exact?.conditionOn || row.year,
  condition_by: ({ details }) => textOf(details, "condition_by"),
  condition_status: ({ row }) => (row.grade < 0 ? null : row.reviewed ? "reviewed" : "proposed"),
  disputed: ({ row }) => (row.disputed ? "yes" : "no"),
  sources_differ: ({ row }) => (row.sourcesDiffer ? "yes" : "no"),
  built: ({ row }) => row.built,
  designations: ({ details }) => (details?.exact?.designations ?? []).map(registered).join(BETWEEN),
  access: ({ row }) => row.access,
  newest_on: ({ row, details }) => details?.exact?.newestOn || (row.newest === null ? null : knownPart(row.newest)),
  visited_on: ({ row }) => (row.visited === null ? null : knownPart(row.visited)),
  n_statements: ({ row }) => row.statements,
  urgency: ({ row }) => row.urgency,
  score: ({ row }) => row.score,
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

/** A number that may have a fraction shows it when it has none, too. */
function decimal(value: number): string {
  const rounded = Number(value.toFixed(6));
  return Number.isInteger(rounded) ? rounded.toFixed(1) : String(rounded);
}

/** Register, level, and number in it. */
function registered({ scheme, level, register }: SiteExact["designations"][number]): string {
  return [scheme, level && `(${level})`, register && `(${register})`].filter(Boolean).join(" ");
}

function textOf(details: SiteDetails | null, key: string): string {
  const value = details?.rows.find((row) => row.key === key)?.value ?? "";
  return typeof value === "object" ? list(value) : String(value);
}

export async function sitesCsv(rows: readonly SiteRow[], source: SiteSource, { lang, completeness }: Config): Promise<string> {
  const lines: Value[][] = [];
  for (const row of rows) {
    const full = { row, details: await then(source.details(row.id), (details) => details), lang };
    // a page that does not know how complete records are says nothing of it
    lines.push(Object.entries(CSV_COLUMNS).map(([name, value]) => (name === "score" && !completeness ? null : value(full))));
  }
  return csv(Object.keys(CSV_COLUMNS), lines);
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
