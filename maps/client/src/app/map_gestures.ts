/** The map's own gestures, which a tool puts to rest while it is at work. */

/** Controls and popups keep their clicks. */
const OTHERS = ".leaflet-control, .leaflet-popup";
export const HANDLERS = ["dragging", "touchZoom", "doubleClickZoom", "boxZoom"] as const;

export function isOthers(event: Event): boolean {
  return (event.target as Element).closest(OTHERS) !== null;
}

/** Switch off those that are on; they are returned, to be switched on again. */
export function paused(map: L.Map, names: readonly (typeof HANDLERS)[number][]): L.Handler[] {
  const wanted = names.map((name) => map[name] as L.Handler | undefined);
  const on = wanted.filter((handler) => handler !== undefined && handler.enabled()) as L.Handler[];
  for (const handler of on) handler.disable();
  return on;
}
