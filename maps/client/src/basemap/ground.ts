/** The painted ground: a Leaflet layer with one canvas of 512 pixels a tile, so that zoom z shows the data of zoom z - 1. */
import type { Coords, DoneCallback, LatLngBounds } from "leaflet";
import type { Style } from "../config.ts";
import { L } from "../leaflet.ts";
import { type Colours, coloursOf } from "./colours.ts";
import { fadeEdge, type Rect } from "./edge.ts";
import { paint } from "./paint.ts";
import type { Relief } from "./relief.ts";
import { type Feature, TILE_PX } from "./tile.ts";
import type { Placed, TileStore } from "./tilestore.ts";

interface Square {
  readonly coords: Coords;
  placed: Placed | undefined;
}

export interface GroundOptions {
  readonly style: Style;
  readonly region: LatLngBounds | null;
  /** Where tiles are asked for: the region and its fading edge. */
  readonly bounds: LatLngBounds | null;
  readonly attribution: string;
  readonly relief: Promise<Relief> | null;
}

const PATIENCE = 250; // milliseconds for which the first squares wait for the shading, rather than be painted twice

/** A named feature in view, and the way from its pixels to pixels of the world at the map's tile zoom. */
export interface InView {
  readonly feature: Feature;
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export class Ground extends L.GridLayer {
  readonly #store: TileStore;
  readonly #region: LatLngBounds | null;
  readonly #squares = new Map<HTMLCanvasElement, Square>();
  #style: Style;
  #colours: Colours;
  #ratio = Math.max(1, window.devicePixelRatio);
  #relief: Relief | null = null;
  /** Squares are painted in turn, one a task, so that the map stays alive between them. */
  #turn: Promise<void> = Promise.resolve();

  constructor(store: TileStore, { style, region, bounds, attribution, relief }: GroundOptions) {
    super({ tileSize: TILE_PX, minZoom: 1, noWrap: true, keepBuffer: 1, updateWhenZooming: false, attribution, ...(bounds && { bounds }) });
    this.#store = store;
    this.#region = region;
    this.#style = style;
    this.#colours = coloursOf(style);
    if (relief) {
      const arrived = relief.then(
        (loaded) => this.#setRelief(loaded),
        (error: unknown) => console.warn("mirasmap: the map goes without the shading of hills", error),
      );
      this.#turn = Promise.race([arrived, after(PATIENCE)]);
    }
    this.on("tileunload", ({ tile }) => this.#forget(tile as HTMLElement as HTMLCanvasElement));
  }

  /** Repaint at once in another style, and for print with more pixels; nothing is fetched again. */
  setStyle(style: Style, ratio = Math.max(1, window.devicePixelRatio)): void {
    this.#style = style;
    this.#colours = coloursOf(style);
    this.#ratio = ratio;
    this.#repaint();
  }

  /** Features of a layer on the squares of the present zoom, each once. */
  *inView(layer: string): Generator<InView> {
    const seen = new Set<unknown>();
    for (const { coords, placed } of this.#squares.values()) {
      if (!placed || coords.z !== this._tileZoom || seen.has(placed.tile)) continue;
      seen.add(placed.tile);
      const { tile, scale, dx, dy } = placed;
      for (const feature of tile.get(layer) ?? []) {
        yield { feature, scale, x: coords.x * TILE_PX + dx, y: coords.y * TILE_PX + dy };
      }
    }
  }

  get zoom(): number | undefined {
    return this._tileZoom;
  }

  protected override createTile(coords: Coords, done: DoneCallback): HTMLElement {
    const canvas = document.createElement("canvas");
    this.#squares.set(canvas, { coords, placed: undefined });
    this.#draw(canvas, coords).then(() => done(undefined, canvas), (error: Error) => done(error, canvas));
    return canvas;
  }

  async #draw(canvas: HTMLCanvasElement, coords: Coords): Promise<void> {
    const placed = await this.#store.find(coords.z - 1, coords.x, coords.y);
    this.#turn = this.#turn.then(() => after(0));
    await this.#turn;
    const square = this.#squares.get(canvas);
    if (!square) return;
    square.placed = placed;
    this.#paint(canvas, square);
  }

  #setRelief(relief: Relief): void {
    this.#relief = relief;
    this.#repaint();
  }

  #repaint(): void {
    for (const [canvas, square] of this.#squares) if (square.placed) this.#paint(canvas, square);
  }

  #paint(canvas: HTMLCanvasElement, { coords, placed }: Square): void {
    canvas.width = canvas.height = Math.round(TILE_PX * this.#ratio);
    const ctx = canvas.getContext("2d", { alpha: false });
    if (!ctx) return;
    const pixel = canvas.width / TILE_PX;
    ctx.scale(pixel, pixel);
    ctx.fillStyle = this.#colours.land;
    ctx.fillRect(0, 0, TILE_PX, TILE_PX);
    const origin = coords.multiplyBy(TILE_PX);
    if (placed) paint(ctx, placed, coords.z, this.#colours, () => this.#relief?.draw(ctx, origin, coords.z, this.#style));
    if (this.#region) fadeEdge(ctx, this.#rect(this.#region, origin, coords.z), TILE_PX, this.#colours.land);
  }

  #rect(region: LatLngBounds, origin: L.Point, zoom: number): Rect {
    const nw = L.CRS.EPSG3857.latLngToPoint(region.getNorthWest(), zoom).subtract(origin);
    const se = L.CRS.EPSG3857.latLngToPoint(region.getSouthEast(), zoom).subtract(origin);
    return { x0: nw.x, y0: nw.y, x1: se.x, y1: se.y };
  }

  #forget(canvas: HTMLCanvasElement): void {
    this.#squares.delete(canvas);
    canvas.width = canvas.height = 0; // frees its pixels now
  }
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
