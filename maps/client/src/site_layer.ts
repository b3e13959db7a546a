/** Sites on the map: clusters where they crowd, symbols where they do not; only what is in view is drawn. */
import { ClusterIcon } from "./cluster_icon.ts";
import { paintCluster } from "./cluster_paint.ts";
import { bandLabels, bandPalette, scoreFill } from "./completeness.ts";
import type { Config, Style } from "./config.ts";
import { calm, h } from "./dom.ts";
import { clusterSize } from "./donut.ts";
import { ElementIcon } from "./element_icon.ts";
import { L } from "./leaflet.ts";
import { clusterName } from "./mix.ts";
import { SiteCanvas, type Spot } from "./site_canvas.ts";
import { KIND_ZOOM, symbolOf } from "./site_symbol.ts";
import { type Cluster, type ColourBy, type SiteMark, type SiteSource, type ViewItem, isCluster, then } from "./source.ts";
import { Sprites } from "./sprites.ts";
import { type SymbolOf, symbolSvg } from "./symbols.ts";

const VIEW_MARGIN = 0.2;
/** More clusters than these are painted on the canvas: elements of their own, which a keyboard reaches, would take too long. */
const MOST_ELEMENTS = 120;
const SYMBOL_RADIUS = { plain: 8, withKind: 15 } as const;
const TIP_LIFT = { plain: 10, withKind: 16 } as const;

/** Left, top, right, bottom in pixels. */
export type Box = readonly [number, number, number, number];

export interface SiteLayerEvents {
  /** The reader chose a site. */
  open(id: string): void;
  /** The reader chose a cluster that no zoom takes apart. */
  openCluster(cluster: Cluster): void;
}

interface ItemSpot extends Spot {
  readonly item: ViewItem;
}

export class SiteLayer {
  /** Shared with the legs of visits, which lie below the symbols on it. */
  readonly renderer: L.Canvas;
  readonly #group = L.layerGroup();
  readonly #canvas: SiteCanvas<ItemSpot>;
  /** Clusters that are elements. */
  readonly #drawn = new Map<string, L.Marker>();
  readonly #map: L.Map;
  readonly #source: SiteSource;
  readonly #config: Config;
  readonly #events: SiteLayerEvents;
  #sprites: Sprites;
  #tip: { readonly spot: ItemSpot; readonly tooltip: L.Tooltip } | null = null;
  #halo: L.Marker | null = null;
  #items: readonly ViewItem[] = [];
  #withKind = false;
  #colours: ColourBy = "condition";
  #asking: AbortController | null = null;

  constructor(map: L.Map, source: SiteSource, config: Config, style: Style, events: SiteLayerEvents) {
    this.#map = map;
    this.#source = source;
    this.#config = config;
    this.#sprites = new Sprites(config.palette, config.palette.ring[style]);
    this.#events = events;
    this.renderer = L.canvas({ padding: 0.1, tolerance: 2 });
    map.on("moveend", () => this.refresh(false)); // before the canvas hears of it, which then paints once
    this.#canvas = new SiteCanvas<ItemSpot>(this.renderer);
    this.#listen();
    this.#group.addLayer(this.#canvas);
    this.setVisible(true);
  }

  setVisible(visible: boolean): void {
    if (visible) this.#group.addTo(this.#map);
    else this.#group.remove();
    this.refresh();
  }

  setStyle(style: Style): void {
    this.#sprites = new Sprites(this.#config.palette, this.#config.palette.ring[style]);
    this.refresh();
  }

  /** What the colours of symbols and rings stand for. */
  get colours(): ColourBy {
    return this.#colours;
  }

  colourBy(colours: ColourBy): void {
    this.#colours = colours;
    this.#source.colourBy(colours);
    for (const marker of this.#drawn.values()) this.#group.removeLayer(marker);
    this.#drawn.clear(); // the same sites have other rings
    this.refresh();
  }

  get #rings(): Config["palette"] {
    return this.#colours === "completeness" ? bandPalette(this.#config.palette) : this.#config.palette;
  }

