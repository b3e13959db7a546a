/** The sites in view as a list of buttons: the way to them without a pointer, since a canvas cannot be tabbed through. */
import type { Config } from "./config.ts";
import { button, freshId, h, icon, narrow } from "./dom.ts";
import { ngettext, _ } from "./messages.ts";
import type { Sites } from "./payload.ts";
import { siteButton } from "./site_popup.ts";

const MOST_LISTED = 60;
const LINES = "M4 6.5h2M9 6.5h11M4 12h2M9 12h11M4 17.5h2M9 17.5h11";

export class SiteList {
  readonly toggle: HTMLButtonElement;
  readonly panel: HTMLElement;
  readonly #map: L.Map;
  readonly #sites: Sites;
  readonly #config: Config;
  readonly #choose: (i: number, back: HTMLElement) => void;

  constructor(map: L.Map, sites: Sites, config: Config, choose: (i: number, back: HTMLElement) => void) {
    this.#map = map;
    this.#sites = sites;
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
    map.on("moveend", () => this.#fill());
  }

  #show(open: boolean): void {
    this.panel.hidden = !open;
    this.toggle.setAttribute("aria-expanded", String(open));
    this.#fill();
  }

  #take(i: number): void {
    if (narrow(this.#map)) this.#show(false); // it would cover what the reader asked for
    this.#choose(i, this.toggle);
  }

  #fill(): void {
    if (this.panel.hidden) return;
    const inView = this.#inView();
    const listed = inView.slice(0, MOST_LISTED);
    const rest = inView.length - listed.length;
    this.panel.replaceChildren(
      h("h2", {}, ngettext("{n} site in view", "{n} sites in view", inView.length)),
      h("ul", { class: "mm-choices" }, ...listed.map((i) => h("li", {}, siteButton(this.#sites, i, this.#config, (chosen) => this.#take(chosen))))),
      ...(rest > 0 ? [h("p", { class: "mm-note" }, ngettext("{n} more: zoom in to list it.", "{n} more: zoom in to list them.", rest))] : []),
    );
  }

  /** Nearest to the middle of the map first. */
  #inView(): number[] {
    const bounds = this.#map.getBounds();
    const [west, south, east, north] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    const middle = bounds.getCenter();
    const narrowing = Math.cos((middle.lat * Math.PI) / 180);
    const found: { i: number; away: number }[] = [];
    for (let i = 0; i < this.#sites.placed; i++) {
      const lon = this.#sites.lon[i] ?? 0;
      const lat = this.#sites.lat[i] ?? 0;
      if (lon < west || lon > east || lat < south || lat > north) continue;
      found.push({ i, away: Math.hypot((lon - middle.lng) * narrowing, lat - middle.lat) });
    }
    return found.sort((a, b) => a.away - b.away).map(({ i }) => i);
  }
}
