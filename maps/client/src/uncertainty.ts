/** What a point cannot say: circles of uncertainty, cells of hidden places, lines and areas. */
import { L } from "./leaflet.ts";
import { OUTLINE, type Palette, gradeStyle } from "./palette.ts";
import { Flag, type Sites } from "./payload.ts";

/** Below this, in metres, a position is as good as its symbol. */
const LEAST_METRES = 500;
/** A circle or a cell is drawn once it is clearly wider than the symbol in its middle. */
const LEAST_PX = 16;
const MOST_DRAWN = 400;
const METRES_PER_DEGREE = 111_320;

export class UncertaintyLayer {
  readonly #map: L.Map;
  readonly #sites: Sites;
  readonly #palette: Palette;
  readonly #group = L.layerGroup();
  readonly #drawn = new Map<string, L.Layer>();
  readonly #candidates: readonly number[];
  readonly #isFound: (i: number) => boolean;
  readonly #boxes = new Map<number, L.LatLngBounds>();

  /** Only sites of which `isFound` is true have a circle or a shape. */
  constructor(map: L.Map, sites: Sites, palette: Palette, isFound: (i: number) => boolean) {
    this.#map = map;
    this.#sites = sites;
    this.#palette = palette;
    this.#isFound = isFound;
    this.#candidates = Array.from({ length: sites.placed }, (_, i) => i).filter(
      (i) => sites.shapes.has(i) || (sites.uncertainty[i] ?? 0) >= LEAST_METRES,
    );
    const pane = map.createPane("mm-uncertainty");
    pane.style.zIndex = "390";
    pane.style.pointerEvents = "none";
    map.on("moveend", () => this.refresh());
    this.setVisible(true);
  }

  setVisible(visible: boolean): void {
    if (visible) this.#group.addTo(this.#map);
    else this.#group.remove();
    this.refresh();
  }

  refresh(): void {
    if (!this.#map.hasLayer(this.#group)) return;
    const seen = new Set<string>();
    for (const i of this.#candidates) {
      const key = this.#isFound(i) ? this.#keyInView(i) : null;
      if (!key || seen.size >= MOST_DRAWN) continue;
      seen.add(key);
      if (this.#drawn.has(key)) continue;
      const layer = this.#draw(i);
      this.#drawn.set(key, layer);
      this.#group.addLayer(layer);
    }
    for (const [key, layer] of this.#drawn) {
      if (seen.has(key)) continue;
      this.#group.removeLayer(layer);
      this.#drawn.delete(key);
    }
  }

  /** The key of what is to be drawn for a site; sites that share a circle share its key. Null: too small or away. */
  #keyInView(i: number): string | null {
    const lat = this.#sites.lat[i] ?? 0;
    const lon = this.#sites.lon[i] ?? 0;
    if (this.#sites.shapes.has(i)) return this.#shapeInView(i) ? `shape${i}` : null;
    const metres = this.#sites.uncertainty[i] ?? 0;
    if (metres / this.#metresPerPixel(lat) < LEAST_PX) return null;
    const reach = metres / METRES_PER_DEGREE;
    const box = L.latLngBounds([lat - reach, lon - 2 * reach], [lat + reach, lon + 2 * reach]);
    return this.#map.getBounds().intersects(box) ? `circle${lon},${lat},${metres}` : null;
  }

  #shapeInView(i: number): boolean {
    const shape = this.#sites.shapes.get(i);
    if (!shape) return false;
    const box = this.#boxes.get(i) ?? L.geoJSON(shape).getBounds();
    this.#boxes.set(i, box);
    if (!box.isValid() || !this.#map.getBounds().pad(0.2).intersects(box)) return false;
    if (!this.#sites.has(i, Flag.HiddenCell)) return true;
    const size = this.#map.project(box.getSouthEast()).subtract(this.#map.project(box.getNorthWest()));
    return size.x >= 2 * LEAST_PX;
  }

  #metresPerPixel(lat: number): number {
    return (METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180) * 360) / (256 * 2 ** this.#map.getZoom());
  }

  #draw(i: number): L.Layer {
    const { fill } = gradeStyle(this.#palette, this.#sites.grade(i));
    const shape = this.#sites.shapes.get(i);
    const base = { pane: "mm-uncertainty", interactive: false, color: OUTLINE };
    if (!shape) {
      return L.circle([this.#sites.lat[i] ?? 0, this.#sites.lon[i] ?? 0], {
        ...base,
        radius: this.#sites.uncertainty[i] ?? 0,
        className: "mm-uncertain",
      });
    }
    if (this.#sites.has(i, Flag.HiddenCell)) return L.geoJSON(shape, { ...base, style: { className: "mm-cell" } });
    const look = { ...base, className: "mm-shape", weight: 2, fillColor: fill, fillOpacity: 0.25 };
    // points of a shape are dots: Leaflet's own marker is a picture that no page of ours has
    return L.geoJSON(shape, { ...base, style: look, pointToLayer: (_point, at) => L.circleMarker(at, { ...look, radius: 4 }) });
  }
}
