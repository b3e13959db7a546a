/** One row of the table. */
import { button, h, icon } from "../../dom.ts";
import { _ } from "../../messages.ts";
import { harmless } from "../../names.ts";
import type { SiteRow } from "../../source.ts";
import type { Column, Setting } from "./columns.ts";

export interface RowActs {
  open(row: SiteRow, from: HTMLElement): void;
  take(row: SiteRow): void;
}

const GO = "M12 21c-4-5-6.500-8.500-6.500-11.500a6.500 6.500 0 0 1 13 0C18.500 12.500 16 16 12 21zM12 12a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z";
const PLUS = "M12 5v14M5 12h14";

export function tableRow(row: SiteRow, index: number, columns: readonly Column[], setting: Setting, acts: RowActs): HTMLTableRowElement {
  const cells = columns.map((column, k) => {
    const common = { "aria-colindex": k + 1, "data-col": column.key, class: column.figure ? "mm-figure" : null };
    const cell = k === 0 ? h("th", { scope: "row", role: "rowheader", ...common }) : h("td", { role: "gridcell", "data-label": column.label, ...common });
    column.fill(cell, row, setting);
    return cell;
  });
  const name = harmless(row.name[1]);
  const element = h("tr", { role: "row", "aria-rowindex": index + 2, "data-site": row.id, tabindex: -1 }, ...cells);
  element.append(
    h(
      "td",
      { role: "gridcell", "aria-colindex": columns.length + 1, "data-col": "acts" },
      button(icon(GO), { class: "mm-small", tabindex: -1, title: _("Show on the map"), "aria-label": _("Show {name} on the map", { name }) }, () => acts.open(row, element)),
      button(icon(PLUS), { class: "mm-small", tabindex: -1, title: _("Add to the visit"), "aria-label": _("Add {name} to the visit", { name }) }, () => acts.take(row)),
    ),
  );
  return element;
}

/** Stands in for a row that is on its way. */
export function waitingRow(index: number, columns: readonly Column[]): HTMLTableRowElement {
  return h("tr", { role: "row", "aria-rowindex": index + 2, "aria-busy": "true", tabindex: -1 }, h("td", { role: "gridcell", "aria-colindex": 1, "aria-colspan": columns.length + 1 }, "…"));
}
