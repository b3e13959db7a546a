/** Printing: a card to choose the sheet on, and the same sheet for whoever presses Ctrl+P. */
import { button, freshId, h } from "../../dom.ts";
import { _ } from "../../messages.ts";
import type { Drawn } from "../drawn.ts";
import type { Shell, ToolSpec } from "../shell.ts";
import { Choice, ToolCard } from "../tool_card.ts";
import type { Paper, Way } from "./paper.ts";
import { PrintSheet, type Settings } from "./print_sheet.ts";

const PRINTER = "M7 9V4h10v5M7 17H4.500V10a1 1 0 0 1 1-1h13a1 1 0 0 1 1 1v7H17M7 14h10v6H7z";

/** Panels that say something on paper. */
const PANELS = ["charts", "compare", "visit"];

export function printTool(drawn: Drawn, shell: Shell): ToolSpec {
  let settings: Settings = { title: titleOf(drawn), paper: "a4", way: "landscape", table: false, panels: [] };
  let sheet: PrintSheet | null = null;
  const lay = (): PrintSheet => (sheet ??= new PrintSheet(drawn, settings));
  const away = (): void => {
    sheet?.remove();
    sheet = null;
  };
  // whoever prints by the browser's own command gets the same sheet, as far as it can be had at once
  const open = (): Pick<Settings, "table" | "panels"> => ({ table: shell.isOpen("table"), panels: PANELS.filter((id) => shell.isOpen(id)) });
  const layAtOnce = (): void => {
    if (sheet) return;
    settings = { ...settings, ...open() }; // what is on the screen is what is meant
    lay().still();
  };
  // heard after the ground has, which turns to print by itself: listeners are called as they were added
  const listen = (): void => addEventListener("beforeprint", layAtOnce);
  drawn.basemap.load().then(listen, listen);
  addEventListener("afterprint", away);

  const card = new ToolCard(drawn.map, drawn.config.dir, _("Print"), () => shell.turn("print", false));
  const set = (changes: Partial<Settings>): void => {
    settings = { ...settings, ...changes };
    paper.value = settings.paper;
    way.value = settings.way;
  };
  const paper = new Choice<Paper>(_("Paper"), [["a4", "A4"], ["a3", "A3"]], (value) => set({ paper: value }));
  const way = new Choice<Way>(_("Which way"), [["landscape", _("Landscape")], ["portrait", _("Portrait")]], (value) => set({ way: value }));
  const table = new Tick(_("Table under the map"), (on) => set({ table: on }));
  const panels = new Tick(_("What stands in the panels that are open"), (on) => set({ panels: on ? open().panels : [] }));
  const titleId = freshId("title");
  const title = h("input", { id: titleId, type: "text", value: settings.title, maxlength: 160, dir: "auto" });
  title.addEventListener("input", () => set({ title: title.value }));
  const act = button(_("Print"), { class: "mm-plain mm-print-act" }, () => {
    shell.turn("print", false);
    const laid = lay();
    void laid.ready().then(() => {
      print();
      if (sheet === laid) away(); // browsers that print later have told so by now, or never do
    });
  });
  card.body.append(
    h("p", { class: "mm-print-field" }, h("label", { for: titleId }, _("Title")), title),
    paper.element,
    way.element,
    table.element,
    panels.element,
    h("p", { class: "mm-print-field" }, act),
  );
  card.body.classList.add("mm-print-card");
  set({});
  return { id: "print", label: _("Print"), icon: PRINTER, toggle: (on) => {
    card.shown = on;
    if (!on) return;
    set(open());
    table.checked = settings.table;
    panels.checked = settings.panels.length > 0;
    panels.element.hidden = settings.panels.length === 0;
    title.focus();
  } };
}

class Tick {
  readonly element: HTMLElement;
  readonly #box = h("input", { type: "checkbox" });

  constructor(label: string, changed: (on: boolean) => void) {
    this.#box.addEventListener("change", () => changed(this.#box.checked));
    this.element = h("label", { class: "mm-print-tick" }, this.#box, h("span", {}, label));
  }

  set checked(checked: boolean) {
    this.#box.checked = checked;
  }
}

/** The title of the page, without the name of the program. */
function titleOf({ config }: Drawn): string {
  return document.querySelector("h1")?.textContent?.trim() || config.title;
}
