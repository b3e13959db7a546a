/** Bring all that was found into view, between the panels that are open. */
import { calm } from "../dom.ts";
import type { Bounds } from "../view.ts";

const PADDING = 40;
/** Pixels from the upper edge that the search box takes, and a symbol. */
const BELOW_SEARCH = 80;
const CLOSEST = 14;

/** `covered`: pixels of the map under a sheet. */
export function showAll(map: L.Map, [west, south, east, north]: Bounds, covered: number): void {
  map.invalidateSize({ animate: false });
  const box = [[south, west], [north, east]] as L.LatLngBoundsLiteral;
  map.fitBounds(box, { paddingTopLeft: [PADDING, BELOW_SEARCH], paddingBottomRight: [PADDING, PADDING + covered], maxZoom: CLOSEST, animate: !calm() });
}
