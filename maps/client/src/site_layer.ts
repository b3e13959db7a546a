/** Sites on the map: clusters where they crowd, symbols where they do not; only what is in view is drawn. */
import Supercluster, { type ClusterProperties } from "supercluster";
import { ClusterIcon } from "./cluster_icon.ts";
import type { Config, Style } from "./config.ts";
import { calm, h } from "./dom.ts";
import { clusterSize } from "./donut.ts";
import { ElementIcon } from "./element_icon.ts";
import { L } from "./leaflet.ts";
import { type Mix, addMix, clusterName, mixOf } from "./mix.ts";
import { firstName } from "./names.ts";
import type { Sites } from "./payload.ts";
import { SiteMarker } from "./site_marker.ts";
import { KIND_ZOOM, symbolOf } from "./site_symbol.ts";
import { extent, symbolParts, symbolSvg } from "./symbols.ts";

const CLUSTER_PX = 38;
const VIEW_MARGIN = 0.2;

/** Left, top, right, bottom in pixels. */
export type Box = readonly [number, number, number, number];

interface PointProperties {
  readonly i: number;
}

export interface SiteLayerEvents {
  /** The reader chose a site. */
  open(i: number): void;
  /** The reader chose a cluster that no zoom takes apart. */
  openMany(indices: readonly number[], lon: number, lat: number): void;
}

export class SiteLayer {
  /** Shared with the legs of visits, which lie below the symbols on it. */
  readonly renderer: L.Canvas;
  readonly #group = L.layerGroup();
  readonly #drawn = new Map<string, L.Layer>();
  readonly #index: Supercluster<PointProperties, Mix>;
  readonly #map: L.Map;
  readonly #sites: Sites;
  readonly #config: Config;
  readonly #events: SiteLayerEvents;
  #style: Style;
  #halo: L.Marker | null = null;
  #obstacles: [number, number, number][] = [];

  constructor(map: L.Map, sites: Sites, config: Config, style: Style, events: SiteLayerEvents) {
    this.#map = map;
    this.#sites = sites;
    this.#config = config;
    this.#style = style;
    this.#events = events;
    this.renderer = L.canvas({ padding: 0.1, tolerance: 2 });
    this.#index = new Supercluster<PointProperties, Mix>({
      radius: CLUSTER_PX,
      extent: 256,
      maxZoom: Math.min(20, map.getMaxZoom()),
      map: ({ i }) => mixOf(sites.grade(i)),
      reduce: addMix,
    });
    this.#index.load(
      Array.from({ length: sites.placed }, (_, i) => ({
        type: "Feature",
        properties: { i },
        geometry: { type: "Point", coordinates: [sites.lon[i] ?? 0, sites.lat[i] ?? 0] },
      })),
    );
    map.on("moveend", () => this.redraw());
    this.setVisible(true);
  }

  setVisible(visible: boolean): void {
    if (visible) this.#group.addTo(this.#map);
    else this.#group.remove();
    this.redraw();
  }

  setStyle(style: Style): void {
    this.#style = style;
    this.#group.clearLayers();
    this.#drawn.clear();
    this.redraw();
  }

  /** What symbols and clusters cover, in the map's layer points: labels keep clear of it. */
  boxes(): Box[] {
    return this.#obstacles.map(([lon, lat, radius]) => {
      const { x, y } = this.#map.latLngToLayerPoint([lat, lon]);
      return [x - radius, y - radius, x + radius, y + radius];
    });
  }

  /** One site as itself with a halo, over the cluster that it may lie in. */
  highlight(i: number | null): void {
    this.#halo?.remove();
    this.#halo = null;
    if (i === null) return;
    const symbol = (): SVGSVGElement => symbolSvg(symbolOf(this.#sites, i, true), this.#config.palette);
    this.#halo = L.marker([this.#sites.lat[i] ?? 0, this.#sites.lon[i] ?? 0], {
      icon: new ElementIcon(() => h("div", { class: "mm-halo" }, symbol())),
      interactive: false,
      keyboard: false,
      zIndexOffset: 900,
    }).addTo(this.#map);
  }

  /** Keyed: what stays in view stays as it is, so that a redraw neither flickers nor closes a popup. */
  redraw(): void {
    if (!this.#map.hasLayer(this.#group)) {
      this.#obstacles = [];
      this.#map.fire("mirasmap:symbols");
      return;
    }
    const zoom = Math.round(this.#map.getZoom());
    const view = this.#map.getBounds().pad(VIEW_MARGIN);
    const withKind = zoom >= KIND_ZOOM;
    const seen = new Set<string>();
    this.#obstacles = [];
    for (const { geometry, properties } of this.#index.getClusters(
      [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()],
      zoom,
    )) {
      const [lon = 0, lat = 0] = geometry.coordinates;
      const cluster = "cluster" in properties ? properties : null;
      const key = cluster ? `c${cluster.cluster_id}` : `s${(properties as PointProperties).i}${withKind ? "k" : ""}`;
      const radius = cluster ? clusterSize(cluster.point_count) / 2 : withKind ? 15 : 8;
      this.#obstacles.push([lon, lat, radius]);
      seen.add(key);
      if (this.#drawn.has(key)) continue;
      const layer = cluster
        ? this.#cluster(cluster, lon, lat)
        : this.#site((properties as PointProperties).i, lon, lat, withKind);
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

  #site(i: number, lon: number, lat: number, withKind: boolean): SiteMarker {
    const parts = symbolParts(symbolOf(this.#sites, i, withKind), this.#config.palette, this.#config.palette.ring[this.#style]);
    const marker = new SiteMarker([lat, lon], parts, { renderer: this.renderer, radius: extent(withKind), weight: 1 });
    marker.on("click", () => this.#events.open(i));
    if (matchMedia("(hover: hover)").matches) {
      const name = (): HTMLElement => {
        const [lang, text] = firstName(this.#sites.names(i), this.#config.lang, this.#sites.id(i));
        const tip = document.createElement("bdi");
        tip.lang = lang;
        tip.textContent = text;
        return tip;
      };
      marker.bindTooltip(name, { direction: "top", offset: [0, -10], className: "mm-tip" });
    }
    return marker;
  }

  #cluster(cluster: ClusterProperties & Mix, lon: number, lat: number): L.Marker {
    const { cluster_id: id, point_count: count } = cluster;
    const name = clusterName(count, cluster, this.#config.conditions);
    const marker = L.marker([lat, lon], {
      icon: new ClusterIcon(count, cluster, name, this.#config.palette),
      title: name,
      riseOnHover: true,
    });
    const expand = (): void => {
      const zoom = this.#index.getClusterExpansionZoom(id);
      if (zoom > this.#map.getMaxZoom()) {
        const leaves = this.#index.getLeaves(id, Infinity).map(({ properties }) => properties.i);
        this.#events.openMany(leaves, lon, lat);
      } else this.#map.setView([lat, lon], zoom, { animate: !calm() });
    };
    marker.on("click", expand);
    marker.on("keydown", ({ originalEvent }) => {
      if (originalEvent.key !== "Enter" && originalEvent.key !== " ") return;
      originalEvent.preventDefault();
      // the cluster is about to go: keep the reader's place on the map
      if (this.#index.getClusterExpansionZoom(id) <= this.#map.getMaxZoom()) this.#map.getContainer().focus();
      expand();
    });
    return marker;
  }
}
