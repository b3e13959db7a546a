/** Where the reader is: asked of the device once at each press, and drawn on the map; the position is sent nowhere. */
import { calm } from "../dom.ts";
import { L } from "../leaflet.ts";
import { _, number } from "../messages.ts";
import type { Drawn } from "./drawn.ts";
import { distanceM } from "./geodesic.ts";
import { lengthWords } from "./measure_words.ts";
import type { ToolSpec } from "./shell.ts";
import type { Toast } from "./toast.ts";

const ICON = "M12 3v3M12 18v3M3 12h3M18 12h3M12 18a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM12 12v.01";
const WAIT_MS = 20_000;
const FRESH_MS = 30_000;
const NEAREST_ZOOM = 15;

export function locateTool({ map, config }: Drawn, toast: Toast): ToolSpec {
  const here = L.layerGroup().addTo(map);
  const renderer = L.svg();

  const found = ({ coords }: GeolocationPosition): void => {
    const { latitude, longitude, accuracy } = coords;
    const at: L.LatLngTuple = [latitude, longitude];
    here.clearLayers();
    here.addLayer(L.circle(at, { renderer, radius: accuracy, className: "mm-here-around", interactive: false }));
    here.addLayer(L.circleMarker(at, { renderer, radius: 7, className: "mm-here", interactive: false }));
    const middle = outside(config.region, longitude, latitude);
    if (middle) {
      const length = lengthWords(distanceM([longitude, latitude], middle), config.lang);
      return toast.say(_("You are outside this map, {length} from its middle.", { length }));
    }
    const zoom = Math.min(NEAREST_ZOOM, map.getBoundsZoom(L.latLng(at).toBounds(2 * Math.max(accuracy, 50))));
    map.setView(at, zoom, { animate: !calm() });
    toast.say(_("You are here, give or take {m} m. The position itself is sent nowhere; the map around it is fetched as for any view.", { m: number(Math.ceil(accuracy)) }), {
      label: _("Take it off the map"),
      press: () => here.clearLayers(),
    });
  };

  const press = (): void => {
    if (!("geolocation" in navigator)) return toast.say(_("This browser cannot tell where you are."));
    if (!isSecureContext) return toast.say(_("Browsers tell pages where you are only over a secure connection (https)."));
    toast.say(_("Asking your device where you are …"));
    navigator.geolocation.getCurrentPosition(found, (error) => toast.say(reason(error)), {
      enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: FRESH_MS,
    });
  };
  return { id: "locate", label: _("Locate me"), icon: ICON, press };
}

function reason({ code }: GeolocationPositionError): string {
  if (code === 1) return _("The browser may not tell this page where you are; allow it in the settings of the page and press again.");
  return code === 3
    ? _("The device did not find its place in time; try again under the open sky.")
    : _("The device does not know where it is; without satellites it needs a network.");
}

/** The middle of the region where a point lies outside of it, else null. */
function outside(region: Drawn["config"]["region"], lon: number, lat: number): readonly [number, number] | null {
  if (!region) return null;
  const [west, south, east, north] = region;
  const inside = lon >= west && lon <= east && lat >= south && lat <= north;
  return inside ? null : [(west + east) / 2, (south + north) / 2];
}
