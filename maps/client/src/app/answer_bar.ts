/** Over the map: how many sites the question finds, and its parts, each to be taken away. */
import { asking } from "../address.ts";
import { button, h, icon } from "../dom.ts";
import { _, list, ngettext, number } from "../messages.ts";
import { EVERYTHING, type Question, WORDS, filtersOf, withoutFilters } from "../question.ts";
import type { Answer } from "../source.ts";
import type { Drawn } from "./drawn.ts";
import { valueLabel, wordLabel } from "./filter_words.ts";
import type { Shell } from "./shell.ts";
import { showAll } from "./show_all.ts";

const CROSS = "M7 7l10 10M17 7L7 17";

interface Chip {
  readonly label: string;
  /** What the question becomes without it. */
  readonly changes: Partial<Question>;
}

export class AnswerBar {
  readonly element: HTMLElement;
  readonly #drawn: Drawn;
  readonly #shell: Shell;
  readonly #status = h("p", { class: "mm-found", role: "status" });
  readonly #chips = h("ul", { class: "mm-asked", "aria-label": _("What is asked") });
  readonly #acts = h("div", { class: "mm-acts" });

  constructor(drawn: Drawn, shell: Shell) {
    this.#drawn = drawn;
    this.#shell = shell;
    this.element = h("section", { class: "mm-answer", "aria-label": _("What is asked and found"), hidden: true }, this.#status, this.#chips, this.#acts);
    drawn.model.subscribe(() => this.#update());
    if (drawn.model.answer) this.#update();
  }

  #update(): void {
    const { model } = this.#drawn;
    const { answer } = model;
    if (!answer) return;
    const { question } = answer;
    this.element.hidden = filtersOf(question).length === 0 && question.as_of === "";
    this.#status.textContent = this.element.hidden ? "" : this.#said(answer);
    this.element.classList.toggle("mm-none", answer.n === 0);
    const had = document.activeElement;
    const at = [...this.#chips.querySelectorAll("button")].indexOf(had as HTMLButtonElement);
    this.#chips.replaceChildren(...chipsOf(question, this.#drawn).map((chip) => this.#chip(chip)));
    this.#acts.replaceChildren(...this.#links(question, answer));
    // the chip that was pressed is gone: the next one, or the way to the map, is at hand
    if (at >= 0) (this.#chips.querySelectorAll("button")[at] ?? this.#chips.querySelector("button") ?? this.#drawn.map.getContainer()).focus();
  }

  #said({ n, placed }: Answer): string {
    const { total } = this.#drawn.source;
    if (n === 0) return _("No site matches all of this.");
    const found = n === total ? ngettext("{n} site", "{n} sites", n) : _("{n} of {total}", { n: number(n), total: ngettext("{n} site", "{n} sites", total) });
    return placed === n ? found : _("{found}, {n} on the map", { found, n: number(placed) });
  }

  #chip({ label, changes }: Chip): HTMLElement {
    const { model } = this.#drawn;
    const name = _("Take away: {label}", { label });
    return h("li", {}, button([h("bdi", {}, label), icon(CROSS)], { class: "mm-chip", "aria-label": name, title: name }, () => model.set(changes)));
  }

  #links(question: Question, { n, extent }: Answer): HTMLElement[] {
    const { map, model, config } = this.#drawn;
    const links: HTMLElement[] = [];
    const several = filtersOf(question).length > 0;
    if (several) links.push(button(_("Clear"), { class: "mm-plain", title: _("Clear all filters") }, () => model.set(withoutFilters(model.question))));
    if (n === 0) return links;
    if (several && extent) links.push(button(_("Show all"), { class: "mm-plain", title: _("Bring all of them into view") }, () => showAll(map, extent, this.#shell.covered)));
    if (question.sort !== "urgency") {
      links.push(
        button(_("Most urgent first"), { class: "mm-plain" }, () => {
          model.set({ sort: "urgency", order: "down" });
          this.#shell.open("table", true);
        }),
      );
    }
    const page = config.links?.table;
    if (page) links.push(h("a", { class: "mm-plain", href: asking(page, question) }, _("As a page")));
    const csv = config.links?.csv;
    if (csv) links.push(h("a", { class: "mm-plain", href: asking(csv, question), download: "sites.csv" }, _("CSV")));
    const plan = config.links?.plan;
    if (plan) links.push(h("a", { class: "mm-plain", href: asking(plan, question), title: _("Plan a visit to these sites: days, roads and times") }, _("Plan a visit")));
    return links;
  }
}

/** The parts of a question, as one would say them. */
export function chipsOf(question: Question, { config }: Pick<Drawn, "config">): Chip[] {
  const chips: Chip[] = [];
  if (question.as_of) chips.push({ label: asOfLabel(question.as_of), changes: { as_of: "" } });
  if (question.q) chips.push({ label: _("Name: {text}", { text: question.q }), changes: { q: "" } });
  for (const word of WORDS) {
    if (question[word].length === 0) continue;
    const values = list(question[word].map((value) => valueLabel(word, value, config)));
    chips.push({ label: _("{word}: {value}", { word: wordLabel(word), value: values }), changes: { [word]: [] } });
  }
  if (question.ids.length > 0) chips.push({ label: ngettext("Selection of {n} site", "Selection of {n} sites", question.ids.length), changes: { ids: EVERYTHING.ids } });
  if (question.bbox) chips.push({ label: _("A box on the map"), changes: { bbox: null } });
  return chips;
}

export function asOfLabel(asOf: string): string {
  return asOf.length === 4 ? _("As observed until the end of {year}", { year: asOf }) : _("As observed until {day}", { day: asOf });
}
