/** Where the map looks at first: where the address says, else at what the page is about, else at all sites. */
import type { HashState } from "./address.ts";
import type { Config } from "./config.ts";
import type { Sites } from "./payload.ts";
import { type Bounds, type Size, type View, fit } from "./view.ts";

const FOCUS_ZOOM = 14;
const CLOSEST = 15;
const PADDING = 24;
/** The app takes room for its rail at one edge of the map: at the side, on phones at the foot. Pages of a server keep it free. */
const RAIL_PX = { side: 78, foot: 62, phone: 640 } as const;

/**
 * The view of a map of `size`; null where nothing has a place. Visits know their own. `found` is where the sites lie that
 * the address asks for; a map that a server feeds has no `sites`.
 */
export function firstView(sites: Sites | null, config: Config, { view, site }: HashState, size: Size, found: Bounds | null = null): View | null {
  if (view) return view;
  const about = site ?? config.options.focus;
  const focus = about === null ? undefined : sites?.index(about);
  if (sites && focus !== undefined && focus < sites.placed) return { zoom: FOCUS_ZOOM, lat: sites.lat[focus] ?? 0, lon: sites.lon[focus] ?? 0 };
  // a layer that is not of our kind is drawn as it is, perhaps one area as large as a country
  const whole = config.colouring?.plain ? config.colouring.extent : null;
  const bounds = found ?? whole ?? (sites && sites.placed > 0 ? boundsOf(sites) : config.region);
  return bounds && fit(bounds, config.app && !config.links ? besideRail(size) : size, PADDING, CLOSEST);
}

/** Room that stays free whichever of two edges the rail takes, so that the map need not move. */
function besideRail({ x, y }: Size): Size {
  return x > RAIL_PX.phone ? { x: x - 2 * RAIL_PX.side, y } : { x, y: y - 2 * RAIL_PX.foot };
}

function boundsOf(sites: Sites): Bounds {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (let i = 0; i < sites.placed; i++) {
    west = Math.min(west, sites.lon[i] ?? west);
    east = Math.max(east, sites.lon[i] ?? east);
    south = Math.min(south, sites.lat[i] ?? south);
    north = Math.max(north, sites.lat[i] ?? north);
  }
  return [west, south, east, north];
}
