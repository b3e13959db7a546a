/** The search box: a combobox after the WAI-ARIA pattern, with suggestions as one types. */
import type { Config } from "./config.ts";
import { freshId, h, icon } from "./dom.ts";
import { _, ngettext } from "./messages.ts";
import type { Hit, SearchIndex } from "./search_index.ts";
import { districtLabel, kindLabel, nameElement } from "./site_popup.ts";
import { askServer } from "./suggest.ts";
import { glyphSvg } from "./symbols.ts";

const LIMIT = 8;
const PAUSE_MS = 120;
const LOUPE = "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.3 15.3L20 20";

export class Search {
  readonly element: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #list: HTMLUListElement;
  readonly #status: HTMLElement;
  readonly #config: Config;
  readonly #index: SearchIndex | null;
  readonly #choose: (id: string, back: HTMLElement) => void;
  #hits: readonly Hit[] = [];
  #active = -1;
  #timer = 0;
  #asking: AbortController | null = null;

  /** Names in the page are searched by `index`; where there is none, only by the server. */
  constructor(index: SearchIndex | null, config: Config, choose: (id: string, back: HTMLElement) => void) {
    this.#config = config;
    this.#index = index;
    this.#choose = choose;
    const id = freshId("search");
    this.#list = h("ul", { role: "listbox", id: `${id}-list`, "aria-label": _("Suggestions"), hidden: true });
    this.#input = h("input", {
      type: "search", id, role: "combobox", autocomplete: "off", spellcheck: "false", enterkeyhint: "search",
      "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-autocomplete": "list", dir: "auto",
      placeholder: _("Search a site in any language"),
    });
    this.#status = h("span", { role: "status", class: "mm-hidden" });
    this.element = h(
      "div",
      { class: "mm-search", role: "search" },
      h("label", { for: id, class: "mm-hidden" }, _("Search a site")),
      icon(LOUPE),
      this.#input,
      this.#list,
      this.#status,
    );
    this.#listen();
  }

  #listen(): void {
    this.#input.addEventListener("input", () => this.#search());
    this.#input.addEventListener("focus", () => this.#search());
    this.#input.addEventListener("blur", () => this.#show([]));
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    // before the blur that a press would cause, so that the list is still there to choose from
    this.#list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => {
      const option = (event.target as Element).closest("[role=option]");
      if (option) this.#take([...this.#list.children].indexOf(option));
    });
  }

  #search(): void {
    const text = this.#input.value.trim();
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#show(this.#index?.find(text, LIMIT) ?? [], text);
    const template = this.#config.links?.suggest;
    if (!text) return;
    if (!template) {
      this.#sayNone();
      return;
    }
    this.#timer = window.setTimeout(() => void this.#ask(template, text), PAUSE_MS);
  }

  async #ask(template: string, text: string): Promise<void> {
    const asking = (this.#asking = new AbortController());
    const hits = await askServer(template, text, this.#config.lang, asking.signal);
    if (document.activeElement !== this.#input || asking.signal.aborted) return;
    if (hits?.length && this.#active < 0) this.#show(hits.slice(0, LIMIT), text);
    this.#sayNone();
  }

  /** Show that nothing was found, once all have answered. */
  #sayNone(): void {
    this.#status.classList.toggle("mm-hidden", this.#hits.length > 0);
  }

  #key(event: KeyboardEvent): void {
    const last = this.#hits.length - 1;
    if (event.key === "Escape") {
      if (this.#list.hidden) this.#input.value = "";
      else this.#show([]);
    } else if (event.key === "Enter") {
      if (last >= 0) this.#take(Math.max(0, this.#active));
    } else if (last >= 0 && event.key === "ArrowDown") this.#activate(this.#active < last ? this.#active + 1 : 0);
    else if (last >= 0 && event.key === "ArrowUp") this.#activate(this.#active > 0 ? this.#active - 1 : last);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #show(hits: readonly Hit[], text = ""): void {
    this.#hits = hits;
    this.#list.replaceChildren(...hits.map((hit, k) => this.#option(hit, k)));
    this.#list.hidden = hits.length === 0;
    this.#status.classList.add("mm-hidden");
    this.#input.setAttribute("aria-expanded", String(hits.length > 0));
    this.#activate(-1);
    this.#status.textContent =
      hits.length > 0 ? ngettext("{n} suggestion", "{n} suggestions", hits.length) : text ? _("No site has that name here.") : "";
  }

  #option({ name, kind, district }: Hit, k: number): HTMLElement {
    const facts = [kindLabel(kind, this.#config), districtLabel(district, this.#config)].filter(Boolean).join(" · ");
    return h(
      "li",
      { role: "option", id: `${this.#list.id}-${k}`, "aria-selected": "false" },
      glyphSvg(kind),
      h("span", {}, nameElement(name), h("small", {}, h("bdi", {}, facts))),
    );
  }

  #activate(k: number): void {
    this.#active = k;
    [...this.#list.children].forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === k));
      if (at === k) option.scrollIntoView({ block: "nearest" });
    });
    if (k < 0) this.#input.removeAttribute("aria-activedescendant");
    else this.#input.setAttribute("aria-activedescendant", `${this.#list.id}-${k}`);
  }

  #take(k: number): void {
    const hit = this.#hits[k];
    if (!hit) return;
    this.#show([]);
    this.#choose(hit.site, this.#input);
  }
}
