/** Leaflet as the page has it: Folium loads it as a script, so it is a global here and never bundled. */
import type * as Leaflet from "leaflet";

export const L = (globalThis as unknown as { L: typeof Leaflet }).L;
