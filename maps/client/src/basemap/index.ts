/**
 * The offline base map: painted ground, hill shading and labels, on a Leaflet map that is there already.
 * Built as a bundle of its own (`mirasmapBasemap`), which the page loads once its sites are on the screen.
 */
import type { LatLngBounds, Map as LeafletMap } from "leaflet";
import { type BasemapConfig, type Bbox, blockText, type Style } from "../config.ts";
import { calm } from "../dom.ts";
import { L } from "../leaflet.ts";
import { inflate } from "../inflate.ts";
import { coloursOf } from "./colours.ts";
import { Ground } from "./ground.ts";
import { type LabelPayload, readLabels } from "./labeldata.ts";
import { LABEL_PANE, Labels, type Obstacles } from "./labels.ts";
import { loadRelief } from "./relief.ts";
import { tileSource } from "./tilesource.ts";
import { TileStore } from "./tilestore.ts";

/** What of the page's configuration concerns the base map. */
export interface Config {
  readonly lang: string;
  readonly style: Style | "auto";
  readonly region: Bbox | null;
  readonly basemap: BasemapConfig;
}

export interface Handle {
  setStyle(style: Style | "auto"): void;
  /** Labels from an address, a `#id` of a block of the page, or ready; in the language of the page unless another is given. */
  setLabels(from: string | LabelPayload, lang?: string): Promise<void>;
  /** Draw the labels anew: the obstacles have changed. */
  redraw(): void;
  remove(): void;
}

const OVER_GROUND = 350; // under Leaflet's overlays at 400
const FADE = 0.06;
const AIR_AROUND = 0.3; // of the region, which the middle of the map may lie beyond; a popup above a site at the rim needs as much
const RIM = 0.1; // of the region on each side, which may be out of sight at the smallest scale
const PRINT_RATIO = 2; // pixels of a canvas for one of the page; a power of two, for Chromium rounds the others when it prints

export function add(map: LeafletMap, config: Config, obstacles: Obstacles = () => []): Handle {
  const { basemap } = config;
  const region = config.region && bounds(config.region);
  let wanted = config.style;
  let style = resolve(wanted);
  const ground = new Ground(new TileStore(tileSource(basemap.tiles)), {
    style, region, bounds: region && region.pad(FADE), attribution: asText(basemap.attribution),
    relief: basemap.hillshade && loadRelief(basemap.hillshade),
  });
  const pane = map.getPane(LABEL_PANE) ?? map.createPane(LABEL_PANE);
  pane.style.zIndex = String(OVER_GROUND);
  pane.style.pointerEvents = "none";
  const labels = new Labels(ground, coloursOf(style), region, obstacles);

  const show = (next: Style, ratio?: number): void => {
    style = next;
    map.getContainer().style.background = coloursOf(style).land;
    ground.setStyle(style, ratio);
    labels.setColours(coloursOf(style), ratio);
  };
  const setStyle = (next: Style | "auto"): void => {
    wanted = next;
    if (resolve(wanted) !== style) show(resolve(wanted));
  };
  const setLabels = async (from: string | LabelPayload, lang = config.lang): Promise<void> => {
    labels.setData(readLabels(typeof from === "string" ? await fetchLabels(from) : from), lang);
  };

  const stop = new AbortController();
  const until = { signal: stop.signal };
  window.addEventListener("beforeprint", () => show("print", PRINT_RATIO), until);
  window.addEventListener("afterprint", () => show(resolve(wanted)), until);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setStyle(wanted), until);
  const release = region ? keepWithin(map, region) : () => {};

  map.getContainer().style.background = coloursOf(style).land;
  ground.on("load", () => labels.redraw());
  ground.addTo(map);
  labels.addTo(map);
  if (basemap.labels) void setLabels(basemap.labels);

  return {
    setStyle,
    setLabels,
    redraw: () => labels.redraw(),
    remove: () => {
      stop.abort();
      labels.remove();
      ground.remove();
      release();
      map.getContainer().style.background = "";
    },
  };
}

function bounds([west, south, east, north]: Bbox): LatLngBounds {
  return L.latLngBounds([south, west], [north, east]);
}

function resolve(style: Style | "auto"): Style {
  if (style !== "auto") return style;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/**
 * Keep the middle of the view near the region, where there is something to see; returns the way back.
 * Not Leaflet's `maxBounds`: it bounds the edges of the view, and at small scales pulls a popup out of sight again.
 */
function keepWithin(map: LeafletMap, region: LatLngBounds): () => void {
  const { minZoom } = map.options;
  const least = region.pad(AIR_AROUND).getSouthWest(), most = region.pad(AIR_AROUND).getNorthEast();
  const keep = (): void => {
    const centre = map.getCenter();
    const near = L.latLng(clamp(centre.lat, least.lat, most.lat), clamp(centre.lng, least.lng, most.lng));
    // by less than a pixel nothing moves, and Leaflet would say at once that it has
    const pixels = map.latLngToContainerPoint(near).distanceTo(map.latLngToContainerPoint(centre));
    if (pixels >= 1) map.panTo(near, { animate: !calm() });
  };
  map.setMinZoom(map.getBoundsZoom(region.pad(-RIM)));
  map.on("moveend", keep);
  keep();
  return () => {
    map.off("moveend", keep);
    map.setMinZoom(minZoom ?? 0);
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** Leaflet shows an attribution as HTML; ours is text. */
function asText(text: string): string {
  const box = document.createElement("span");
  box.textContent = text;
  return box.innerHTML;
}

async function fetchLabels(from: string): Promise<LabelPayload> {
  if (from.startsWith("#")) return inflate<LabelPayload>(blockText(from));
  const answer = await fetch(from);
  if (!answer.ok) throw new Error(`no labels: the server answered ${answer.status}`);
  return (await answer.json()) as LabelPayload;
}
