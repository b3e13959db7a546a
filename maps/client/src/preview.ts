/** The first frame: the sites where the map will show them, painted while the map's library is still on its way. */
import { Columns } from "./columns.ts";
import { type Config, blockText, readConfig, resolveStyle } from "./config.ts";
import { firstView } from "./first_view.ts";
import { parseHash, wordsOf } from "./hash.ts";
import { isPlain } from "./inflate.ts";
import { Sites } from "./payload.ts";
import { QUESTION_WORDS } from "./question.ts";
import { KIND_ZOOM, PREVIEW, symbolAt } from "./site_symbol.ts";
import { extent, paint, symbolParts } from "./symbols.ts";
import { pixelOf } from "./view.ts";

/** Paint the sites of the page; large ones are packed and wait for the map. */
export function draw(configId: string): void {
  const config = readConfig(configId);
  const packed = blockText(config.sites);
  const container = document.querySelector<HTMLElement>(".folium-map");
  if (!isPlain(packed) || !container || config.options.visit !== null || asks(config)) return;
  const sites = new Sites(Columns.ofJson(packed));
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
  const withKind = view.zoom >= KIND_ZOOM;
  const margin = extent(withKind);
  for (let i = 0; i < sites.placed; i++) {
    const [x, y] = pixelOf(sites.lon[i] ?? 0, sites.lat[i] ?? 0, view, size);
    if (x < -margin || y < -margin || x > size.x + margin || y > size.y + margin) continue;
    paint(ctx, symbolParts(symbolAt(sites, i, withKind, config.colouring), config.palette, config.palette.ring[style]), x, y);
  }
  container.append(canvas);
}

/** Whether the address asks a question: not all sites are found then, and which ones the map will say. */
function asks({ app, links }: Config): boolean {
  const words = links ? new URLSearchParams(location.search) : wordsOf(location.hash);
  return app !== null && QUESTION_WORDS.some((word) => words.has(word));
}
