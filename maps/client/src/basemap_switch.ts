/** The ground under the sites: the offline base map, loaded after the sites are drawn, or an online one on request. */
import type * as Basemap from "./basemap/index.ts";
import type { Config, OnlineMap, Style } from "./config.ts";
import { L } from "./leaflet.ts";
import { loadScript } from "./load_script.ts";
import type { Box } from "./site_layer.ts";

/** Index into the online maps of the page, or null for the offline ground. */
export type Ground = number | null;

export class BasemapSwitch {
  readonly #map: L.Map;
  readonly #config: Config;
  readonly #obstacles: () => Box[];
  #style: Style;
  #offline: Basemap.Handle | null = null;
  #online: L.TileLayer | null = null;
  #loading: Promise<void> | null = null;

  constructor(map: L.Map, config: Config, style: Style, obstacles: () => Box[]) {
    this.#map = map;
    this.#config = config;
    this.#obstacles = obstacles;
    this.#style = style;
    if (config.credit) map.attributionControl?.addAttribution(asHtml(config.credit)); // the same as the ground's counts once
    map.on("mirasmap:symbols", () => this.#offline?.redraw());
  }

  /** Fetch the script of the base map and draw it; once, however often it is asked. */
  load(): Promise<void> {
    return (this.#loading ??= this.#load());
  }

  async #load(): Promise<void> {
    const script = this.#config.basemap?.script;
    if (script && !drawer()) await loadScript(script);
    if (!this.#online) this.#showOffline();
  }

  setStyle(style: Style): void {
    this.#style = style;
    this.#offline?.setStyle(style);
  }

  /** Online maps ask another host: never before the reader chose one. */
  choose(ground: Ground): void {
    this.#online?.remove();
    this.#online = null;
    const chosen = ground === null ? undefined : this.#config.online[ground];
    if (!chosen) {
      this.#showOffline();
      return;
    }
    this.#offline?.remove();
    this.#offline = null;
    this.#online = onlineLayer(chosen).addTo(this.#map);
  }

  #showOffline(): void {
    const { basemap } = this.#config;
    if (this.#offline || !basemap) return;
    this.#offline = drawer()?.add(this.#map, { ...this.#config, basemap, style: this.#style }, this.#obstacles) ?? null;
  }
}

function drawer(): typeof Basemap | undefined {
  return (globalThis as { mirasmapBasemap?: typeof Basemap }).mirasmapBasemap;
}

function onlineLayer({ url, attribution, max_zoom: maxNativeZoom }: OnlineMap): L.TileLayer {
  return L.tileLayer(url, { attribution: asHtml(attribution), maxNativeZoom, maxZoom: 20 });
}

/** Leaflet reads an attribution as HTML: what comes back from a text node is escaped. */
function asHtml(text: string): string {
  return new XMLSerializer().serializeToString(document.createTextNode(text));
}
