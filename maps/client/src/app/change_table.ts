/** The sites of one row of a comparison: what each was and became, and who says so. */
import type { Change, Changes } from "../changes.ts";
import type { Config } from "../config.ts";
import { button, h } from "../dom.ts";
import { _, list, ngettext, number } from "../messages.ts";
import { harmless } from "../names.ts";
import { type Grade, gradeKey } from "../palette.ts";
import { nameElement } from "../site_popup.ts";
import { symbolSvg } from "../symbols.ts";
import { type SiteRow } from "../source.ts";
import type { Row } from "./change_rows.ts";

/** Sites that are listed; the map shows all. */
export const MOST_LISTED = 200;

export interface ChangeTable {
  readonly row: Row;
  readonly title: string;
  readonly changes: Changes;
  /** The sites, at most `MOST_LISTED` of `n`. */
  readonly sites: readonly SiteRow[];
  readonly n: number;
  readonly config: Config;
  open(id: string, back: HTMLElement): void;
}

export function changeTable({ row, title, changes, sites, n, config, open }: ChangeTable): HTMLElement[] {
  const changeOf = new Map(changes.changed.map((change) => [change.id, change]));
  const detailed = row === "first" || row === "condition" || row === "undated";
  const more = row === "statements" || row === "visited";
  const head = [_("Site"), _("Condition"), ...(detailed ? [_("Said by")] : []), ...(more ? [_("New statements")] : [])];
  const cells = (site: SiteRow): HTMLElement[] => {
    const change = changeOf.get(site.id);
    if (detailed && change) return [h("td", {}, grade(change.from, config), ...become(change.to, config)), saidBy(change)];
    const now = h("td", {}, grade(change?.to ?? site.grade, config));
    return more ? [now, h("td", { class: "mm-count" }, change && change.statements > 0 ? `+${number(change.statements)}` : "")] : [now];
  };
  const line = (site: SiteRow): HTMLElement => {
    const own: HTMLButtonElement = button(nameElement(site.name), { class: "mm-site-link" }, () => open(site.id, own));
    const unplaced = site.placed ? null : h("small", {}, _("without a place on the map"));
    return h("tr", { "data-site": site.id }, h("th", { scope: "row" }, own, unplaced), ...cells(site));
  };
  const rest = n - sites.length;
  return [
    h(
      "div",
      { class: "mm-scroll", tabindex: 0, role: "region", "aria-label": title },
      h(
        "table",
        { class: "mm-changes" },
        h("caption", { class: "mm-hidden" }, title),
        h("thead", {}, h("tr", {}, ...head.map((text) => h("th", { scope: "col" }, text)))),
        h("tbody", {}, ...sites.map(line)),
      ),
    ),
    ...(rest > 0 ? [h("p", { class: "mm-note" }, ngettext("{n} more; the maps show all.", "{n} more; the maps show all.", rest))] : []),
  ];
}

function grade(value: Grade, { palette, conditions }: Config): HTMLElement {
  const symbol = symbolSvg({ grade: value, reviewed: false, disputed: false, sourcesDiffer: false }, palette);
  return h("span", { class: "mm-grade" }, symbol, conditions[gradeKey(value)] ?? gradeKey(value));
}

function become(value: Grade, config: Config): HTMLElement[] {
  const arrow = h("span", { class: "mm-arrow", "aria-hidden": "true" }, config.dir === "rtl" ? "←" : "→");
  return [h("span", { class: "mm-became" }, arrow, h("span", { class: "mm-hidden" }, _("then")), grade(value, config))];
}

function saidBy({ by, year }: Change): HTMLElement {
  const when = year === null ? null : String(year);
  return h("td", {}, by ? h("bdi", {}, harmless(by)) : null, by && when ? list(["", ""]) : null, when);
}