  #symbol(site: SiteMark, withKind: boolean): SymbolOf {
    return symbolOf(site, withKind, this.#colours === "completeness" ? scoreFill(this.#config.palette, site.score) : undefined);
  }

  /** What is drawn, in the view and a little around it. */
  get items(): readonly ViewItem[] {
    return this.#items;
  }

  /** What symbols and clusters cover, in the map's layer points: labels keep clear of it. */
  boxes(): Box[] {
    return this.#items.map((item) => {
      const { x, y } = this.#map.latLngToLayerPoint([item.lat, item.lon]);
      const radius = this.#radius(item);
      return [x - radius, y - radius, x + radius, y + radius];
    });
  }

  /** The clusters, in the map's layer points: pins of visits stand over them. */
  discs(): { readonly x: number; readonly y: number; readonly radius: number }[] {
    return this.#items.filter(isCluster).map((cluster) => {
      const { x, y } = this.#map.latLngToLayerPoint([cluster.lat, cluster.lon]);
      return { x, y, radius: this.#radius(cluster) };
    });
  }

  /** One site as itself with a halo, over the cluster that it may lie in. */
  highlight(site: SiteMark | null): void {
    this.#halo?.remove();
    this.#halo = null;
    if (!site) return;
    const symbol = (): SVGSVGElement => symbolSvg(this.#symbol(site, true), this.#config.palette);
    this.#halo = L.marker([site.lat, site.lon], {
      icon: new ElementIcon(() => h("div", { class: "mm-halo" }, symbol())),
      interactive: false,
      keyboard: false,
      zIndexOffset: 900,
    }).addTo(this.#map);
  }

  /** Draw what is in view: another question was asked, or the map moved, after which Leaflet paints by itself. */
  refresh(repaint = true): void {
    this.#asking?.abort();
    if (!this.#map.hasLayer(this.#group)) {
      this.#items = [];
      this.#map.fire("mirasmap:symbols");
      return;
    }
    const asking = (this.#asking = new AbortController());
    const zoom = Math.round(this.#map.getZoom());
    const view = this.#map.getBounds().pad(VIEW_MARGIN);
    const bounds = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()] as const;
    let atOnce = true;
    const soon = then(this.#source.view(bounds, zoom, asking.signal), (items) => {
      if (!asking.signal.aborted) this.#draw(items, zoom >= KIND_ZOOM, repaint || !atOnce);
    });
    atOnce = false;
    if (soon instanceof Promise) soon.catch(dropAborted);
  }

  #draw(items: readonly ViewItem[], withKind: boolean, repaint: boolean): void {
    this.#items = items;
    this.#withKind = withKind;
    this.#closeTip();
    const clusters = items.filter(isCluster);
    const asElements = clusters.length <= MOST_ELEMENTS;
    const painted = asElements ? [] : clusters.map((cluster) => this.#clusterSpot(cluster));
    this.#canvas.set([...items.filter((item) => !isCluster(item)).map((site) => this.#siteSpot(site as SiteMark)), ...painted], repaint);
    this.#drawElements(asElements ? clusters : []);
    this.#map.fire("mirasmap:symbols");
  }

  /** Keyed: what stays in view stays as it is, so that a redraw neither flickers nor takes the focus away. */
  #drawElements(clusters: readonly Cluster[]): void {
    const seen = new Set<string>();
    for (const cluster of clusters) {
      const key = clusterKey(cluster);
      seen.add(key);
      if (this.#drawn.has(key)) continue;
      const marker = this.#clusterMarker(cluster);
      this.#drawn.set(key, marker);
      this.#group.addLayer(marker);
    }
    for (const [key, marker] of this.#drawn) {
      if (seen.has(key)) continue;
      this.#group.removeLayer(marker);
      this.#drawn.delete(key);
    }
  }

  #radius(item: ViewItem): number {
    if (isCluster(item)) return clusterSize(item.count) / 2;
    return this.#withKind ? SYMBOL_RADIUS.withKind : SYMBOL_RADIUS.plain;
  }

  #siteSpot(site: SiteMark): ItemSpot {
    const symbol = this.#symbol(site, this.#withKind);
    const { lon, lat } = site;
    return { item: site, lon, lat, radius: this.#radius(site), paint: (ctx, x, y) => this.#sprites.paint(ctx, symbol, x, y) };
  }

  #clusterSpot(cluster: Cluster): ItemSpot {
    const { lon, lat, count, mix } = cluster;
    const palette = this.#rings;
    return { item: cluster, lon, lat, radius: this.#radius(cluster), paint: (ctx, x, y) => paintCluster(ctx, count, mix, palette, x, y) };
  }

  #listen(): void {
    this.#canvas.on("click", () => {
      const item = this.#canvas.under?.item;
      if (!item) return;
      if (isCluster(item)) this.#expand(item);
      else this.#events.open(item.id);
    });
    if (!matchMedia("(hover: hover)").matches) return;
    this.#canvas.on("mousemove mouseover", () => this.#showTip(this.#canvas.under));
    this.#canvas.on("mouseout", () => this.#closeTip());
  }

  #showTip(spot: ItemSpot | null): void {
    if (spot === this.#tip?.spot) return;
    this.#closeTip();
    if (!spot) return;
    const { item } = spot;
    const lift = isCluster(item) ? spot.radius : this.#withKind ? TIP_LIFT.withKind : TIP_LIFT.plain;
    const tooltip = L.tooltip({ direction: "top", offset: [0, -lift], className: "mm-tip" });
    tooltip.setLatLng([item.lat, item.lon]).setContent(this.#nameOf(item)).addTo(this.#map);
    this.#tip = { spot, tooltip };
  }

  #closeTip(): void {
    this.#tip?.tooltip.remove();
    this.#tip = null;
  }

  /** Words for the rings of clusters; null where these say nothing. */
  get #conditions(): Config["conditions"] | null {
    if (this.#colours === "completeness") return bandLabels();
    return this.#config.colouring ? null : this.#config.conditions;
  }

  #nameOf(item: ViewItem): HTMLElement {
    if (isCluster(item)) return h("span", {}, clusterName(item.count, item.mix, this.#conditions));
    if (item.tip) return h("span", { class: "mm-tip-lines", dir: "auto" }, item.tip);
    const [lang, text] = item.name;
    return h("bdi", { lang }, text);
  }

  #expand(cluster: Cluster): void {
    const zoom = cluster.apart;
    if (zoom > this.#map.getMaxZoom()) this.#events.openCluster(cluster);
    else this.#map.setView([cluster.lat, cluster.lon], zoom, { animate: !calm() });
  }

  #clusterMarker(cluster: Cluster): L.Marker {
    const { count, mix, lon, lat } = cluster;
    const name = clusterName(count, mix, this.#conditions);
    const marker = L.marker([lat, lon], {
      icon: new ClusterIcon(count, mix, name, this.#rings),
      title: name,
      riseOnHover: true,
    });
    marker.on("click", () => this.#expand(cluster));
    marker.on("keydown", ({ originalEvent }) => {
      if (originalEvent.key !== "Enter" && originalEvent.key !== " ") return;
      originalEvent.preventDefault();
      // the cluster is about to go: keep the reader's place on the map
      if (cluster.apart <= this.#map.getMaxZoom()) this.#map.getContainer().focus();
      this.#expand(cluster);
    });
    return marker;
  }
}

/** A cluster's key tells its sites, its ring their grades. */
function clusterKey({ key, mix }: Cluster): string {
  return `${key}/${Object.values(mix).join()}`;
}

/** A view that another one overtook is no failure. */
function dropAborted(error: unknown): void {
  if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
}
