/** One chart of the panel: heading, legend, picture and table, all of the same bars. */
import type { Bar, Part } from "../charts/data.ts";
import type * as Charts from "../charts/index.ts";
import type { Config } from "../config.ts";
import { type CrossTable, type CrossWord, NONE } from "../cross.ts";
import { button, h } from "../dom.ts";
import { _, ngettext, number } from "../messages.ts";
import type { Question } from "../question.ts";
import { barsOf, columnLabel, look, paled } from "./chart_data.ts";
import { chartTable } from "./chart_table.ts";

/** Kinds and districts that are shown before the reader asks for all. */
const FIRST_ROWS = 10;

export interface Section {
  readonly table: CrossTable;
  readonly config: Config;
  readonly question: Question;
  /** What draws; null until it has come. */
  readonly charts: typeof Charts | null;
  /** Pixels. */
  readonly width: number;
  /** Whether a piece of this chart was chosen, and the others are there to be chosen instead. */
  readonly onlyChosen: boolean;
  /** Whether all rows are shown, and the table is open. */
  readonly whole: boolean;
  readonly asTable: boolean;
  choose(bar: Bar, part: Part): void;
  showWhole(): void;
}

export function sectionContent(section: Section): HTMLElement[] {
  const { table, config, question, charts, onlyChosen } = section;
  const { by } = table;
  const bars = paled(barsOf(table, config, question), (bar, part) => (by === "year" ? later(bar.value, question) : onlyChosen && !part.chosen));
  const columns = table.columns.filter((_unused, k) => table.columns.length === 1 || table.rows.some(({ counts }) => counts[k]));
  const details = chartTable({
    title: title(by), rowTitle: rowTitle(by), bars,
    columns: columns.map((key) => ({ key, label: columnLabel(config, key) })),
    choose: section.choose,
  });
  if (section.asTable) details.setAttribute("open", "");
  const drawn = bars.filter(({ value }) => by !== "year" || value !== NONE);
  const empty = drawn.every(({ total }) => total === 0);
  const picture = empty
    ? [h("p", { class: "mm-note" }, _("Nothing to count."))]
    : charts ? (by === "year" ? years(section, charts, drawn) : sites(section, charts, drawn, columns)) : [];
  return [h("h3", {}, title(by)), ...picture, details];
}

function years({ table, config, question, width, choose }: Section, charts: typeof Charts, bars: readonly Bar[]): HTMLElement[] {
  const undated = table.rows.find(({ value }) => value === NONE)?.counts[0] ?? 0;
  const { as_of: asOf } = question;
  const until = asOf ? { value: lastUpTo(bars, asOf.slice(0, 4)), label: _("as of {day}", { day: asOf }) } : null;
  const svg = charts.columns({ title: title("year"), width, dir: config.dir, bars, until, number, choose });
  const more = undated > 0 && ` ${ngettext("{n} statement more has no date.", "{n} statements more have no date.", undated)}`;
  return [
    h("div", { class: "mm-chart-box" }, svg),
    h("p", { class: "mm-note" }, _("A column asks what was known at the end of its year."), more),
  ];
}

function sites(
  { table: { by }, config, width, whole, choose, showWhole }: Section,
  charts: typeof Charts,
  bars: readonly Bar[],
  columns: readonly string[],
): HTMLElement[] {
  const shown = whole || bars.length <= FIRST_ROWS + 2 ? bars : bars.slice(0, FIRST_ROWS);
  const rest = bars.length - shown.length;
  const legend = columns.map((key) => h("li", {}, charts.swatch(look(config, key)), columnLabel(config, key)));
  const svg = charts.bars({ title: title(by), width, dir: config.dir, bars: shown, number, choose });
  return [
    ...(by === "age" ? [] : [h("ul", { class: "mm-chart-legend" }, ...legend)]),
    h("div", { class: "mm-chart-box" }, svg),
    ...(rest > 0 ? [button(ngettext("Show {n} more", "Show {n} more", rest), { class: "mm-more" }, showWhole)] : []),
  ];
}

function title(by: CrossWord): string {
  const titles = {
    district: _("Condition by district"),
    kind: _("Condition by kind"),
    year: _("Statements by year"),
    age: _("Age of the newest information"),
  };
  return titles[by];
}

function rowTitle(by: CrossWord): string {
  return { district: _("District"), kind: _("Kind"), year: _("Year"), age: _("Age") }[by];
}

/** Whether a year lies after the day that a question is about. */
function later(year: string, { as_of: asOf }: Question): boolean {
  return asOf !== "" && year !== NONE && year > asOf.slice(0, 4);
}

/** The last column up to a year. */
function lastUpTo(bars: readonly Bar[], year: string): string {
  return bars.filter(({ value }) => value <= year).at(-1)?.value ?? "";
}
