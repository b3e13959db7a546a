/** A site's symbol on Leaflet's canvas: hits, tooltips and animation as for any circle marker, own painting. */
import { L } from "./leaflet.ts";
import { paint, type symbolParts } from "./symbols.ts";

/** Parts of the canvas renderer that Leaflet's types leave out. */
interface CanvasRenderer extends L.Canvas {
  readonly _ctx: CanvasRenderingContext2D;
  readonly _drawing: boolean;
}

/** Parts of a circle marker that Leaflet's types leave out. */
interface Drawn {
  readonly _renderer: CanvasRenderer;
  readonly _point: L.Point;
  _empty(): boolean;
}

export class SiteMarker extends L.CircleMarker {
  readonly #parts: ReturnType<typeof symbolParts>;

  constructor(at: L.LatLngExpression, parts: ReturnType<typeof symbolParts>, options: L.CircleMarkerOptions) {
    super(at, options);
    this.#parts = parts;
  }

  /** Called by Leaflet for every path whenever its canvas is drawn. */
  _updatePath(): void {
    const { _renderer, _point, _empty } = this as unknown as Drawn;
    if (_renderer._drawing && !_empty.call(this)) paint(_renderer._ctx, this.#parts, _point.x, _point.y);
  }
}
