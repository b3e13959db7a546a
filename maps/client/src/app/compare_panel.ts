/** The panel of comparison: which two questions, what differs between them, and which sites those are. */
import { button, freshId, h } from "../dom.ts";
import { _, list, ngettext, number } from "../messages.ts";
import type { Question } from "../question.ts";
import { then } from "../source.ts";
import { dayWords, questionParts } from "./asked_words.ts";
import { type Row, countedRows, idsOf, rowLabel } from "./change_rows.ts";
import { MOST_LISTED, changeTable } from "./change_table.ts";
import { Comparison, type Mode } from "./comparison.ts";
import type { Drawn } from "./drawn.ts";
import type { Shell } from "./shell.ts";

const ICON = "M4 5h7v14H4zM13 5h7v14h-7M16.500 9v6";
/** Ids that an address can hold, for both questions; of a server it is a line that it reads with every request. */
const MOST_SHOWN = { file: 10_000, served: 500 } as const;

export function addCompare(shell: Shell, drawn: Drawn): Comparison | null {
  if (!drawn.source.twin) return null;
  const comparison = new Comparison(drawn);
  const panel = new ComparePanel(drawn, comparison, () => shell.close("compare", true));
  comparison.onChange(() => panel.update());
  shell.panel({
    id: "compare", label: _("Compare"), icon: ICON, place: "side",
    mount: (body) => panel.mount(body),
    shown: (open) => {
      if (open && !comparison.on) comparison.begin();
    },
  });
  return comparison;
}

class ComparePanel {
  readonly #drawn: Drawn;
  readonly #comparison: Comparison;
  readonly #close: () => void;
  readonly #setup = h("div", { class: "mm-compare-setup" });
  readonly #status = h("p", { class: "mm-note", role: "status" });
  readonly #summary = h("div", {});
  readonly #detail = h("section", { class: "mm-compare-detail" });
  readonly #modes: Readonly<Record<Mode, HTMLInputElement>>;
  #row: Row = "condition";
  #drawnSetup = "";

  constructor(drawn: Drawn, comparison: Comparison, close: () => void) {
    this.#drawn = drawn;
    this.#comparison = comparison;
    this.#close = close;
    const name = freshId("mode");
    const radio = (mode: Mode): HTMLInputElement => {
      const input = h("input", { type: "radio", name });
      input.addEventListener("change", () => comparison.setMode(mode));
      return input;
    };
    this.#modes = { years: radio("years"), questions: radio("questions") };
  }

