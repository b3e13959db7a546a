/** The panel of filters: every word of a question, combined freely, with counts that follow. */
import { button, freshId, h } from "../dom.ts";
import { RECORD_WORDS } from "../facets.ts";
import { _, ngettext, number } from "../messages.ts";
import { EVERYTHING, type Word, filtersOf, withoutFilters } from "../question.ts";
import { then } from "../source.ts";
import type { Drawn } from "./drawn.ts";
import { FacetList } from "./facet_list.ts";
import type { Shell } from "./shell.ts";

const ICON = "M4 5h16l-6.200 7.500V19l-3.600 1.500v-8z";
/** In the order in which a planner asks; the first are open. */
const ORDER: readonly Word[] = [
  "condition", "district", "designation", "level", "visited", "kind", "newest", "access", "period", "dispute", "photos", "score", "missing",
];
const OPEN: ReadonlySet<Word> = new Set(["condition", "district"]);
/** Only where the page knows how complete records are. */
const RECORD: ReadonlySet<Word> = new Set<Word>(RECORD_WORDS);
const PAUSE_MS = 250;

export function addFilters(shell: Shell, drawn: Drawn): void {
  const { model } = drawn;
  const badge = (): void => {
    const n = filtersOf(model.question).length;
    shell.badge("filters", n > 0 ? number(n) : null);
  };
  shell.panel({ id: "filters", label: _("Filters"), icon: ICON, place: "side", mount: (body) => mount(body, drawn) });
  model.subscribe(badge);
  badge();
}

function mount(body: HTMLElement, { model, source, config }: Drawn): void {
  body.classList.add("mm-filters");
  const lists = ORDER.filter((word) => config.completeness || !RECORD.has(word)).map((word) => new FacetList(word, model, config, OPEN.has(word) || model.question[word].length > 0));
  const found = h("p", { class: "mm-note" });
  const clear = button(_("Clear all"), { class: "mm-plain" }, () => {
    model.set(withoutFilters(model.question));
    text.input.focus();
  });
  const text = textField(model);
  const update = (): void => {
    for (const list of lists) list.update();
    text.update();
    clear.hidden = filtersOf(model.question).length === 0;
    const n = model.answer?.n;
    found.textContent = n === undefined ? "" : ngettext("{n} site", "{n} sites", n);
  };
  body.replaceChildren(h("div", { class: "mm-filters-head" }, found, clear), text.element, ...lists.map(({ element }) => element));
  model.subscribe(update);
  update();
  if (!model.answer) model.ask();
  // what may be chosen at all, although nothing of it is found now
  const all = source.twin?.().answer(EVERYTHING);
  if (all) void then(all, ({ counts }) => lists.forEach((list) => list.offer([...counts[list.word].keys()])));
}

interface TextField {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  update(): void;
}

/** Part of a name, in any script. */
function textField(model: Drawn["model"]): TextField {
  const id = freshId("name");
  const input = h("input", { type: "search", id, autocomplete: "off", spellcheck: "false", dir: "auto", maxlength: 200 });
  let timer = 0;
  const ask = (): void => {
    clearTimeout(timer);
    const q = input.value.trim().replace(/\s+/g, " ");
    if (q !== model.question.q) model.set({ q });
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(ask, PAUSE_MS);
  });
  input.addEventListener("change", ask);
  return {
    input,
    element: h("div", { class: "mm-text" }, h("label", { for: id }, _("Words of a name, in any script")), input),
    update: () => {
      if (document.activeElement !== input) input.value = model.question.q;
    },
  };
}
