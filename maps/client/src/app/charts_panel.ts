/** The panel of charts: what the sites of the question are like, to be looked at and to be asked further. */
import type * as Charts from "../charts/index.ts";
import type { Bar, Part } from "../charts/data.ts";
import { CROSS_WORDS, type CrossTable, type CrossWord } from "../cross.ts";
import { button, h } from "../dom.ts";
import { loadScript } from "../load_script.ts";
import { _, ngettext } from "../messages.ts";
import type { Question } from "../question.ts";
import { then } from "../source.ts";
import { asks, ownWords, toggled } from "./chart_choice.ts";
import { focusAgain, focusIn } from "./chart_focus.ts";
import { sectionContent } from "./chart_section.ts";
import type { Drawn } from "./drawn.ts";
import type { Shell } from "./shell.ts";

const ICON = "M4 20V10h4v10M10 20V4h4v16M16 20v-7h4v7M3 20.5h18";

/** What the reader chose in a chart, and what its words asked for before. */
interface Choice {
  readonly by: CrossWord;
  readonly before: Partial<Question>;
  readonly chosen: Partial<Question>;
}

export function addCharts(shell: Shell, drawn: Drawn): void {
  if (!drawn.source.cross) return;
  const panel = new ChartsPanel(drawn);
  shell.panel({
    id: "charts", label: _("Charts"), icon: ICON, place: "side",
    mount: (body) => panel.mount(body),
    shown: (open) => panel.show(open),
  });
}

class ChartsPanel {
  readonly #drawn: Drawn;
  readonly #sections = new Map<CrossWord, HTMLElement>();
  readonly #tables = new Map<CrossWord, CrossTable>();
  /** Tables of charts that the reader opened, and charts shown whole. */
  readonly #asTable = new Set<CrossWord>();
  readonly #whole = new Set<CrossWord>();
  readonly #status = h("p", { class: "mm-note", role: "status" });
  #charts: typeof Charts | null = null;
  #choice: Choice | null = null;
  #open = false;
  /** Whether what draws did not come. */
  #failed = false;
  #asking: AbortController | null = null;

  constructor(drawn: Drawn) {
    this.#drawn = drawn;
    drawn.model.subscribe(() => this.#ask());
  }

  mount(body: HTMLElement): void {
    body.classList.add("mm-charts");
    const wide = button(_("Wide view"), { class: "mm-wider", "aria-pressed": "false" }, () => {
      const on = body.parentElement?.classList.toggle("mm-wide") ?? false;
      wide.setAttribute("aria-pressed", String(on));
      this.#drawn.map.invalidateSize({ animate: false, pan: false });
    });
    const sections = CROSS_WORDS.map((by) => {
      const section = h("section", { class: "mm-chart-section", "data-chart": by });
      this.#sections.set(by, section);
      return section;
    });
    body.replaceChildren(h("div", { class: "mm-charts-head" }, this.#status, wide), h("div", { class: "mm-charts-of" }, ...sections));
    let width = 0;
    new ResizeObserver(() => {
      if (body.clientWidth === width || body.clientWidth === 0) return;
      width = body.clientWidth;
      this.#drawAll();
    }).observe(body);
    void this.#load();
  }

  show(open: boolean): void {
    this.#open = open;
    if (open) this.#ask();
  }

  async #load(): Promise<void> {
    const script = this.#drawn.config.charts?.script;
    if (script && !drawer()) {
      try {
        await loadScript(script);
      } catch {
        this.#failed = true;
        this.#status.textContent = _("The charts did not come; the tables say the same.");
      }
    }
    this.#charts = drawer() ?? null;
    this.#drawAll();
  }

  /** Ask for the counts of all charts; where a piece was chosen, its chart keeps the others to choose from. */
  #ask(): void {
    const { source, model } = this.#drawn;
    if (!this.#open || !source.cross) return;
    const { question } = model;
    if (this.#choice && !asks(question, this.#choice.chosen)) this.#choice = null;
    this.#asking?.abort();
    const { signal } = (this.#asking = new AbortController());
    for (const by of CROSS_WORDS) {
      const kept = this.#choice?.by === by ? { ...question, ...this.#choice.before } : question;
      const soon = then(source.cross(kept, by, signal), (table) => {
        if (signal.aborted) return;
        this.#tables.set(by, table);
        this.#draw(by);
      });
      if (soon instanceof Promise) soon.catch((error: unknown) => this.#unanswered(error, signal));
    }
    if (this.#failed) return;
    this.#status.textContent = ngettext("{n} site of the question", "{n} sites of the question", model.answer?.n ?? source.total);
  }

  #unanswered(error: unknown, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#status.textContent = _("The server did not answer; the charts show what was asked before.");
    if (!(error instanceof TypeError)) throw error;
  }

  #drawAll(): void {
    for (const by of this.#tables.keys()) this.#draw(by);
  }

  #draw(by: CrossWord): void {
    const [section, table] = [this.#sections.get(by), this.#tables.get(by)];
    if (!section || !table || section.clientWidth === 0) return;
    const { config, model } = this.#drawn;
    const had = focusIn(section);
    const asTable = section.querySelector("details");
    if (asTable && this.#charts) asTable.open ? this.#asTable.add(by) : this.#asTable.delete(by);
    const content = sectionContent({
      table, config,
      question: model.question,
      charts: this.#charts,
      width: section.clientWidth,
      onlyChosen: this.#choice?.by === by,
      whole: this.#whole.has(by),
      asTable: this.#asTable.has(by) || this.#failed,
      choose: (bar, part) => this.#choose(by, bar, part),
      showWhole: () => {
        this.#whole.add(by);
        this.#draw(by);
      },
    });
    section.replaceChildren(...content);
    focusAgain(section, had);
  }

  #choose(by: CrossWord, bar: Bar, part: Part): void {
    const { model } = this.#drawn;
    const { question } = model;
    const changes = toggled(question, by, bar.value, part.key);
    if (!changes) return;
    const again = part.chosen && this.#choice?.by === by;
    // what the words asked before comes back when the piece is clicked again, and stays while another one is chosen
    const before = this.#choice?.by === by ? this.#choice.before : ownWords(question, by);
    this.#choice = part.chosen ? null : { by, before, chosen: changes };
    model.set(again ? before : changes);
  }
}

function drawer(): typeof Charts | undefined {
  return (globalThis as { mirasmapCharts?: typeof Charts }).mirasmapCharts;
}
