/** The label layer: one canvas over the ground and under the sites; in order of importance, first come first served. */
import type { LatLng, LatLngBounds, LeafletEventHandlerFn, Map as LeafletMap, ZoomAnimEvent } from "leaflet";
import { L } from "../leaflet.ts";
import type { Colours } from "./colours.ts";
import type { Ground } from "./ground.ts";
import { type LabelData, NO_LABELS } from "./labeldata.ts";
import { Lettering, type Point } from "./lettering.ts";
import { drawLakes, drawRivers, drawStreets } from "./names.ts";
import type { Box } from "./occupied.ts";
import { drawPeaks } from "./peaks.ts";
import { drawPlaces, takeTownDots } from "./places.ts";
import { type InScript, inScriptOf } from "./script.ts";

/** Boxes of the sites on the map, in layer points: names keep clear of them. */
export type Obstacles = () => Iterable<Box>;

/** Under the sites in Leaflet's overlay pane, over the ground in its tile pane. */
export const LABEL_PANE = "basemap-labels";

const PADDING = 0.15; // of the view on each side, so that names are there while it is dragged

export class Labels extends L.Layer {
  #canvas = emptyCanvas();
  readonly #ground: Ground;
  readonly #region: LatLngBounds | null;
  readonly #obstacles: Obstacles;
  #colours: Colours;
  #inScript: InScript = inScriptOf("en");
  #data: LabelData = NO_LABELS;
  #ratio = Math.max(1, window.devicePixelRatio);
  #frame = 0;
  #map: LeafletMap | null = null;
  /** Where the canvas was drawn: its north-west corner, and the zoom. */
  #drawn: { readonly corner: LatLng; readonly zoom: number } | null = null;

  constructor(ground: Ground, colours: Colours, region: LatLngBounds | null, obstacles: Obstacles) {
    super();
    L.setOptions(this, { pane: LABEL_PANE });
    this.#ground = ground;
    this.#colours = colours;
    this.#region = region;
    this.#obstacles = obstacles;
  }

  setData(data: LabelData, lang: string): void {
    this.#data = data;
    this.#inScript = inScriptOf(lang);
    this.redraw();
  }

  /** Draws at once, for a printer does not wait; on a new canvas, for Chromium prints the emptying of an old one too, through all below. */
  setColours(colours: Colours, ratio = Math.max(1, window.devicePixelRatio)): void {
    this.#colours = colours;
    this.#ratio = ratio;
    const canvas = emptyCanvas();
    this.#canvas.replaceWith(canvas);
    this.#canvas = canvas;
    this.#draw();
  }

  /** Draw soon, once, when everything that moves has moved. */
  redraw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#draw());
  }

  override onAdd(map: LeafletMap): this {
    this.#map = map;
    this.getPane()?.append(this.#canvas);
    this.redraw();
    return this;
  }

  override onRemove(): this {
    cancelAnimationFrame(this.#frame);
    this.#canvas.remove();
    this.#map = null;
    return this;
  }

  override getEvents(): Record<string, LeafletEventHandlerFn> {
    return {
      moveend: () => this.redraw(),
      resize: () => this.redraw(),
      zoom: () => this.#map && this.#follow(this.#map.getCenter(), this.#map.getZoom()),
      zoomanim: (event) => this.#follow((event as ZoomAnimEvent).center, (event as ZoomAnimEvent).zoom),
    };
  }

  /** Stretch the picture of the last drawing to where the map goes. */
  #follow(center: LatLng, zoom: number): void {
    const map = this.#map, drawn = this.#drawn, pane = map?.getPane("mapPane");
    if (!map || !drawn || !pane) return;
    const origin = map.project(center, zoom).subtract(map.getSize().divideBy(2)).add(L.DomUtil.getPosition(pane)).round();
    L.DomUtil.setTransform(this.#canvas, map.project(drawn.corner, zoom).subtract(origin), map.getZoomScale(zoom, drawn.zoom));
  }

  #draw(): void {
    const map = this.#map, ctx = this.#canvas.getContext("2d");
    if (!map || !ctx) return;
    const size = map.getSize().multiplyBy(1 + 2 * PADDING).round();
    const corner = map.containerPointToLayerPoint(map.getSize().multiplyBy(-PADDING)).round();
    this.#drawn = { corner: map.layerPointToLatLng(corner), zoom: map.getZoom() };
    this.#canvas.width = size.x * this.#ratio;
    this.#canvas.height = size.y * this.#ratio;
    this.#canvas.style.width = `${size.x}px`;
    this.#canvas.style.height = `${size.y}px`;
    L.DomUtil.setTransform(this.#canvas, corner, 1);
    ctx.scale(this.#ratio, this.#ratio);
    ctx.translate(-corner.x, -corner.y);
    ctx.lineJoin = "round";
    ctx.textAlign = "left";
    this.#letter(map, new Lettering(ctx, this.#colours, map.getZoom(), boxOf(corner, corner.add(size)), this.#regionBox(map)));
  }

  #letter(map: LeafletMap, on: Lettering): void {
    const { places, peaks } = this.#data;
    const fromZero = this.#projection(map, map.getZoom());
    const toLayer = (spot: Point): Point => fromZero(spot.x, spot.y);
    const tileZoom = this.#ground.zoom ?? 0;
    const fromWorld = this.#projection(map, map.getZoom() - tileZoom);
    for (const box of this.#obstacles()) on.occupied.take(box, true);
    takeTownDots(on, places, toLayer);
    drawPlaces(on, places, [0, 2], toLayer);
    drawLakes(on, this.#ground, this.#inScript, fromWorld);
    drawPlaces(on, places, [3, 3], toLayer);
    drawPeaks(on, peaks, this.#inScript, toLayer);
    drawRivers(on, this.#ground, this.#inScript, fromWorld);
    drawStreets(on, this.#ground, this.#inScript, fromWorld);
    drawPlaces(on, places, [4, 5], toLayer);
  }

  /** From pixels of the world, `zooms` above the map's own zoom, to layer points. */
  #projection(map: LeafletMap, zooms: number): (x: number, y: number) => Point {
    const scale = 2 ** zooms, origin = map.getPixelOrigin();
    return (x, y) => ({ x: x * scale - origin.x, y: y * scale - origin.y });
  }

  #regionBox(map: LeafletMap): Box | null {
    const region = this.#region;
    return region && boxOf(map.latLngToLayerPoint(region.getNorthWest()), map.latLngToLayerPoint(region.getSouthEast()));
  }
}

function emptyCanvas(): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.className = "leaflet-zoom-animated";
  return canvas;
}

function boxOf(min: Point, max: Point): Box {
  return [min.x, min.y, max.x, max.y];
}
