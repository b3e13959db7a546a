/** A chart as a table: the same rows, the same numbers, and each number asks for the same. */
import type { Bar, Part } from "../charts/data.ts";
import { button, h } from "../dom.ts";
import { _, number } from "../messages.ts";

export interface ChartTable {
  readonly title: string;
  /** Heading of the rows: "District". */
  readonly rowTitle: string;
  readonly columns: readonly { readonly key: string; readonly label: string }[];
  readonly bars: readonly Bar[];
  choose(bar: Bar, part: Part): void;
}

export function chartTable({ title, rowTitle, columns, bars, choose }: ChartTable): HTMLElement {
  const several = columns.length > 1;
  const heading = (text: string): HTMLElement => h("th", { scope: "col" }, text);
  const cell = (bar: Bar, key: string): HTMLElement => {
    const part = bar.parts.find((each) => each.key === key);
    if (!part || part.n === 0) return h("td", {}, "0");
    if (!part.live) return h("td", {}, number(part.n));
    const own = button(number(part.n), { class: "mm-number", "aria-label": part.name, "aria-pressed": String(part.chosen) }, () => choose(bar, part));
    return h("td", {}, own);
  };
  const sum = (key: string): number => bars.reduce((before, bar) => before + (bar.parts.find((part) => part.key === key)?.n ?? 0), 0);
  const table = h(
    "table",
    {},
    h("caption", { class: "mm-hidden" }, title),
    h("thead", {}, h("tr", {}, heading(rowTitle), ...columns.map(({ label }) => heading(label)), several && heading(_("All")))),
    h(
      "tbody",
      {},
      ...bars.map((bar) =>
        h("tr", {}, h("th", { scope: "row", dir: "auto" }, bar.label), ...columns.map(({ key }) => cell(bar, key)), several && h("td", {}, number(bar.total))),
      ),
    ),
    h(
      "tfoot",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "row" }, _("Together")),
        ...columns.map(({ key }) => h("td", {}, number(sum(key)))),
        several && h("td", {}, number(bars.reduce((before, { total }) => before + total, 0))),
      ),
    ),
  );
  return h(
    "details",
    { class: "mm-chart-table" },
    h("summary", {}, _("As a table")),
    // wide tables scroll for themselves, also from the keyboard
    h("div", { class: "mm-scroll", tabindex: 0, role: "region", "aria-label": title }, table),
  );
}
