/** Sites on the map: clusters where they crowd, symbols where they do not; only what is in view is drawn. */
import { ClusterIcon } from "./cluster_icon.ts";
import type { Config, Style } from "./config.ts";
import { calm, h } from "./dom.ts";
import { clusterSize } from "./donut.ts";
import { ElementIcon } from "./element_icon.ts";
import { L } from "./leaflet.ts";
import { clusterName } from "./mix.ts";
import { SiteMarker } from "./site_marker.ts";
import { KIND_ZOOM, symbolOf } from "./site_symbol.ts";
import { type Cluster, type SiteMark, type SiteSource, type ViewItem, isCluster, then } from "./source.ts";
import { extent, symbolParts, symbolSvg } from "./symbols.ts";

const VIEW_MARGIN = 0.2;

/** Left, top, right, bottom in pixels. */
export type Box = readonly [number, number, number, number];

export interface SiteLayerEvents {
  /** The reader chose a site. */
  open(id: string): void;
  /** The reader chose a cluster that no zoom takes apart. */
  openCluster(cluster: Cluster): void;
}

export class SiteLayer {
  /** Shared with the legs of visits, which lie below the symbols on it. */
  readonly renderer: L.Canvas;
  readonly #group = L.layerGroup();
  readonly #drawn = new Map<string, L.Layer>();
  readonly #map: L.Map;
  readonly #source: SiteSource;
  readonly #config: Config;
  readonly #events: SiteLayerEvents;
  #style: Style;
  #halo: L.Marker | null = null;
  #obstacles: [number, number, number][] = [];
  #items: readonly ViewItem[] = [];
  #asking: AbortController | null = null;

  constructor(map: L.Map, source: SiteSource, config: Config, style: Style, events: SiteLayerEvents) {
    this.#map = map;
    this.#source = source;
    this.#config = config;
    this.#style = style;
    this.#events = events;
    this.renderer = L.canvas({ padding: 0.1, tolerance: 2 });
    map.on("moveend", () => this.refresh());
    this.setVisible(true);
  }

  setVisible(visible: boolean): void {
    if (visible) this.#group.addTo(this.#map);
    else this.#group.remove();
    this.refresh();
  }

  setStyle(style: Style): void {
    this.#style = style;
    this.#group.clearLayers();
    this.#drawn.clear();
    this.refresh();
  }

  /** What is drawn, in the view and a little around it. */
  get items(): readonly ViewItem[] {
    return this.#items;
  }

  /** What symbols and clusters cover, in the map's layer points: labels keep clear of it. */
  boxes(): Box[] {
    return this.#obstacles.map(([lon, lat, radius]) => {
      const { x, y } = this.#map.latLngToLayerPoint([lat, lon]);
      return [x - radius, y - radius, x + radius, y + radius];
    });
  }

  /** One site as itself with a halo, over the cluster that it may lie in. */
  highlight(site: SiteMark | null): void {
    this.#halo?.remove();
    this.#halo = null;
    if (!site) return;
    const symbol = (): SVGSVGElement => symbolSvg(symbolOf(site, true), this.#config.palette);
    this.#halo = L.marker([site.lat, site.lon], {
      icon: new ElementIcon(() => h("div", { class: "mm-halo" }, symbol())),
      interactive: false,
      keyboard: false,
      zIndexOffset: 900,
    }).addTo(this.#map);
  }

  /** Draw what is in view: the map moved, or another question was asked. */
  refresh(): void {
    this.#asking?.abort();
    if (!this.#map.hasLayer(this.#group)) {
      this.#obstacles = [];
      this.#items = [];
      this.#map.fire("mirasmap:symbols");
      return;
    }
    const asking = (this.#asking = new AbortController());
    const zoom = Math.round(this.#map.getZoom());
    const view = this.#map.getBounds().pad(VIEW_MARGIN);
    const bounds = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()] as const;
    const soon = then(this.#source.view(bounds, zoom, asking.signal), (items) => {
      if (!asking.signal.aborted) this.#draw(items, zoom >= KIND_ZOOM);
    });
    if (soon instanceof Promise) soon.catch(dropAborted);
  }

  /** Keyed: what stays in view stays as it is, so that a redraw neither flickers nor closes a popup. */
  #draw(items: readonly ViewItem[], withKind: boolean): void {
    const seen = new Set<string>();
    this.#items = items;
    this.#obstacles = [];
    for (const item of items) {
      const key = isCluster(item) ? clusterKey(item) : siteKey(item, withKind);
      const radius = isCluster(item) ? clusterSize(item.count) / 2 : withKind ? 15 : 8;
      this.#obstacles.push([item.lon, item.lat, radius]);
      seen.add(key);
      if (this.#drawn.has(key)) continue;
      const layer = isCluster(item) ? this.#cluster(item) : this.#site(item, withKind);
      this.#drawn.set(key, layer);
      this.#group.addLayer(layer);
    }
    for (const [key, layer] of this.#drawn) {
      if (seen.has(key)) continue;
      this.#group.removeLayer(layer);
      this.#drawn.delete(key);
    }
    this.#map.fire("mirasmap:symbols");
  }

  #site(site: SiteMark, withKind: boolean): SiteMarker {
    const parts = symbolParts(symbolOf(site, withKind), this.#config.palette, this.#config.palette.ring[this.#style]);
    const marker = new SiteMarker([site.lat, site.lon], parts, { renderer: this.renderer, radius: extent(withKind), weight: 1 });
    marker.on("click", () => this.#events.open(site.id));
    if (matchMedia("(hover: hover)").matches) {
      const name = (): HTMLElement => {
        const [lang, text] = site.name;
        const tip = document.createElement("bdi");
        tip.lang = lang;
        tip.textContent = text;
        return tip;
      };
      marker.bindTooltip(name, { direction: "top", offset: [0, -10], className: "mm-tip" });
    }
    return marker;
  }

  #cluster(cluster: Cluster): L.Marker {
    const { count, mix, lon, lat } = cluster;
    const name = clusterName(count, mix, this.#config.conditions);
    const marker = L.marker([lat, lon], {
      icon: new ClusterIcon(count, mix, name, this.#config.palette),
      title: name,
      riseOnHover: true,
    });
    const expand = (): void => {
      const zoom = cluster.apart;
      if (zoom > this.#map.getMaxZoom()) this.#events.openCluster(cluster);
      else this.#map.setView([lat, lon], zoom, { animate: !calm() });
    };
    marker.on("click", expand);
    marker.on("keydown", ({ originalEvent }) => {
      if (originalEvent.key !== "Enter" && originalEvent.key !== " ") return;
      originalEvent.preventDefault();
      // the cluster is about to go: keep the reader's place on the map
      if (cluster.apart <= this.#map.getMaxZoom()) this.#map.getContainer().focus();
      expand();
    });
    return marker;
  }
}

/** What stands in it tells one drawn symbol from another; a cluster's key tells its sites, its ring their grades. */
function clusterKey({ key, mix }: Cluster): string {
  return `c${key}/${Object.values(mix).join()}`;
}

function siteKey({ id, grade, reviewed, disputed, sourcesDiffer, fill }: SiteMark, withKind: boolean): string {
  return `s${id}/${[grade, reviewed, disputed, sourcesDiffer, withKind].map(Number).join()}${fill ?? ""}`;
}

/** A view that another one overtook is no failure. */
function dropAborted(error: unknown): void {
  if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
}
