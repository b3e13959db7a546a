/** Where the map looks at first: where the address says, else at what the page is about, else at all sites. */
import type { Config } from "./config.ts";
import { L } from "./leaflet.ts";
import type { Sites } from "./payload.ts";
import type { HashState } from "./view_hash.ts";
import { type Visits, pointsOf } from "./visits.ts";

const FOCUS_ZOOM = 14;
const CLOSEST = 15;

export function setFirstView(map: L.Map, sites: Sites, config: Config, visits: Visits | null, { view, site }: HashState): void {
  const still = { animate: false };
  if (view) {
    map.setView([view.lat, view.lon], view.zoom, still);
    return;
  }
  const about = site ?? config.options.focus;
  const focus = about === null ? undefined : sites.index(about);
  if (focus !== undefined) map.setView([sites.lat[focus] ?? 0, sites.lon[focus] ?? 0], FOCUS_ZOOM, still);
  else if (config.options.visit && visits && fitVisit(map, visits, config.options.visit, false)) return;
  else if (sites.n > 0) map.fitBounds(boundsOf(sites), { padding: [24, 24], maxZoom: CLOSEST, ...still });
  else if (config.region) {
    const [west, south, east, north] = config.region;
    map.fitBounds([[south, west], [north, east]], still);
  }
}

/** Show a whole visit; false when it has no place. */
export function fitVisit(map: L.Map, visits: Visits, visit: string, animate: boolean): boolean {
  const points = pointsOf(visits, visit).map(([lon, lat]): L.LatLngTuple => [lat, lon]);
  if (points.length === 0) return false;
  // above the stops more room than below: their pins stand on their places
  map.fitBounds(L.latLngBounds(points), { paddingTopLeft: [48, 84], paddingBottomRight: [48, 40], maxZoom: 13, animate });
  return true;
}

function boundsOf(sites: Sites): L.LatLngBounds {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (let i = 0; i < sites.n; i++) {
    west = Math.min(west, sites.lon[i] ?? west);
    east = Math.max(east, sites.lon[i] ?? east);
    south = Math.min(south, sites.lat[i] ?? south);
    north = Math.max(north, sites.lat[i] ?? north);
  }
  return L.latLngBounds([south, west], [north, east]);
}
