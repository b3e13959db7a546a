/** The view of the map in the address (`#map=9/39.76/46.75&site=id`), so that a reload or another language keeps it. */

import type { View } from "./view.ts";

export interface HashState {
  readonly view: View | null;
  readonly site: string | null;
}

/** Read a hash; what makes no sense counts as absent. */
export function parseHash(hash: string): HashState {
  const parameters = new URLSearchParams(hash.replace(/^#/, ""));
  const parts = (parameters.get("map") ?? "").split("/");
  const [zoom, lat, lon] = parts.map((part) => (part.trim() === "" ? NaN : Number(part)));
  const sound =
    parts.length === 3 &&
    inside(zoom, 0, 24) &&
    inside(lat, -90, 90) &&
    inside(lon, -180, 180);
  return {
    view: sound ? { zoom: zoom as number, lat: lat as number, lon: lon as number } : null,
    site: parameters.get("site") || null,
  };
}

function inside(value: number | undefined, least: number, most: number): boolean {
  return value !== undefined && value >= least && value <= most;
}

/** Write a hash; five decimals of a degree are one metre, more than a view needs. */
export function formatHash({ view, site }: HashState): string {
  const parts: string[] = [];
  if (view) parts.push(`map=${Number(view.zoom.toFixed(2))}/${view.lat.toFixed(5)}/${view.lon.toFixed(5)}`);
  if (site) parts.push(`site=${encodeURIComponent(site)}`);
  return parts.length > 0 ? `#${parts.join("&")}` : "";
}

/** Links that lead to the same page in another language or style carry the view with them. */
const SAME_PAGE = "a[data-keep-hash]";

/** Put the state into the address without a step in the history. */
export function keepHash(state: HashState): void {
  const hash = formatHash(state);
  for (const link of document.querySelectorAll<HTMLAnchorElement>(SAME_PAGE)) link.hash = hash;
  try {
    history.replaceState(history.state, "", hash || location.pathname + location.search);
  } catch (error) {
    // a map inside a notebook has no address of its own; nothing is lost but the memory of the view
    if (!(error instanceof DOMException)) throw error;
  }
}
