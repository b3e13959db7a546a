/** The second map of a comparison, beside the first: the same ground and symbols, of another question. */
import type * as Basemap from "../basemap/index.ts";
import type { Style } from "../config.ts";
import { button, h, icon } from "../dom.ts";
import { L } from "../leaflet.ts";
import { _ } from "../messages.ts";
import { SiteLayer, type SiteLayerEvents } from "../site_layer.ts";
import { placePopup, sitePopup } from "../site_popup.ts";
import { type Cluster, type SiteSource, then } from "../source.ts";
import type { Bounds } from "../view.ts";
import type { Drawn } from "./drawn.ts";
import { syncMaps } from "./sync_maps.ts";

const CROSS = "M6 6l12 12M18 6L6 18";
const MOST_HERE = 200;
/** Pixels that a popup needs on the second map; on a smaller one the site is ringed only. */
const ROOM = { x: 300, y: 330 } as const;
/** Pixels across that the open legend leaves enough of a map. */
const LEGEND_ROOM = 760;
const PADDING = 16;

export type Half = "a" | "b";

export class SecondMap implements SiteLayerEvents {
  /** Both maps; takes the place of the first while it is there. */
  readonly element: HTMLElement;
  readonly #drawn: Drawn;
  readonly #source: SiteSource;
  readonly #map: L.Map;
  readonly #container = h("div", { class: "mirasmap", dir: "ltr", role: "region" });
  readonly #layer: SiteLayer;
  readonly #said: Readonly<Record<Half, HTMLElement>> = { a: h("span", {}), b: h("span", {}) };
  readonly #undo: (() => void)[] = [];
  #ground: Basemap.Handle | null = null;
  #popup: L.Popup | null = null;
  #gone = false;

