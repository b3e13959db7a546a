/** The sites in view as a list of buttons: the way to them without a pointer, since a canvas cannot be tabbed through. */
import type { Config } from "./config.ts";
import { button, freshId, h, icon, narrow } from "./dom.ts";
import { ngettext, _ } from "./messages.ts";
import { siteButton } from "./site_popup.ts";
import { type SiteRow, type SiteSource, then } from "./source.ts";

const MOST_LISTED = 60;
const LINES = "M4 6.5h2M9 6.5h11M4 12h2M9 12h11M4 17.5h2M9 17.5h11";

export class SiteList {
  readonly toggle: HTMLButtonElement;
  readonly panel: HTMLElement;
  readonly #map: L.Map;
  readonly #source: SiteSource;
  readonly #config: Config;
  readonly #choose: (id: string, back: HTMLElement) => void;
  #asking: AbortController | null = null;

  constructor(map: L.Map, source: SiteSource, config: Config, choose: (id: string, back: HTMLElement) => void) {
    this.#map = map;
    this.#source = source;
    this.#config = config;
    this.#choose = choose;
    const id = freshId("list");
    this.panel = h("section", { class: "mm-panel mm-list", id, hidden: true, "aria-label": _("Sites in view") });
    this.toggle = button(
      icon(LINES),
      { class: "mm-square", "aria-expanded": "false", "aria-controls": id, "aria-label": _("Sites in view"), title: _("Sites in view") },
      () => this.#show(Boolean(this.panel.hidden)),
    );
    this.panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.#show(false);
      this.toggle.focus();
    });
    map.on("moveend", () => this.refresh());
  }

  #show(open: boolean): void {
    this.panel.hidden = !open;
    this.toggle.setAttribute("aria-expanded", String(open));
    this.refresh();
  }

  #take(id: string): void {
    if (narrow(this.#map)) this.#show(false); // it would cover what the reader asked for
    this.#choose(id, this.toggle);
  }

  /** List the sites in view anew: the map moved, or another question was asked. */
  refresh(): void {
    this.#asking?.abort();
    if (this.panel.hidden) return;
    const bounds = this.#map.getBounds();
    const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()] as const;
    const asking = (this.#asking = new AbortController());
    void then(this.#source.rows(0, MOST_LISTED, box, asking.signal), ({ rows, n }) => {
      if (!asking.signal.aborted) this.#fill(rows, n);
    });
  }

  #fill(listed: readonly SiteRow[], n: number): void {
    const rest = n - listed.length;
    this.panel.replaceChildren(
      h("h2", {}, ngettext("{n} site in view", "{n} sites in view", n)),
      h("ul", { class: "mm-choices" }, ...listed.map((site) => h("li", {}, siteButton(site, this.#config, (chosen) => this.#take(chosen))))),
      ...(rest > 0 ? [h("p", { class: "mm-note" }, ngettext("{n} more: zoom in to list it.", "{n} more: zoom in to list them.", rest))] : []),
    );
  }
}
