/**
 * All symbols of a map as one path of Leaflet's canvas: what is under the pointer is found here, so that thousands of
 * sites need no object of Leaflet's each.
 */
import { L } from "./leaflet.ts";

/** Something painted at a place. */
export interface Spot {
  readonly lon: number;
  readonly lat: number;
  /** Pixels from its middle that count as it. */
  readonly radius: number;
  paint(ctx: CanvasRenderingContext2D, x: number, y: number): void;
}

/** Parts of the canvas renderer and of paths that Leaflet's types leave out. */
interface Renderer extends L.Canvas {
  readonly _ctx: CanvasRenderingContext2D;
  readonly _drawing: boolean;
  readonly _bounds: L.Bounds;
}
interface Inside {
  readonly _renderer: Renderer;
  readonly _map: L.Map | null;
  _pxBounds: L.Bounds;
}

const FAR = 1e7;
const TOLERANCE_PX = 2;

export class SiteCanvas<S extends Spot> extends L.Path {
  #spots: readonly S[] = [];
  /** Layer points, x and y in turn. */
  #points = new Float32Array(0);
  #under: S | null = null;

  constructor(renderer: L.Canvas) {
    super();
    L.setOptions(this, { renderer, interactive: true, bubblingMouseEvents: false });
    (this as unknown as Inside)._pxBounds = L.bounds([-FAR, -FAR], [FAR, FAR]);
  }

  /** Paint these from now on, the last one above the others: at once, unless Leaflet is about to paint anyway. */
  set(spots: readonly S[], now = true): void {
    this.#spots = spots;
    this.#under = null;
    if (now) this.redraw();
    else this._project();
  }

  /** What the pointer was on when Leaflet last asked. */
  get under(): S | null {
    return this.#under;
  }

  /** Called by Leaflet when the map moves. */
  _project(): void {
    const { _map: map } = this as unknown as Inside;
    if (!map) return;
    this.#points = new Float32Array(2 * this.#spots.length);
    this.#spots.forEach(({ lon, lat }, k) => {
      const { x, y } = map.latLngToLayerPoint([lat, lon]);
      this.#points[2 * k] = x;
      this.#points[2 * k + 1] = y;
    });
  }

  _update(): void {
    if ((this as unknown as Inside)._map) this._updatePath();
  }

  /** Called by Leaflet whenever its canvas is drawn. */
  _updatePath(): void {
    const { _renderer: renderer } = this as unknown as Inside;
    if (!renderer._drawing) return;
    const { _ctx: ctx, _bounds: bounds } = renderer;
    const { min, max } = bounds as { min: L.Point; max: L.Point };
    ctx.save();
    ctx.globalAlpha = 1; // Leaflet leaves that of the last line
    this.#spots.forEach((spot, k) => {
      const [x, y] = [this.#points[2 * k] ?? 0, this.#points[2 * k + 1] ?? 0];
      const { radius } = spot;
      if (x >= min.x - 2 * radius && x <= max.x + 2 * radius && y >= min.y - 2 * radius && y <= max.y + 2 * radius) spot.paint(ctx, x, y);
    });
    ctx.restore();
  }

  _containsPoint({ x, y }: L.Point): boolean {
    this.#under = null;
    for (let k = this.#spots.length - 1; k >= 0; k--) {
      const spot = this.#spots[k];
      if (!spot || Math.hypot((this.#points[2 * k] ?? 0) - x, (this.#points[2 * k + 1] ?? 0) - y) > spot.radius + TOLERANCE_PX) continue;
      this.#under = spot;
      return true;
    }
    return false;
  }
}
