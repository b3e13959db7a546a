/** The year slider: the map as it was known at the end of a year, over how many statements each year brought. */
import { button, calm, freshId, h, icon, svg } from "../dom.ts";
import { _, list, ngettext } from "../messages.ts";
import { EVERYTHING } from "../question.ts";
import { then } from "../source.ts";
import { asOfLabel } from "./answer_bar.ts";
import type { Drawn } from "./drawn.ts";
import type { Shell } from "./shell.ts";

const ICON = "M5 6h14v13H5zM5 10h14M9 4v4M15 4v4";
const PLAY = "M8 5.500v13l10.500-6.500z";
const PAUSE = "M8 6v12M16 6v12";
const BACK = "M15 6l-6 6 6 6";
const ON = "M9 6l6 6-6 6";
const STEP_MS = 900;
const [WIDTH, HEIGHT] = [1000, 40];

export function addYears(shell: Shell, drawn: Drawn): void {
  const { years } = drawn.source;
  if (!years) return;
  let slider: YearSlider | null = null;
  shell.panel({
    id: "years", label: _("Year"), icon: ICON, place: "foot",
    mount: (body) => {
      slider = new YearSlider(body, drawn, years);
    },
    shown: (open) => slider?.shown(open),
  });
}

class YearSlider {
  readonly #drawn: Drawn;
  readonly #first: number;
  /** One step beyond the last year: today. */
  readonly #today: number;
  readonly #range: HTMLInputElement;
  readonly #said = h("output", { class: "mm-as-of" });
  readonly #now: HTMLButtonElement;
  readonly #play: HTMLButtonElement | null;
  readonly #bars = svg("svg", { class: "mm-years-bars", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" });
  #counts: ReadonlyMap<number, number> = new Map();
  #timer = 0;
  #asked = 0;

  constructor(body: HTMLElement, drawn: Drawn, [first, last]: readonly [number, number]) {
    this.#drawn = drawn;
    this.#first = first;
    this.#today = Math.min(last, new Date().getUTCFullYear() - 1) + 1;
    const id = freshId("year");
    this.#range = h("input", { type: "range", id, min: first, max: this.#today, step: 1, "aria-label": _("Condition as of the end of a year") });
    this.#range.addEventListener("input", () => {
      this.#pause();
      this.#ask(Number(this.#range.value));
    });
    this.#play = calm() ? null : button(icon(PLAY), { class: "mm-square", "aria-label": _("Go through the years"), title: _("Go through the years") }, () => (this.#timer ? this.#pause() : this.#start()));
    const step = (path: string, label: string, by: 1 | -1): HTMLElement =>
      button(icon(path), { class: "mm-square mm-step", "aria-label": label, title: label }, () => {
        this.#pause();
        this.#ask(this.#next(this.#year, by) ?? this.#year);
      });
    this.#now = button(_("Today"), { class: "mm-plain" }, () => {
      this.#pause();
      this.#ask(this.#today);
    });
    body.classList.add("mm-years");
    body.append(
      h("div", { class: "mm-years-acts" }, this.#play, step(BACK, _("Earlier: the year before that brought something new"), -1), step(ON, _("Later: the next year that brought something new"), 1)),
      h(
        "div",
        { class: "mm-years-track" },
        this.#bars as unknown as HTMLElement,
        this.#range,
        h("div", { class: "mm-years-ends", "aria-hidden": "true" }, h("span", {}, String(first)), h("span", {}, _("Today"))),
      ),
      h("div", { class: "mm-years-said" }, this.#said, this.#now),
    );
    drawn.model.subscribe(() => this.#update());
    const counts = drawn.source.cross?.(EVERYTHING, "year");
    if (counts) {
      void then(counts, ({ rows }) => {
        this.#counts = new Map(rows.flatMap(({ value, counts: [n = 0] }): [number, number][] => (/^\d+$/.test(value) ? [[Number(value), n]] : [])));
        this.#update();
      });
    }
    this.#update();
  }

  shown(open: boolean): void {
    if (!open) this.#pause(); // the year stays, and stands over the map
  }

  get #year(): number {
    const asked = Number(this.#drawn.model.question.as_of.slice(0, 4));
    return asked ? Math.max(this.#first, Math.min(this.#today, asked)) : this.#today;
  }

  #ask(year: number): void {
    this.#range.value = String(year);
    this.#say(year, year >= this.#today ? "" : String(year));
    cancelAnimationFrame(this.#asked);
    // once a frame, however fast it is drawn
    this.#asked = requestAnimationFrame(() => {
      const asOf = year >= this.#today ? "" : String(year).padStart(4, "0");
      if (asOf !== this.#drawn.model.question.as_of) this.#drawn.model.set({ as_of: asOf });
    });
  }

  /** The next year in which something was observed. */
  #next(year: number, by: 1 | -1): number | null {
    for (let next = year + by; next >= this.#first && next <= this.#today; next += by) {
      if (this.#counts.size === 0 || this.#counts.has(next) || next === this.#today) return next;
    }
    return null;
  }

  #start(): void {
    if (this.#year === this.#today) this.#ask(this.#first);
    this.#timer = window.setInterval(() => {
      const next = this.#next(this.#year, 1);
      if (next !== null) this.#ask(next);
      if (next === null || next === this.#today) this.#pause();
    }, STEP_MS);
    this.#mark(PAUSE, _("Stop"));
  }

  #pause(): void {
    if (!this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = 0;
    this.#mark(PLAY, _("Go through the years"));
  }

  #mark(path: string, label: string): void {
    this.#play?.replaceChildren(icon(path));
    this.#play?.setAttribute("aria-label", label);
    if (this.#play) this.#play.title = label;
  }

  #update(): void {
    const year = this.#year;
    this.#range.value = String(year);
    this.#say(year, this.#drawn.model.question.as_of);
    this.#draw(year);
  }

  /** `asOf` may lie before the first year or after today, or be a day; none is today, with what has no date. */
  #say(year: number, asOf: string): void {
    const n = this.#counts.get(year) ?? 0;
    const today = asOf === "";
    const said = today ? _("What is known today") : asOfLabel(asOf);
    const brought = !today && n > 0 && asOf === String(year) ? ngettext("{n} statement in that year", "{n} statements in that year", n) : "";
    this.#said.replaceChildren(h("strong", {}, said), brought && h("small", {}, brought));
    this.#range.setAttribute("aria-valuetext", list([said, brought].filter(Boolean)));
    this.#now.disabled = today;
  }

  /** A bar for each year's statements; what is not known yet is pale. */
  #draw(year: number): void {
    const most = Math.max(1, ...this.#counts.values());
    const steps = this.#today - this.#first;
    const width = WIDTH / (steps + 1);
    this.#bars.replaceChildren(
      ...[...this.#counts].map(([of, n]) => {
        const height = Math.max(3, Math.sqrt(n / most) * HEIGHT);
        return svg("rect", { x: (of - this.#first) * width, y: HEIGHT - height, width: width * 0.8, height, class: of > year ? "mm-later" : "mm-known" });
      }),
    );
  }
}
