/**
 * The first frame: the sites where the map will show them, painted while the map's library is still on its way. Small
 * layers are painted with the page itself, site by site; large ones once they are inflated, as clusters.
 */
import { paintCluster } from "./cluster_paint.ts";
import { Clusters, N_GRADES } from "./clusters.ts";
import { Columns } from "./columns.ts";
import { type Config, blockText, readConfig, resolveStyle } from "./config.ts";
import { firstView } from "./first_view.ts";
import { parseHash, wordsOf } from "./hash.ts";
import { inflateOnce, isPlain } from "./inflate.ts";
import { setMessages } from "./messages.ts";
import type { Mix } from "./mix.ts";
import { Sites } from "./payload.ts";
import { QUESTION_WORDS } from "./question.ts";
import { KIND_ZOOM, PREVIEW, symbolAt } from "./site_symbol.ts";
import { Sprites } from "./sprites.ts";
import { extent } from "./symbols.ts";
import { type Size, type View, boundsOf, pixelOf } from "./view.ts";

/** Of the canvas on which the map draws its own. */
const MAP_CANVAS = ".leaflet-overlay-pane canvas";

/** Paint the sites of the page. */
export function draw(configId: string): void {
  const config = readConfig(configId);
  const packed = blockText(config.sites);
  const container = document.querySelector<HTMLElement>(".folium-map");
  if (!container || config.served || config.options.visit !== null || asks(config)) return;
  if (isPlain(packed)) {
    frame(container, config, new Sites(Columns.ofJson(packed)), paintSites);
    return;
  }
  if (config.options.focus !== null || parseHash(location.hash).site !== null) return; // its place comes with the whole layer
  setMessages(config.lang, {});
  void inflateOnce(config.sites, packed).then((bytes) => {
    if (!container.querySelector(MAP_CANVAS)) frame(container, config, new Sites(Columns.ofBytes(bytes)), paintClusters);
  });
}

type Painter = (ctx: CanvasRenderingContext2D, sites: Sites, config: Config, view: View, size: Size, sprites: Sprites) => void;

function frame(container: HTMLElement, config: Config, sites: Sites, painter: Painter): void {
  const size = { x: container.clientWidth, y: container.clientHeight };
  const view = firstView(sites, config, parseHash(location.hash), size);
  const canvas = document.createElement("canvas");
  const ctx = canvas.getContext("2d", { willReadFrequently: true });
  if (!view || !ctx) return;

  const style = resolveStyle(config.style);
  container.classList.add("mirasmap");
  container.dataset["style"] = style;
  canvas.className = PREVIEW;
  // here, because the map's style sheets may come later
  Object.assign(canvas.style, { position: "absolute", inset: "0", width: "100%", height: "100%" });
  canvas.setAttribute("aria-hidden", "true");
  const sharp = window.devicePixelRatio;
  canvas.width = Math.round(size.x * sharp);
  canvas.height = Math.round(size.y * sharp);
  ctx.scale(sharp, sharp);
  painter(ctx, sites, config, view, size, new Sprites(config.palette, config.palette.ring[style]));
  container.append(canvas);
}

function paintSites(ctx: CanvasRenderingContext2D, sites: Sites, config: Config, view: View, size: Size, sprites: Sprites): void {
  for (let i = 0; i < sites.placed; i++) paintSite(ctx, sites, i, config, view, size, sprites);
}

function paintSite(ctx: CanvasRenderingContext2D, sites: Sites, i: number, config: Config, view: View, size: Size, sprites: Sprites): void {
  const withKind = view.zoom >= KIND_ZOOM;
  const margin = extent(withKind);
  const [x, y] = pixelOf(sites.lon[i] ?? 0, sites.lat[i] ?? 0, view, size);
  if (x < -margin || y < -margin || x > size.x + margin || y > size.y + margin) return;
  sprites.paint(ctx, symbolAt(sites, i, withKind, config.colouring), x, y);
}

function paintClusters(ctx: CanvasRenderingContext2D, sites: Sites, config: Config, view: View, size: Size, sprites: Sprites): void {
  const clusters = new Clusters(sites.lon, sites.lat, sites.placed, sites.grades, Math.ceil(view.zoom));
  const bounds = boundsOf(view, size);
  const level = clusters.level(bounds, Math.round(view.zoom));
  for (const item of clusters.within(level, bounds)) {
    const count = level.counts[item] ?? 0;
    if (count === 1) {
      paintSite(ctx, sites, level.first[item] ?? -1, config, view, size, sprites);
      continue;
    }
    const mix: Mix = {};
    for (let g = 0; g < N_GRADES; g++) mix[`g${g}`] = level.mix[item * N_GRADES + g] ?? 0;
    const [x, y] = pixelOf(level.lon[item] ?? 0, level.lat[item] ?? 0, view, size);
    paintCluster(ctx, count, mix, config.palette, x, y);
  }
}

/** Whether the address asks a question: not all sites are found then, and which ones the map will say. */
function asks({ app, links }: Config): boolean {
  const words = links ? new URLSearchParams(location.search) : wordsOf(location.hash);
  return app !== null && QUESTION_WORDS.some((word) => words.has(word));
}
