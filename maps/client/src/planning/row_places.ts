/** Rows of the timetable show their stop on the map. */
import { button, calm, h, icon } from "../dom.ts";
import { _ } from "../messages.ts";
import { harmless } from "../names.ts";
import type { VisitLayer } from "../visit_layer.ts";

const PIN = "M12 21s6-5.500 6-10.500a6 6 0 1 0-12 0C6 15.500 12 21 12 21zM12 12.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4z";
const CLOSE = 14;

export function showRows(map: L.Map, layer: VisitLayer): void {
  const stops = new Map(layer.visits.stops.flatMap((stop) => (stop.id ? [[stop.id, stop]] : [])));
  for (const row of document.querySelectorAll<HTMLElement>("[data-stop]")) {
    const stop = stops.get(row.dataset["stop"] ?? "");
    const place = row.querySelector("[data-show]") ?? row.querySelector("th") ?? row;
    if (!stop) continue;
    const name = _("Show on the map: {name}", { name: harmless(stop.name) });
    const show = (): void => {
      map.getContainer().scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
      map.setView([stop.lat, stop.lon], Math.max(map.getZoom(), CLOSE), { animate: !calm() });
    };
    place.append(h("span", { class: "mm-show" }, button(icon(PIN), { class: "mm-show-button", "aria-label": name, title: name }, show)));
  }
}
