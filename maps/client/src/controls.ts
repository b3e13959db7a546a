/** Places for controls: corners by reading direction, so that Arabic mirrors the controls and never the map. */
import type { Config } from "./config.ts";
import { L } from "./leaflet.ts";
import { _ } from "./messages.ts";

export type Corner = "top-start" | "top-end" | "bottom-start" | "bottom-end";

export function leafletCorner(corner: Corner, dir: Config["dir"]): L.ControlPosition {
  const [row, side] = corner.split("-") as ["top" | "bottom", "start" | "end"];
  return `${row}${(side === "start") === (dir === "ltr") ? "left" : "right"}`;
}

/** Put an element into a corner of the map; what is done in it does not move the map. */
export function addControl(map: L.Map, element: HTMLElement, corner: Corner, dir: Config["dir"]): void {
  element.dir = dir;
  L.DomEvent.disableClickPropagation(element);
  L.DomEvent.disableScrollPropagation(element);
  // Leaflet looks for the control above the clicked node, which a list that renews itself has already lost
  element.addEventListener("click", (event) => event.stopPropagation());
  const control = new L.Control({ position: leafletCorner(corner, dir) });
  control.onAdd = () => element;
  control.addTo(map);
}

/** Controls before the map in the order of tabbing: the search is one step away, not behind every cluster. */
export function controlsFirst(map: L.Map): void {
  const container = map.getContainer();
  const controls = container.querySelector(".leaflet-control-container");
  if (controls) container.prepend(controls);
}

/** Leaflet's own controls, in the reader's language and on the reader's side. */
export function placeLeafletControls(map: L.Map, dir: Config["dir"]): void {
  map.attributionControl?.setPrefix(false).setPosition(leafletCorner("bottom-end", dir));
  const own = map.zoomControl as L.Control.Zoom | undefined; // absent when the map was made without it
  const guests = [...(own?.getContainer()?.children ?? [])].filter((child) => !child.matches(".leaflet-control-zoom-in, .leaflet-control-zoom-out"));
  own?.remove();
  const position = leafletCorner("bottom-end", dir);
  const zoom = L.control.zoom({ position, zoomInTitle: _("Zoom in"), zoomOutTitle: _("Zoom out") }).addTo(map);
  zoom.getContainer()?.append(...guests); // plugins put buttons of theirs among those of the zoom
  L.control.scale({ position, imperial: false, maxWidth: 90 }).addTo(map);
}

/** A map to look at only: on a page that prints it, or beside a text. */
export function freeze(map: L.Map): void {
  for (const handler of [map.dragging, map.touchZoom, map.doubleClickZoom, map.scrollWheelZoom, map.boxZoom, map.keyboard]) {
    handler?.disable();
  }
  (map.zoomControl as L.Control.Zoom | undefined)?.remove();
  map.attributionControl?.setPrefix(false);
}
