/** The headings of the table: each that can be sorted by is a button, and says which way the rows stand. */
import { button, freshId, h } from "../../dom.ts";
import { _ } from "../../messages.ts";
import type { Model } from "../../model.ts";
import type { Column } from "./columns.ts";

const SIGNS = { up: "▲", down: "▼" } as const;

export class Heading {
  readonly element: HTMLTableSectionElement;
  /** The same choice where there is no room for columns. */
  readonly choice: HTMLElement;
  readonly #model: Model;
  readonly #columns: readonly Column[];
  readonly #cells: readonly HTMLTableCellElement[];
  readonly #select: HTMLSelectElement;
  readonly #turn: HTMLButtonElement;

  /** `help`: id of the text that explains the last column. */
  constructor(model: Model, columns: readonly Column[], help: string) {
    this.#model = model;
    this.#columns = columns;
    this.#cells = columns.map((column, k) => this.#cell(column, k, column.key === "urgency" ? help : null));
    const row = h("tr", { role: "row", "aria-rowindex": 1 }, ...this.#cells);
    row.append(h("th", { scope: "col", role: "columnheader", "aria-colindex": columns.length + 1, "data-col": "acts" }, h("span", { class: "mm-hidden" }, _("What to do"))));
    this.element = h("thead", { role: "rowgroup" }, row);
    const id = freshId("sort");
    const sortable = columns.filter(({ sort }) => sort);
    this.#select = h("select", { id }, ...sortable.map(({ sort, label }) => h("option", { value: sort }, label)));
    this.#select.addEventListener("change", () => this.#sort(columns.find(({ sort }) => sort === this.#select.value)));
    this.#turn = button("", { class: "mm-small" }, () => model.set({ order: model.question.order === "up" ? "down" : "up" }));
    this.choice = h("span", { class: "mm-sort" }, h("label", { for: id }, _("Sort by")), this.#select, this.#turn);
  }

  /** Show what the question says. */
  update(): void {
    const { sort, order } = this.#model.question;
    for (const [k, column] of this.#columns.entries()) {
      const on = column.sort !== null && column.sort === (sort || "name");
      const cell = this.#cells[k];
      if (!cell || !column.sort) continue;
      cell.setAttribute("aria-sort", on ? (order === "up" ? "ascending" : "descending") : "none");
      const sign = cell.querySelector(".mm-sign");
      if (sign) sign.textContent = on ? SIGNS[order] : "";
    }
    this.#select.value = sort || "name";
    this.#turn.textContent = SIGNS[order];
    this.#turn.setAttribute("aria-label", order === "up" ? _("Ascending; turn round") : _("Descending; turn round"));
  }

  #cell(column: Column, k: number, help: string | null): HTMLTableCellElement {
    const attributes = { scope: "col", role: "columnheader", "aria-colindex": k + 1, "data-col": column.key };
    if (!column.sort) return h("th", attributes, h("span", {}, column.label));
    const own = button([h("span", {}, column.label), h("span", { class: "mm-sign", "aria-hidden": "true" })], { "aria-describedby": help }, () => this.#sort(column));
    return h("th", { ...attributes, "aria-sort": "none" }, own);
  }

  /** By this column; pressed again, the other way round. */
  #sort(column: Column | undefined): void {
    if (!column?.sort) return;
    const { sort, order } = this.#model.question;
    const again = (sort || "name") === column.sort;
    this.#model.set({ sort: column.sort, order: again ? (order === "up" ? "down" : "up") : column.first });
  }
}