  /** `extent`: where the sites of the second question lie. */
  constructor(drawn: Drawn, source: SiteSource, extent: Bounds | null, stop: () => void) {
    this.#drawn = drawn;
    this.#source = source;
    const { map } = drawn;
    const first = map.getContainer();
    const whole = map.getBounds();
    const [center, zoom] = [map.getCenter(), map.getZoom()];
    const ending = button(icon(CROSS), { class: "mm-square", "aria-label": _("Stop comparing"), title: _("Stop comparing") }, stop);
    this.element = h("div", { class: "mm-maps", "data-shown": "a" });
    first.replaceWith(this.element);
    this.element.append(this.#half("a", first, null), this.#half("b", this.#container, ending));
    this.#map = L.map(this.#container, {
      zoomControl: false,
      attributionControl: false, // the first map names the same sources
      maxZoom: map.getMaxZoom(),
      minZoom: map.getMinZoom(),
      ...(map.options.zoomSnap !== undefined && { zoomSnap: map.options.zoomSnap }),
    });
    map.invalidateSize({ animate: false, pan: false });
    this.#freeZoom();
    const all = extent && L.latLngBounds([extent[1], extent[0]], [extent[3], extent[2]]);
    // what was in sight stays so, on a map half as wide
    if (all && whole.contains(all)) map.fitBounds(all, { padding: [PADDING, PADDING], maxZoom: zoom, animate: false });
    else map.setView(center, zoom, { animate: false });
    this.#map.setView(map.getCenter(), map.getZoom(), { animate: false });
    this.#foldLegend(first);
    this.#layer = new SiteLayer(this.#map, source, drawn.config, this.#style, this);
    this.#undo.push(syncMaps(map, this.#map));
    const fit = (): void => void this.#map.invalidateSize({ animate: false }); // about its middle, which is that of the first
    const sizes = new ResizeObserver(fit);
    sizes.observe(this.#container);
    map.on("resize", fit); // at once: a sheet of paper does not wait
    const styles = new MutationObserver(() => this.#follow());
    styles.observe(first, { attributeFilter: ["data-style"] });
    const paper = new AbortController(); // hears of it before the sheet is laid
    addEventListener("beforeprint", () => this.#ground?.setStyle("print"), { capture: true, signal: paper.signal });
    addEventListener("afterprint", () => this.#ground?.setStyle(this.#style), { signal: paper.signal });
    this.#undo.push(() => sizes.disconnect(), () => styles.disconnect(), () => paper.abort(), () => void map.off("resize", fit));
    this.#follow();
    void this.#addGround();
  }

  /** Say what each map shows; the earlier day stands first. */
  say(a: string, b: string, bFirst: boolean): void {
    this.#said.a.textContent = a;
    this.#said.b.textContent = b;
    this.#container.setAttribute("aria-label", _("Map B: {said}", { said: b }));
    this.element.classList.toggle("mm-b-first", bFirst);
  }

  refresh(): void {
    this.#layer.refresh();
  }

  /** Ring a site, and say what the second question knows of it where there is room. */
  show(id: string | null): void {
    this.#popup?.remove();
    this.#popup = null;
    if (id === null) {
      this.#layer.highlight(null);
      return;
    }
    void then(this.#source.details(id), (site) => {
      if (this.#gone || !site || !Number.isFinite(site.lon)) return;
      this.#layer.highlight(site);
      const { x, y } = this.#map.getSize();
      if (x < ROOM.x || y < ROOM.y) return;
      const content = sitePopup(site, this.#drawn.config);
      this.#open(content, site.lon, site.lat, 12);
    });
  }

  open(id: string): void {
    this.#drawn.show(id);
  }

  openCluster(cluster: Cluster): void {
    void then(this.#source.leaves(cluster, MOST_HERE), (sites) => {
      this.#open(placePopup(sites, this.#drawn.config, (id) => this.open(id)), cluster.lon, cluster.lat, 16);
    });
  }

  /** Leave the page as it was before. */
  remove(): void {
    this.#gone = true;
    for (const undo of this.#undo) undo();
    this.#ground?.remove();
    this.#map.remove();
    const { map } = this.#drawn;
    const center = map.getCenter();
    this.element.replaceWith(map.getContainer());
    map.invalidateSize({ animate: false, pan: false });
    map.setView(center, map.getZoom(), { animate: false });
  }

  get #style(): Style {
    return (this.#drawn.map.getContainer().dataset["style"] as Style | undefined) ?? "light";
  }

  #follow(): void {
    const style = this.#style;
    if (this.#container.dataset["style"] === style) return;
    this.#container.dataset["style"] = style;
    this.#ground?.setStyle(style);
    this.#layer.setStyle(style);
  }

  async #addGround(): Promise<void> {
    const { basemap: given, config } = this.#drawn;
    await given.load();
    const drawer = (globalThis as { mirasmapBasemap?: typeof Basemap }).mirasmapBasemap;
    if (this.#gone || !drawer || !config.basemap) return;
    this.#ground = drawer.add(this.#map, { ...config, basemap: config.basemap, style: this.#style }, () => this.#layer.boxes());
    this.#map.on("mirasmap:symbols", () => this.#ground?.redraw());
  }

  #open(content: HTMLElement, lon: number, lat: number, lift: number): void {
    content.dir = this.#drawn.config.dir;
    const { x, y } = this.#map.getSize();
    this.#popup = L.popup({
      className: "mm-popup", offset: [0, -lift], autoPan: false, closeOnEscapeKey: true,
      minWidth: Math.min(240, x - 40), maxWidth: Math.min(320, x - 40), maxHeight: Math.max(120, y / 2 - 40),
    })
      .setLatLng([lat, lon])
      .setContent(content)
      .openOn(this.#map);
    this.#popup.getElement()?.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", _("Close"));
  }

  /** Half a map shows as much as the whole one did at a smaller scale. */
  #freeZoom(): void {
    const { map } = this.#drawn;
    const least = map.getMinZoom();
    if (least > 0) map.setMinZoom(least - 1);
    this.#undo.push(() => void map.setMinZoom(least));
  }

  #foldLegend(container: HTMLElement): void {
    const legend = container.querySelector<HTMLDetailsElement>("details.mm-legend");
    if (!legend?.open || container.clientWidth > LEGEND_ROOM) return;
    legend.open = false;
    this.#undo.push(() => {
      legend.open = true;
    });
  }

  #half(half: Half, container: HTMLElement, ending: HTMLElement | null): HTMLElement {
    const letter = half.toUpperCase();
    const other = half === "a" ? "b" : "a";
    // where there is room for one map only, its letter turns to the other
    const turn = button(_("Show map {letter}", { letter: other.toUpperCase() }), { class: "mm-plain mm-turn" }, () => {
      this.element.dataset["shown"] = other;
      this.element.querySelector<HTMLElement>(`[data-half="${other}"] .mm-turn`)?.focus();
    });
    return h(
      "div",
      { class: "mm-half", "data-half": half },
      h("div", { class: "mm-half-head" }, h("b", { class: "mm-letter", "aria-hidden": "true" }, letter), this.#said[half], turn, ending),
      container,
    );
  }
}
