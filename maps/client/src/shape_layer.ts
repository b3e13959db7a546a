/** Lines and areas of a layer that is not of our kind, drawn as they are and in their colours. */
import type { Config } from "./config.ts";
import { h } from "./dom.ts";
import { L } from "./leaflet.ts";
import { firstName } from "./names.ts";
import { OUTLINE } from "./palette.ts";
import type { Sites } from "./payload.ts";

const LINE_PX = 3.5;
const EDGE_PX = 1.2;
const OPACITY = 0.6;

export class ShapeLayer {
  readonly #map: L.Map;
  readonly #sites: Sites;
  readonly #config: Config;
  readonly #renderer: L.Canvas;
  readonly #isFound: (i: number) => boolean;
  readonly #open: (id: string) => void;
  readonly #group = L.layerGroup();
  readonly #made = new Map<number, L.GeoJSON>();

  /** On the canvas of the symbols, below them: of two canvases the upper one would take every click. */
  constructor(map: L.Map, sites: Sites, config: Config, renderer: L.Canvas, isFound: (i: number) => boolean, open: (id: string) => void) {
    this.#map = map;
    this.#sites = sites;
    this.#config = config;
    this.#isFound = isFound;
    this.#open = open;
    this.#renderer = renderer;
    this.refresh();
    this.setVisible(true);
  }

  setVisible(visible: boolean): void {
    if (visible) this.#group.addTo(this.#map);
    else this.#group.remove();
    this.#sink();
  }

  /** Show the shapes of what was found. */
  refresh(): void {
    for (const i of this.#sites.shapes.keys()) {
      const shown = this.#isFound(i);
      const layer = this.#made.get(i) ?? (shown ? this.#make(i) : undefined);
      if (!layer) continue;
      if (shown) this.#group.addLayer(layer);
      else this.#group.removeLayer(layer);
    }
    this.#sink();
  }

  /** Lines below the symbols, areas below the lines. */
  #sink(): void {
    if (!this.#map.hasLayer(this.#group)) return;
    const isArea = (i: number): boolean => this.#sites.shapes.get(i)?.type.endsWith("Polygon") ?? false;
    for (const areas of [false, true]) {
      for (const [i, layer] of this.#made) if (isArea(i) === areas && this.#group.hasLayer(layer)) layer.bringToBack();
    }
  }

  #make(i: number): L.GeoJSON {
    const shape = this.#sites.shapes.get(i);
    const fill = this.#sites.fill(i, this.#config.colouring) ?? OUTLINE;
    const point = (_: unknown, at: L.LatLng): L.Layer => L.circleMarker(at, { radius: 6, renderer: this.#renderer });
    const layer = L.geoJSON(shape, {
      pointToLayer: point,
      style: (feature) =>
        feature?.geometry.type.endsWith("Polygon") || feature?.geometry.type.endsWith("Point")
          ? { color: OUTLINE, weight: EDGE_PX, opacity: 0.8, fillColor: fill, fillOpacity: OPACITY }
          : { color: fill, weight: LINE_PX, opacity: 0.9, fill: false },
      ...({ renderer: this.#renderer } as L.GeoJSONOptions),
    });
    layer.on("click", () => this.#open(this.#sites.id(i)));
    layer.bindTooltip(() => this.#said(i), { sticky: true, direction: "top", className: "mm-tip" });
    this.#made.set(i, layer);
    return layer;
  }

  #said(i: number): HTMLElement {
    const tip = this.#sites.tip(i);
    const [lang, text] = firstName(this.#sites.names(i), this.#config.lang, this.#sites.id(i));
    return tip ? h("span", { class: "mm-tip-lines", dir: "auto" }, tip) : h("bdi", { lang }, text);
  }
}
