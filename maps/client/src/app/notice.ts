/** What of the address was left out, because nobody here knows it; the rest is kept. And why a site that it names is not on the map. */
import { linkTo } from "../config.ts";
import { button, h, icon } from "../dom.ts";
import { _ } from "../messages.ts";
import { harmless } from "../names.ts";
import { type QuestionProblem, WORDS, type Word } from "../question.ts";
import { type SiteRow, then } from "../source.ts";
import type { Drawn } from "./drawn.ts";
import { wordLabel } from "./filter_words.ts";
import type { Shell } from "./shell.ts";

const CROSS = "M6 6l12 12M18 6L6 18";
const SHOWN = 8;

export class Notice {
  readonly element = h("div", { class: "mm-notice", role: "status" });

  readonly #drawn: Drawn;
  readonly #shell: Shell;
  #problems: readonly QuestionProblem[];
  #unplaced: SiteRow | null = null;

  constructor(drawn: Drawn, shell: Shell) {
    this.#drawn = drawn;
    this.#shell = shell;
    this.#problems = drawn.problems;
    this.#show();
    drawn.onProblems((problems) => {
      this.#problems = problems;
      this.#show();
    });
    let opened: string | null = null;
    drawn.onOpen((id) => {
      opened = id;
      void then(id === null ? [] : drawn.source.byId([id]), ([site]) => {
        if (opened !== id) return;
        this.#unplaced = site && !site.placed ? site : null;
        this.#show();
      });
    });
  }

  #show(): void {
    const problems = this.#problems;
    this.element.hidden = problems.length === 0 && !this.#unplaced;
    if (this.element.hidden) return;
    const close = button(icon(CROSS), { class: "mm-square", "aria-label": _("Close"), title: _("Close") }, () => {
      this.#problems = [];
      this.#unplaced = null;
      this.#show();
    });
    this.element.replaceChildren(h("div", {}, this.#unplaced && this.#withoutPlace(this.#unplaced), ...leftOut(problems)), close);
  }

  #withoutPlace(site: SiteRow): HTMLElement {
    const page = linkTo(this.#drawn.config.links?.site, site.id);
    return h(
      "p",
      {},
      h("bdi", {}, _("{name} has no known position.", { name: harmless(site.name[1]) })),
      " ",
      page && h("a", { href: page }, _("All statements and sources")),
      " ",
      button(_("Show in the table"), { class: "mm-plain" }, () => this.#shell.open("table", true)),
    );
  }
}

function leftOut(problems: readonly QuestionProblem[]): HTMLElement[] {
  if (problems.length === 0) return [];
  const said = problems.slice(0, SHOWN).map((problem) => h("li", {}, h("bdi", {}, sentence(problem))));
  const more = problems.length > SHOWN ? [h("li", {}, "…")] : [];
  return [h("p", {}, _("Not all of this address is known here; the rest is shown.")), h("ul", {}, ...said, ...more)];
}

export function sentence({ word, value, reason }: QuestionProblem): string {
  const shown = harmless(value);
  if (reason === "word") return _("There is no filter “{word}”.", { word: harmless(word) });
  const label = labelOf(word);
  if (reason === "many") return _("{label}: too many values; those from “{value}” on are left out.", { label, value: shown });
  if (reason === "twice") return _("{label}: only one value is possible; “{value}” is left out.", { label, value: shown });
  if (reason === "long") return _("{label}: what is written there is too long.", { label });
  return _("{label}: “{value}” is not known.", { label, value: shown });
}

function labelOf(word: string): string {
  if ((WORDS as readonly string[]).includes(word)) return wordLabel(word as Word);
  switch (word) {
    case "site":
    case "ids":
      return _("Site");
    case "map":
      return _("View of the map");
    case "as_of":
      return _("Year");
    case "sort":
    case "order":
      return _("Order");
    case "bbox":
      return _("Box on the map");
    case "q":
      return _("Name");
    case "lang":
      return _("Language");
    case "style":
      return _("Colours");
    default:
      return harmless(word);
  }
}
