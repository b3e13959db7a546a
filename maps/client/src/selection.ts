/** Which site is open: its popup, the halo on the map and the address move together. */
import type { Address } from "./address.ts";
import { formatView } from "./address.ts";
import { type Config, linkTo } from "./config.ts";
import { calm } from "./dom.ts";
import type { PopupHost } from "./popup_host.ts";
import type { SiteLayer, SiteLayerEvents } from "./site_layer.ts";
import { placePopup, sitePopup } from "./site_popup.ts";
import { type Cluster, type SiteDetails, type SiteMark, type SiteSource, then } from "./source.ts";

/** Close enough to see a site apart from its neighbours. */
const NEAR_ZOOM = 14;
/** Sites of one place that are listed to choose from. */
const MOST_HERE = 500;

type Listener = (id: string | null) => void;

export class Selection implements SiteLayerEvents {
  readonly #map: L.Map;
  readonly #source: SiteSource;
  readonly #config: Config;
  readonly #popups: PopupHost;
  readonly #address: Address;
  readonly #layer: () => SiteLayer;
  readonly #listeners = new Set<Listener>();
  #open: string | null = null;
  /** Counts what was asked to be opened: an answer that comes late is dropped. */
  #turn = 0;
  /** The address stays as it is until the reader does something, or already named a view: `#names` is another's. */
  #remembering: boolean;

  constructor(map: L.Map, source: SiteSource, config: Config, popups: PopupHost, address: Address, layer: () => SiteLayer) {
    this.#map = map;
    this.#source = source;
    this.#config = config;
    this.#popups = popups;
    this.#address = address;
    this.#layer = layer;
    this.#remembering = address.get("map") !== "" || address.get("site") !== "";
    map.on("moveend", () => this.#remember());
    const begin = (): void => {
      this.#remembering = true;
    };
    for (const gesture of ["pointerdown", "wheel", "keydown"]) {
      map.getContainer().addEventListener(gesture, begin, { capture: true, once: true, passive: true });
    }
  }

  get opened(): string | null {
    return this.#open;
  }

  /** Hear which site is open, null when none is. */
  onOpen(listener: Listener): void {
    this.#listeners.add(listener);
  }

  /** Open a site where it is; `back` gets the focus when it is closed. */
  open(id: string, back?: HTMLElement): void {
    this.#details(id, (site) => this.#show(site, back), false);
  }

  /** Go to a site and open it; one without a place on the map opens its page, which says why, unless only an address names it. */
  goTo(id: string, back?: HTMLElement, page = true): void {
    this.#remembering = true; // somebody chose it, in a list outside the map too
    this.#details(id, (site) => {
      this.#map.once("moveend", () => this.#show(site, back));
      const zoom = Math.min(this.#map.getMaxZoom(), Math.max(this.#map.getZoom(), NEAR_ZOOM));
      this.#map.setView([site.lat, site.lon], zoom, { animate: !calm() });
    }, page);
  }

  /** Say anew what is open: the answers have changed. */
  refresh(): void {
    const id = this.#open;
    if (id === null) return;
    void then(this.#source.details(id), (site) => {
      if (!site || this.#open !== id || !isPlaced(site)) return;
      this.#layer().highlight(site);
      this.#popups.renew(this.#card(site));
    });
  }

  /** Let the reader choose among the sites of a cluster that no zoom takes apart. */
  openCluster(cluster: Cluster): void {
    void then(this.#source.leaves(cluster, MOST_HERE), (sites) => this.#choose(sites, cluster.lon, cluster.lat));
  }

  /** Open the one site, or let the reader choose, at the first of them. */
  openAny(ids: readonly string[]): void {
    const [only] = ids;
    if (ids.length === 1 && only !== undefined) {
      this.open(only);
      return;
    }
    void then(this.#source.byId(ids), (rows) => {
      const placed = rows.filter((row) => row.placed);
      const [first] = placed;
      if (first) this.#choose(placed, first.lon, first.lat);
    });
  }

  /**
   * `page`: of a site without a place on this map open the page. Where only an address names it, or there is no page, it is
   * open without a popup, for the table to show and the app to say; what nobody knows is left alone.
   */
  #details(id: string, next: (site: SiteDetails) => void, page: boolean): void {
    const turn = ++this.#turn;
    void then(this.#source.details(id), (site) => {
      if (turn !== this.#turn) return;
      if (site && isPlaced(site)) {
        next(site);
        return;
      }
      const address = page ? linkTo(this.#config.links?.site, id) : null;
      if (address) location.assign(address);
      else if (site) {
        this.#popups.close();
        this.#set(site);
      }
    });
  }

  #card(site: SiteDetails): HTMLElement {
    const content = sitePopup(site, this.#config);
    content.dir = this.#config.dir;
    return content;
  }

  #show(site: SiteDetails, back?: HTMLElement): void {
    const onClose = (): void => {
      if (this.#open === site.id) this.#set(null);
    };
    this.#popups.open(this.#card(site), site.lon, site.lat, 12, onClose, back);
    this.#set(site);
  }

  #choose(sites: readonly SiteMark[], lon: number, lat: number): void {
    const content = placePopup(sites, this.#config, (id) => this.open(id));
    content.dir = this.#config.dir;
    this.#popups.open(content, lon, lat, 16, () => undefined);
  }

  #set(site: SiteMark | null): void {
    this.#open = site?.id ?? null;
    this.#layer().highlight(site && isPlaced(site) ? site : null);
    this.#remember();
    for (const listener of this.#listeners) listener(this.#open);
  }

  #remember(): void {
    if (!this.#remembering || !this.#config.options.interactive) return;
    const { lat, lng } = this.#map.getCenter();
    this.#address.keep({ map: formatView({ zoom: this.#map.getZoom(), lat, lon: lng }), site: this.#open });
  }
}

function isPlaced({ lon }: SiteMark): boolean {
  return Number.isFinite(lon);
}
