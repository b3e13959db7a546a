/** What is being drawn on the map: a line or an outline on a light casing, with its points. */
import { L } from "../leaflet.ts";
import type { LonLat } from "./geodesic.ts";

/** `box` and `lasso` are drawn in one stroke; `line` and `area` point by point. */
export type Shape = "line" | "area" | "box" | "lasso";

const POINT_PX = 5;

export class SketchLayer {
  readonly #map: L.Map;
  readonly #layers = L.layerGroup();
  readonly #renderer = L.svg();

  constructor(map: L.Map) {
    this.#map = map;
  }

  draw(line: readonly LonLat[], points: readonly LonLat[], closed: boolean): void {
    this.#layers.clearLayers().addTo(this.#map);
    const common = { renderer: this.#renderer, interactive: false };
    const at = line.map(turned);
    for (const className of ["mm-sketch-casing", "mm-sketch"]) {
      const options = { ...common, className };
      this.#layers.addLayer(closed ? L.polygon(at, options) : L.polyline(at, { ...options, fill: false }));
    }
    for (const point of points) this.#layers.addLayer(L.circleMarker(turned(point), { ...common, radius: POINT_PX, className: "mm-sketch-point" }));
  }

  clear(): void {
    this.#layers.clearLayers().remove();
  }
}

function turned([lon, lat]: LonLat): L.LatLngTuple {
  return [lat, lon];
}

/** The outline of a shape: a box has its four corners. */
export function ringOf(shape: Shape, points: readonly LonLat[]): readonly LonLat[] {
  const [a, b] = points;
  return shape === "box" && a && b ? boxRing(Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])) : points;
}

export function boxRing(west: number, south: number, east: number, north: number): readonly LonLat[] {
  return [[west, south], [east, south], [east, north], [west, north]];
}
