/** Closures on the map: areas that no way may touch, with who says so and for how long. */
import type { GeoJsonObject } from "geojson";
import { h } from "./dom.ts";
import { L } from "./leaflet.ts";
import { _, date } from "./messages.ts";
import { harmless } from "./names.ts";

export interface Closure {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly first_day: string | null;
  readonly last_day: string | null;
  /** MM-DD/MM-DD of every year. */
  readonly yearly: string | null;
  readonly as_of: string | null;
  readonly expires: string | null;
  readonly source: string | null;
  readonly note: string | null;
  readonly geometry: GeoJsonObject;
}

export interface Closures {
  readonly closures: readonly Closure[];
}

const LOOK: L.PathOptions = { color: "#b3261e", weight: 2, dashArray: "6 4", fillColor: "#b3261e", fillOpacity: 0.14 };

/** Drawn as SVG above the ground and below the symbols, so that a key reaches each. */
export function drawClosures(map: L.Map, closures: readonly Closure[]): void {
  const renderer = L.svg();
  for (const closure of closures) {
    const layer = L.geoJSON(closure.geometry, {
      style: { ...LOOK, renderer } as L.PathOptions,
      pointToLayer: (_point, at) => L.circleMarker(at, { ...LOOK, renderer, radius: 8 }),
    });
    const lines = closureLines(closure);
    layer.bindTooltip(h("span", {}, ...lines.map((text) => h("span", { class: "mm-line", dir: "auto" }, text))), { sticky: true, className: "mm-tip" });
    layer.addTo(map);
    layer.eachLayer((each) => {
      const element = (each as L.Path).getElement?.();
      element?.setAttribute("role", "img");
      element?.setAttribute("aria-label", lines.join("; "));
      element?.setAttribute("tabindex", "0");
    });
  }
}

/** What is closed, why, when, and who says so. */
export function closureLines({ kind, title, first_day, last_day, yearly, as_of, expires, source, note }: Closure): string[] {
  const days = [first_day && _("from {day}", { day: date(first_day) }), last_day && _("until {day}", { day: date(last_day) })].filter((part) => part !== null);
  return [
    `${kindName(kind)}: ${harmless(title)}`,
    ...(days.length > 0 ? [days.join(" ")] : []),
    ...(yearly ? [_("each year, {season} (month-day)", { season: yearly.replace("/", " – ") })] : []),
    [as_of && _("as of {day}", { day: date(as_of) }), expires && _("statement valid until {day}", { day: date(expires) })].filter(Boolean).join(" · "),
    harmless(source ?? ""),
    harmless(note ?? ""),
  ].filter((line) => line !== "");
}

function kindName(kind: string): string {
  const names: Readonly<Record<string, string>> = {
    closed_road: _("Closed road"),
    seasonal: _("Closed in season"),
    bridge_out: _("Bridge out of use"),
    mine_risk: _("Risk of mines"),
    military: _("Military area"),
    restricted: _("Restricted area"),
    other: _("Closed"),
  };
  return Object.hasOwn(names, kind) ? (names[kind] ?? kind) : _("Closed");
}
