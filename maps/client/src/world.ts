/** The world as addresses take it: once around, while a map shows it again and again to the east and the west. */
import type { Bounds } from "./view.ts";

type LonLat = readonly [lon: number, lat: number];

/** A box with nothing in it, for a view beside all that is asked for. */
const NOWHERE: Bounds = [0, -90, 0, -90];

/** What is in view of the box that is asked for, within the world as the server takes it. */
export function seenOf([west, south, east, north]: Bounds, asked: Bounds | null): Bounds {
  const [left, bottom, right, top] = asked ?? [-180, -90, 180, 90];
  const across = left > right; // the 180th meridian: what of it is in view may be no box
  const seen: Bounds = [across ? left : Math.max(left, west), Math.max(bottom, south), across ? right : Math.min(right, east), Math.min(top, north)];
  return (across || seen[0] <= seen[2]) && seen[1] <= seen[3] ? seen : NOWHERE;
}

/** A ring where the world stands that addresses know, whichever copy of it was drawn on; what lies beyond its edge is cut off. */
export function onWorld(ring: readonly LonLat[]): readonly LonLat[] {
  let [west, east] = [Infinity, -Infinity];
  for (const [lon] of ring) [west, east] = [Math.min(west, lon), Math.max(east, lon)];
  const turn = 360 * Math.round((west + east) / 720);
  return ring.map(([lon, lat]) => [clamped(lon - turn, 180), clamped(lat, 90)]);
}

function clamped(degrees: number, most: number): number {
  return Math.min(most, Math.max(-most, degrees));
}
