/** The columns of the table: what stands in each cell, and what of it goes into lists and files. */
import type { Config } from "../../config.ts";
import { h } from "../../dom.ts";
import { _, date, list, number } from "../../messages.ts";
import { harmless } from "../../names.ts";
import { gradeKey } from "../../palette.ts";
import type { Sort } from "../../question.ts";
import { nameElement } from "../../site_popup.ts";
import type { SiteMark, SiteRow } from "../../source.ts";
import { symbolSvg } from "../../symbols.ts";
import { dayWords } from "../days.ts";
import { urgencyWords } from "../urgency_parts.ts";

/** What cells are made with. */
export interface Setting {
  readonly config: Config;
  /** Day from which ages are counted. */
  today(): number;
}

export interface Column {
  readonly key: string;
  readonly label: string;
  /** The word to sort by; null where there is none. */
  readonly sort: Sort | null;
  /** Way to sort at the first press: what a planner looks for comes first. */
  readonly first: "up" | "down";
  readonly figure?: boolean;
  fill(cell: HTMLElement, row: SiteRow, setting: Setting): void;
}

function text(words: (row: SiteRow, setting: Setting) => string): Column["fill"] {
  return (cell, row, setting) => {
    const said = words(row, setting);
    cell.append(h("span", { dir: "auto", title: said.length > 14 ? said : null }, said || "–"));
  };
}

export function kindWords({ kind }: SiteMark, { kinds }: Config): string {
  return kinds[kind] ?? harmless(kind);
}

export function districtWords({ district }: SiteRow, { districts }: Config): string {
  return district === "" ? "" : harmless(districts[district] ?? district);
}

export function conditionWords({ grade }: SiteMark, { conditions }: Config): string {
  return conditions[gradeKey(grade)] ?? gradeKey(grade);
}

export function builtWords({ built }: SiteRow, { dates }: Config): string {
  return harmless(dates[built] ?? date(built));
}

export function accessWords({ access }: SiteRow, config: Config): string {
  return access === "" ? "" : harmless(config.access[access] ?? access);
}

/** Who stands behind a condition, and whether others say otherwise. */
export function standingWords({ grade, reviewed, disputed, sourcesDiffer }: SiteMark): string {
  const parts = grade < 0 ? [] : [reviewed ? _("reviewed") : _("not reviewed")];
  if (disputed) parts.push(_("disputed"));
  else if (sourcesDiffer) parts.push(_("sources differ"));
  return list(parts);
}

export function siteName(row: SiteRow, config: Config, kind: boolean): HTMLElement {
  const { grade, reviewed, disputed, sourcesDiffer } = row;
  const symbol = { grade, reviewed, disputed, sourcesDiffer, ...(kind && { kind: row.kind || "other" }) };
  return h(
    "span",
    { class: "mm-named" },
    symbolSvg(symbol, config.palette),
    h(
      "span",
      { title: [row.name, row.other].map((name) => harmless(name?.[1] ?? "")).filter(Boolean).join("\n") },
      nameElement([row.name[0], harmless(row.name[1])]),
      row.other && h("small", {}, nameElement([row.other[0], harmless(row.other[1])])),
    ),
    !row.placed && h("small", { class: "mm-unplaced" }, _("no position")),
  );
}

export function columns(config: Config): readonly Column[] {
  const score: Column = { key: "score", label: _("Completeness"), sort: "score", first: "up", figure: true, fill: text((row) => number(row.score)) };
  return [
    { key: "name", label: _("Name"), sort: "name", first: "up", fill: (cell, row, { config }) => cell.append(siteName(row, config, true)) },
    { key: "kind", label: _("Kind"), sort: "kind", first: "up", fill: text((row, { config }) => kindWords(row, config)) },
    { key: "district", label: _("District"), sort: "district", first: "up", fill: text((row, { config }) => districtWords(row, config)) },
    { key: "condition", label: _("Condition"), sort: "condition", first: "down", fill: condition },
    { key: "urgency", label: _("Urgency"), sort: "urgency", first: "down", figure: true, fill: urgency },
    { key: "visited", label: _("Last visit"), sort: "visited", first: "up", fill: text((row, { config }) => dayWords(row.visited, config.lang)) },
    { key: "newest", label: _("Newest"), sort: "newest", first: "down", fill: text((row, { config }) => dayWords(row.newest, config.lang)) },
    { key: "built", label: _("Built"), sort: "built", first: "up", fill: text((row, { config }) => builtWords(row, config)) },
    { key: "designations", label: _("Registers"), sort: "designation", first: "up", fill: text((row) => list(row.designations.map(harmless))) },
    { key: "access", label: _("Access"), sort: "access", first: "up", fill: text((row, { config }) => accessWords(row, config)) },
    { key: "statements", label: _("Statements"), sort: "statements", first: "down", figure: true, fill: text((row) => number(row.statements)) },
    ...(config.completeness ? [score] : []),
  ];
}

function condition(cell: HTMLElement, row: SiteRow, { config }: Setting): void {
  const year = row.year === null ? null : ` ${_("in {year}", { year: String(row.year) })}`;
  cell.append(h("span", {}, conditionWords(row, config), year), h("small", {}, standingWords(row)));
}

function urgency(cell: HTMLElement, row: SiteRow, setting: Setting): void {
  const said = urgencyWords(row, setting.today());
  cell.append(h("span", { title: said }, number(row.urgency), h("span", { class: "mm-hidden" }, ` (${said})`)));
}
