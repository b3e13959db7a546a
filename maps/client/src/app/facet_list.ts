/** The values of one word to choose from, each with the number of sites that it would give. */
import { BANDS } from "../counting.ts";
import type { Config } from "../config.ts";
import { freshId, h } from "../dom.ts";
import { fold } from "../folding.ts";
import { _, number } from "../messages.ts";
import type { Model } from "../model.ts";
import { GRADES, type Grade, gradeKey } from "../palette.ts";
import type { Word } from "../question.ts";
import { CRITERIA, NONE } from "../question_words.ts";
import { glyphSvg, symbolSvg } from "../symbols.ts";
import { valueLabel, wordLabel } from "./filter_words.ts";

/** From so many values on, one can search among them. */
const MANY = 12;
/** Words of which one value at a time makes sense. */
const ONE_AT_A_TIME: ReadonlySet<Word> = new Set(["newest", "visited", "photos"]);
const OWN_ORDER: Partial<Record<Word, readonly string[]>> = {
  condition: GRADES.map(gradeKey),
  newest: ["within-12", "within-24", "not-12", "not-24", "not-60", NONE],
  visited: ["within-12", "within-24", "not-12", "not-24", "not-60", NONE],
  dispute: ["disputed", "differ", NONE],
  photos: ["yes", "no"],
  score: BANDS,
  missing: [...CRITERIA, NONE],
};

interface Row {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  readonly count: HTMLElement;
  readonly label: string;
}

export class FacetList {
  readonly element: HTMLDetailsElement;
  readonly word: Word;
  readonly #model: Model;
  readonly #config: Config;
  readonly #rows = new Map<string, Row>();
  readonly #list = h("div", { class: "mm-values-list" });
  readonly #within: HTMLInputElement;
  readonly #chosen = h("span", { class: "mm-chosen" });
  readonly #any: HTMLElement | null;

  constructor(word: Word, model: Model, config: Config, open: boolean) {
    this.word = word;
    this.#model = model;
    this.#config = config;
    const label = wordLabel(word);
    this.#within = h("input", { type: "search", class: "mm-within", placeholder: _("Search in this list"), "aria-label": _("Search in this list: {list}", { list: label }), hidden: true });
    this.#within.addEventListener("input", () => this.#search());
    this.#any = ONE_AT_A_TIME.has(word) ? this.#anyRow() : null;
    this.element = h(
      "details",
      { class: `mm-facet mm-facet-${word}`, "data-word": word, open },
      h("summary", {}, h("span", {}, label), this.#chosen),
      h("fieldset", {}, h("legend", { class: "mm-hidden" }, label), this.#within, this.#list),
    );
    for (const value of OWN_ORDER[word] ?? []) this.#add(value);
    this.#sort();
    this.update();
  }

  /** Counts and ticks as the model has them; a value that was found once stays. */
  update(): void {
    const counts = this.#model.answer?.counts[this.word];
    const asked = this.#model.question[this.word];
    this.#more([...(counts?.keys() ?? []), ...asked]);
    for (const [value, { element, input, count }] of this.#rows) {
      const n = counts?.get(value) ?? 0;
      input.checked = asked.includes(value);
      count.textContent = counts ? number(n) : "";
      element.classList.toggle("mm-nothing", n === 0);
      element.classList.toggle("mm-on", input.checked);
    }
    const any = this.#any?.querySelector("input");
    if (any) any.checked = asked.length === 0;
    this.#chosen.textContent = asked.length > 0 ? number(asked.length) : "";
    this.#within.hidden = this.#rows.size < MANY || this.word === "missing"; // of which all are known
    this.element.hidden = this.#rows.size === 0;
  }

  /** Show values that may be asked for, whatever is found now. */
  offer(values: readonly string[]): void {
    this.#more(values);
    this.update();
  }

  #more(values: readonly string[]): void {
    const asked = this.#model.question[this.word];
    const fresh = [...new Set(values)].filter((value) => !this.#rows.has(value) && this.#shows(value, asked));
    for (const value of fresh) this.#add(value);
    if (fresh.length > 0) this.#sort();
  }

  /** Ages between two ages come from the charts and are shown when they are asked for. */
  #shows(value: string, asked: readonly string[]): boolean {
    const own = this.word === "newest" || this.word === "visited" ? OWN_ORDER[this.word] : undefined;
    return !own || own.includes(value) || asked.includes(value);
  }

  #add(value: string): void {
    const single = ONE_AT_A_TIME.has(this.word);
    const label = valueLabel(this.word, value, this.#config);
    const input = h("input", { type: single ? "radio" : "checkbox", name: single ? this.#name : null, value });
    input.addEventListener("change", () => this.#choose(value, input.checked));
    const count = h("span", { class: "mm-n" });
    const element = h("label", { class: "mm-value" }, input, this.#picture(value), h("span", { class: "mm-label" }, h("bdi", {}, label)), count);
    this.#rows.set(value, { element, input, count, label });
  }

  #anyRow(): HTMLElement {
    const input = h("input", { type: "radio", name: this.#name, checked: true });
    input.addEventListener("change", () => this.#model.set({ [this.word]: [] }));
    return h("label", { class: "mm-value" }, input, h("span", { class: "mm-label" }, this.word === "photos" ? _("With or without") : _("Any time")));
  }

  readonly #name = freshId("choice");

  #picture(value: string): SVGSVGElement | null {
    if (this.word === "kind") return glyphSvg(value);
    if (this.word !== "condition") return null;
    const grade = (value === NONE ? -1 : Number(value)) as Grade;
    return symbolSvg({ grade, reviewed: false, disputed: false, sourcesDiffer: false }, this.#config.palette);
  }

  #choose(value: string, on: boolean): void {
    const asked = this.#model.question[this.word];
    if (ONE_AT_A_TIME.has(this.word)) this.#model.set({ [this.word]: [value] });
    else this.#model.set({ [this.word]: on ? [...asked.filter((each) => each !== value), value] : asked.filter((each) => each !== value) });
  }

  #sort(): void {
    const order = OWN_ORDER[this.word];
    const place = (value: string): number => (value === NONE ? 1e6 : value === "any" ? -1 : (order?.indexOf(value) ?? 0));
    const values = [...this.#rows.keys()].sort(
      (a, b) => place(a) - place(b) || (this.word === "period" ? byTime(a) - byTime(b) : (this.#rows.get(a)?.label ?? "").localeCompare(this.#rows.get(b)?.label ?? "", this.#config.lang)),
    );
    this.#list.replaceChildren(...(this.#any ? [this.#any] : []), ...values.flatMap((value) => this.#rows.get(value)?.element ?? []));
  }

  #search(): void {
    const wanted = fold(this.#within.value);
    for (const { element, label } of this.#rows.values()) element.hidden = wanted !== "" && !` ${fold(label)}`.includes(` ${wanted}`);
  }
}

function byTime(century: string): number {
  return Number.parseInt(century, 10);
}
