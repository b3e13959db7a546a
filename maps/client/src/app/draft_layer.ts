/** The draft of a visit on the map: dashed or whole lines by day as visits have them, and numbered pins with open edges. */
import type { Config, Style } from "../config.ts";
import { h } from "../dom.ts";
import { L } from "../leaflet.ts";
import { _ } from "../messages.ts";
import { dayStyle } from "../palette.ts";
import { StopIcon } from "../stop_icon.ts";
import { stopText } from "../visit_layer.ts";
import { type Stop, stopsByPin } from "../visits.ts";
import type { DraftLeg } from "./legs.ts";

const PIN_PX = 26;
const LIFT_PX = 12;
const ID = "draft";

export class DraftLayer {
  readonly #map: L.Map;
  readonly #config: Config;
  readonly #lines = L.layerGroup();
  readonly #pins = L.layerGroup();
  readonly #renderer = L.svg();
  readonly #open: (id: string) => void;
  #stops: readonly Stop[] = [];
  #legs: readonly DraftLeg[] = [];

  constructor(map: L.Map, config: Config, open: (id: string) => void) {
    this.#map = map;
    this.#config = config;
    this.#open = open;
    this.#lines.addTo(map);
    this.#pins.addTo(map);
    map.on("zoomend", () => this.#drawPins());
    new MutationObserver(() => this.#drawLines()).observe(map.getContainer(), { attributeFilter: ["data-style"] });
  }

  show(stops: readonly Omit<Stop, "visit" | "attestation">[], legs: readonly DraftLeg[]): void {
    this.#stops = stops.map((stop) => ({ ...stop, visit: ID, attestation: "planned" }));
    this.#legs = legs;
    this.#drawLines();
    this.#drawPins();
  }

  /** Bring all stops into view. */
  fit(animate: boolean): void {
    if (this.#stops.length === 0) return;
    const points = this.#stops.map(({ lon, lat }): L.LatLngTuple => [lat, lon]);
    this.#map.fitBounds(L.latLngBounds(points), { paddingTopLeft: [48, 84], paddingBottomRight: [48, 40], maxZoom: 13, animate });
  }

  #drawLines(): void {
    this.#lines.clearLayers();
    const ring = this.#config.palette.ring[(this.#map.getContainer().dataset["style"] ?? "light") as Style];
    for (const leg of this.#legs) {
      const { colour, dash } = dayStyle(this.#config.palette, leg.day);
      const at = leg.coords.map(([lon, lat]): L.LatLngTuple => [lat, lon]);
      const common = { renderer: this.#renderer, interactive: false };
      this.#lines.addLayer(L.polyline(at, { ...common, color: ring, weight: 7.5, opacity: 0.9 }));
      this.#lines.addLayer(L.polyline(at, { ...common, color: colour, weight: 4, ...(dash && { dashArray: dash, lineCap: "butt" as const }) }));
    }
  }

  #drawPins(): void {
    this.#pins.clearLayers();
    const anchor = ({ lon, lat }: Stop): L.Point => this.#map.latLngToLayerPoint([lat, lon]);
    for (const stops of stopsByPin(this.#stops, ID, anchor, PIN_PX)) this.#pins.addLayer(this.#pin(stops));
  }

  #pin(stops: readonly Stop[]): L.Marker {
    const words = stops.map((stop) => draftStopText(stop));
    const [first] = stops;
    const marker = L.marker([first?.lat ?? 0, first?.lon ?? 0], {
      icon: new StopIcon(stops, words.join("; "), LIFT_PX, this.#config),
      zIndexOffset: 1100,
      riseOnHover: true,
    });
    const lines = words.map((text) => h("span", { class: "mm-line", dir: "auto" }, text));
    marker.bindTooltip(h("span", {}, ...lines), { direction: "top", offset: [0, -LIFT_PX - 32], className: "mm-tip" });
    marker.on("click", () => this.#open(first?.site ?? ""));
    marker.on("keydown", ({ originalEvent }) => {
      if (originalEvent.key === "Enter" || originalEvent.key === " ") this.#open(first?.site ?? "");
    });
    return marker;
  }
}

/** "Draft: stop 3, day 1: name". */
function draftStopText(stop: Stop): string {
  return `${_("Draft")}: ${stopText({ ...stop, attestation: null })}`;
}
