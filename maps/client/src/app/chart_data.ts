/** Counts of a question -> what a chart draws and its table says, in the reader's words. */
import type { Bar, Part, Pattern } from "../charts/data.ts";
import type { Config } from "../config.ts";
import { AGES, type CrossRow, type CrossTable, type CrossWord, NONE } from "../cross.ts";
import { _, ngettext } from "../messages.ts";
import { harmless } from "../names.ts";
import { type Grade, gradeStyle } from "../palette.ts";
import type { Question } from "../question.ts";
import { asking, asks } from "./chart_choice.ts";

export interface Look {
  readonly fill: string;
  readonly pattern: Pattern;
}

/** The words of the page, and the colours. */
export type Words = Pick<Config, "lang" | "kinds" | "conditions" | "districts" | "palette">;

/** Columns that stand alone in time; what is older is one more. */
const YEARS_SHOWN = 24;
const PATTERN: Readonly<Record<string, Pattern>> = {
  "5": "cross", "4": "slant", "3": "dots", "2": "lines", "1": "plain", "0": "question", none: "empty",
};
const PLAIN: Look = { fill: "#5f7f9e", pattern: "plain" };

export function look(words: Words, column: string): Look {
  const pattern = PATTERN[column];
  if (!pattern) return PLAIN;
  return { fill: gradeStyle(words.palette, (column === NONE ? -1 : Number(column)) as Grade).fill, pattern };
}

export function rowLabel(words: Words, by: CrossWord, value: string): string {
  if (by === "district") return value === NONE ? _("District not stated") : (words.districts[value] ?? harmless(value));
  if (by === "kind") return value === NONE ? _("Kind not stated") : (words.kinds[value] ?? harmless(value));
  if (by === "year") return value === NONE ? _("Without a date") : value;
  const ages = [
    _("Less than 1 year"), _("1 to 2 years"), _("2 to 5 years"), _("5 to 10 years"), _("More than 10 years"), _("Nothing with a date"),
  ];
  return ages[AGES.indexOf(value)] ?? value;
}

export function columnLabel(words: Words, column: string): string {
  if (column === "statements") return _("Statements");
  if (column === "sites") return _("Sites");
  return words.conditions[column] ?? column;
}

/** "12 sites", "3 statements". */
function counted(by: CrossWord, n: number): string {
  return by === "year" ? ngettext("{n} statement", "{n} statements", n) : ngettext("{n} site", "{n} sites", n);
}

/** The rows of a table as bars: districts and kinds by size, years and ages in their order. */
export function barsOf(table: CrossTable, words: Words, question: Question): Bar[] {
  const { by } = table;
  const rows = by === "year" ? inTime(table.rows) : by === "age" ? table.rows.map(named) : bySize(table.rows, words, by);
  return rows.map(({ value, counts, label }) => {
    const said = label ?? rowLabel(words, by, value);
    const parts = table.columns.map((column, k): Part => {
      const n = counts[k] ?? 0;
      const changes = asking(by, value, column);
      const several = table.columns.length > 1;
      const name = several
        ? _("{row}, {column}: {count}", { row: said, column: columnLabel(words, column), count: counted(by, n) })
        : _("{row}: {count}", { row: said, count: counted(by, n) });
      return { key: column, n, name, ...look(words, column), chosen: changes !== null && asks(question, changes), pale: false, live: changes !== null };
    });
    return { value, label: said, parts, total: counts.reduce((sum, n) => sum + n, 0) };
  });
}

interface Named extends CrossRow {
  readonly label: string | null;
}

const named = (row: CrossRow): Named => ({ ...row, label: null });

function bySize(rows: readonly CrossRow[], words: Words, by: CrossWord): Named[] {
  const total = ({ counts }: CrossRow): number => counts.reduce((sum, n) => sum + n, 0);
  const last = ({ value }: CrossRow): number => Number(value === NONE);
  const label = ({ value }: CrossRow): string => rowLabel(words, by, value);
  return [...rows]
    .sort((a, b) => last(a) - last(b) || total(b) - total(a) || label(a).localeCompare(label(b), words.lang))
    .map(named);
}

/** Each of the last years, whether or not anything was said, and one row for all that is older; what has no date last. */
function inTime(rows: readonly CrossRow[]): Named[] {
  const counts = new Map(rows.filter(({ value }) => value !== NONE).map(({ value, counts: [n = 0] }) => [Number(value), n]));
  const years = [...counts.keys()];
  const undated = rows.filter(({ value }) => value === NONE).map(named);
  if (years.length === 0) return undated;
  const [oldest, newest] = [Math.min(...years), Math.max(...years)];
  const first = Math.max(oldest, newest - YEARS_SHOWN + 1);
  const alone = Array.from({ length: newest - first + 1 }, (_unused, k): Named => {
    return { value: yearText(first + k), counts: [counts.get(first + k) ?? 0], label: null };
  });
  if (first === oldest) return [...alone, ...undated];
  const before = years.filter((year) => year < first).reduce((sum, year) => sum + (counts.get(year) ?? 0), 0);
  const until = yearText(first - 1);
  return [{ value: until, counts: [before], label: _("until {year}", { year: until }) }, ...alone, ...undated];
}

/** Four digits, as a question writes a year. */
function yearText(year: number): string {
  return String(year).padStart(4, "0");
}

/** Bars of a chart in which the reader chose one piece: it stands out, and the others stay, pale, to be chosen instead. */
export function paled(bars: readonly Bar[], isPale: (bar: Bar, part: Part) => boolean): Bar[] {
  return bars.map((bar) => ({ ...bar, parts: bar.parts.map((part) => ({ ...part, pale: isPale(bar, part) })) }));
}
