/** Which site is open: its popup, the halo on the map and the address move together. */
import type { Config } from "./config.ts";
import { calm } from "./dom.ts";
import type { PopupHost } from "./popup_host.ts";
import type { Sites } from "./payload.ts";
import type { SiteLayer } from "./site_layer.ts";
import { placePopup, sitePopup } from "./site_popup.ts";
import { formatHash, keepHash, parseHash } from "./view_hash.ts";

/** Close enough to see a site apart from its neighbours. */
const NEAR_ZOOM = 14;

export class Selection {
  readonly #map: L.Map;
  readonly #sites: Sites;
  readonly #config: Config;
  readonly #popups: PopupHost;
  readonly #layer: () => SiteLayer;
  #open: number | null = null;
  /** The address stays as it is until the reader does something, or already named a view: `#names` is another's. */
  #remembering = formatHash(parseHash(location.hash)) !== "";

  constructor(map: L.Map, sites: Sites, config: Config, popups: PopupHost, layer: () => SiteLayer) {
    this.#map = map;
    this.#sites = sites;
    this.#config = config;
    this.#popups = popups;
    this.#layer = layer;
    map.on("moveend", () => this.#remember());
    const begin = (): void => {
      this.#remembering = true;
    };
    for (const gesture of ["pointerdown", "wheel", "keydown"]) {
      map.getContainer().addEventListener(gesture, begin, { capture: true, once: true, passive: true });
    }
  }

  /** Open a site where it is; `back` gets the focus when it is closed. */
  open(i: number, back?: HTMLElement): void {
    const content = sitePopup(this.#sites, i, this.#config);
    content.dir = this.#config.dir;
    const onClose = (): void => {
      if (this.#open === i) this.#set(null);
    };
    this.#popups.open(content, this.#sites.lon[i] ?? 0, this.#sites.lat[i] ?? 0, 12, onClose, back);
    this.#set(i);
  }

  /** Go to a site and open it; `back` gets the focus when it is closed. */
  goTo(i: number, back: HTMLElement): void {
    this.#map.once("moveend", () => this.open(i, back));
    const zoom = Math.min(this.#map.getMaxZoom(), Math.max(this.#map.getZoom(), NEAR_ZOOM));
    this.#map.setView([this.#sites.lat[i] ?? 0, this.#sites.lon[i] ?? 0], zoom, { animate: !calm() });
  }

  /** Let the reader choose among sites at one place. */
  openMany(indices: readonly number[], lon: number, lat: number): void {
    const content = placePopup(this.#sites, indices, this.#config, (i) => this.open(i));
    content.dir = this.#config.dir;
    this.#popups.open(content, lon, lat, 16, () => undefined);
  }

  /** Open the one site, or let the reader choose, at the first of them. */
  openAny(indices: readonly number[]): void {
    const [first, ...more] = indices;
    if (first === undefined) return;
    if (more.length === 0) this.open(first);
    else this.openMany(indices, this.#sites.lon[first] ?? 0, this.#sites.lat[first] ?? 0);
  }

  #set(i: number | null): void {
    this.#open = i;
    this.#layer().highlight(i);
    this.#remember();
  }

  #remember(): void {
    if (!this.#remembering || !this.#config.options.interactive) return;
    const { lat, lng } = this.#map.getCenter();
    const site = this.#open === null ? null : this.#sites.id(this.#open);
    keepHash({ view: { zoom: this.#map.getZoom(), lat, lon: lng }, site });
  }
}