  mount(body: HTMLElement): void {
    body.classList.add("mm-compare");
    body.replaceChildren(
      h(
        "fieldset",
        { class: "mm-modes" },
        h("legend", { class: "mm-hidden" }, _("What to compare")),
        h("label", {}, this.#modes.years, _("Two years")),
        h("label", {}, this.#modes.questions, _("Two questions")),
      ),
      this.#setup,
      h("h3", {}, _("What changed")),
      this.#status,
      this.#summary,
      this.#detail,
      button(_("Stop comparing"), { class: "mm-plain mm-end" }, () => {
        this.#comparison.stop();
        this.#close();
      }),
    );
    this.update();
  }

  update(): void {
    const { mode, changes, a, b, on } = this.#comparison;
    this.#modes[mode].checked = true;
    this.#showSetup();
    if (!this.#drawn.source.changes) this.#status.textContent = _("This layer is too large to list what changed; the maps and their numbers show it.");
    if (!on || !changes) return;
    const rows = countedRows(changes, mode, a.as_of === b.as_of);
    if (!rows.some(({ row, n }) => row === this.#row && n > 0)) this.#row = rows.find(({ row, n }) => n > 0 && row !== "same")?.row ?? "same";
    const all = rows.reduce((sum, { n }) => sum + n, 0);
    const unchanged = rows.filter(({ row }) => row === "same" || row === "both").reduce((sum, { n }) => sum + n, 0);
    const counts = { n: number(all - unchanged), all: ngettext("{n} site", "{n} sites", all) };
    this.#status.textContent = mode === "years" ? _("Something new is known of {n} of {all}.", counts) : _("{n} of {all} differ.", counts);
    const focused = (document.activeElement as HTMLElement | null)?.closest<HTMLElement>("[data-row]")?.dataset["row"];
    const line = ({ row, label, n }: { row: Row; label: string; n: number }): HTMLElement => {
      const choose = button(label, { class: "mm-row-choice", "aria-pressed": String(row === this.#row), disabled: n === 0, "data-row": row }, () => {
        this.#row = row;
        if (this.#comparison.only !== null) this.#comparison.show(row, idsOf(changes, row));
        else this.update();
      });
      return h("tr", {}, h("th", { scope: "row" }, choose), h("td", { class: "mm-count" }, number(n)));
    };
    this.#summary.replaceChildren(
      h(
        "table",
        { class: "mm-summary" },
        h("caption", { class: "mm-hidden" }, _("What changed")),
        h("tbody", {}, ...rows.map(line)),
        h("tfoot", {}, h("tr", {}, h("th", { scope: "row" }, _("Together")), h("td", { class: "mm-count" }, number(all)))),
      ),
    );
    if (focused) this.#summary.querySelector<HTMLElement>(`[data-row="${focused}"]`)?.focus({ preventScroll: true });
    this.#showDetail();
  }

  #showDetail(): void {
    const { changes, only } = this.#comparison;
    if (!changes) return;
    const row = this.#row;
    const ids = idsOf(changes, row);
    const pressed = only !== null;
    const focused = this.#detail.contains(document.activeElement) && document.activeElement?.classList.contains("mm-only");
    const most = MOST_SHOWN[this.#drawn.address.served ? "served" : "file"];
    const show = button(_("Only these on the maps"), { class: "mm-plain mm-only", "aria-pressed": String(pressed), disabled: ids.length === 0 || ids.length > most }, () => {
      if (pressed) this.#comparison.show(null);
      else this.#comparison.show(row, ids);
    });
    void then(this.#drawn.source.byId(ids.slice(0, MOST_LISTED)), (sites) => {
      if (this.#row !== row) return;
      const title = rowLabel(row);
      const table = changeTable({
        row, title, changes, sites,
        n: ids.length,
        config: this.#drawn.config,
        open: (id, back) => this.#drawn.openSite(id, back),
      });
      this.#detail.replaceChildren(h("div", { class: "mm-detail-head" }, h("h3", {}, title), show), ...(ids.length > 0 ? table : []));
      if (focused) show.focus({ preventScroll: true });
    });
  }

  /** Built anew only when it says something else, so that a menu that is open stays so. */
  #showSetup(): void {
    const { mode, a, b, on } = this.#comparison;
    const key = JSON.stringify([mode, on, mode === "years" ? [a.as_of, b.as_of] : [a, b]]);
    if (key === this.#drawnSetup) return;
    const active = document.activeElement as HTMLElement | null;
    const focused = active && this.#setup.contains(active) ? active.dataset["act"] : undefined;
    this.#drawnSetup = key;
    this.#setup.replaceChildren(...(mode === "years" ? this.#years(a, b) : this.#questions(a, b)));
    if (focused) this.#setup.querySelector<HTMLElement>(`[data-act="${focused}"]`)?.focus({ preventScroll: true });
  }

  #years(a: Question, b: Question): HTMLElement[] {
    const choice = (letter: string, question: Question, set: (day: string) => void): HTMLElement => {
      const [first, last] = this.#drawn.source.years ?? [0, -1];
      const years = Array.from({ length: last - first + 1 }, (_unused, k) => String(last - k).padStart(4, "0"));
      const days = ["", ...(question.as_of === "" || years.includes(question.as_of) ? [] : [question.as_of]), ...years];
      const select = h(
        "select",
        { "data-act": letter },
        ...days.map((day) => h("option", { value: day, selected: day === question.as_of }, dayWords(day))),
      );
      select.addEventListener("change", () => set(select.value));
      return h("label", { class: "mm-day" }, h("b", { class: "mm-letter" }, letter), select);
    };
    return [
      choice("A", a, (day) => this.#drawn.model.set({ as_of: day })),
      choice("B", b, (day) => this.#comparison.set({ as_of: day })),
      h("p", { class: "mm-note" }, _("What was known at the end of a year. The filters hold for both.")),
    ];
  }

  #questions(a: Question, b: Question): HTMLElement[] {
    const said = (question: Question): string => {
      const parts = questionParts({ ...question, ids: [] }, this.#drawn.config);
      return list([...(parts.length > 0 ? parts : [_("All sites")]), ...(question.as_of ? [dayWords(question.as_of)] : [])]);
    };
    const line = (letter: string, question: Question): HTMLElement => h("p", { class: "mm-compared" }, h("b", { class: "mm-letter" }, letter), h("bdi", {}, said(question)));
    return [
      line("A", a),
      line("B", b),
      h(
        "div",
        { class: "mm-compare-acts" },
        button(_("Swap A and B"), { class: "mm-plain", "data-act": "swap" }, () => this.#comparison.swap()),
        button(_("Keep A as B"), { class: "mm-plain", "data-act": "keep" }, () => this.#comparison.set(a)),
      ),
      h("p", { class: "mm-note" }, _("The filters ask for A. Keep it as B, then change the filters.")),
    ];
  }
}
