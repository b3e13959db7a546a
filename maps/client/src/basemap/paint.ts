/** Paints one placed tile on a canvas by the rules. */
import type { Colours } from "./colours.ts";
import { type Fill, type Line, RULES } from "./rules.ts";
import { type Feature, TILE_PX } from "./tile.ts";
import type { Placed } from "./tilestore.ts";
import { widthAt } from "./widths.ts";

const MARGIN = 32; // pixels beyond the square from which a wide line still reaches in

/** Paint on a context whose unit is a CSS pixel of the square; `relief` paints the shading of hills at its turn. */
export function paint(ctx: CanvasRenderingContext2D, placed: Placed, zoom: number, colours: Colours, relief: () => void): void {
  ctx.lineJoin = "round";
  for (const rule of RULES) {
    if (rule.type === "relief") {
      relief();
      continue;
    }
    if (zoom < rule.from) continue;
    const seen = visible(placed, rule.layer).filter(({ kind }) => !rule.kinds || rule.kinds.includes(kind));
    if (seen.length === 0) continue;
    ctx.save();
    ctx.translate(placed.dx, placed.dy);
    ctx.scale(placed.scale, placed.scale);
    if (rule.type === "fill") fillAll(ctx, seen, rule, zoom, colours, placed.scale);
    else strokeAll(ctx, seen, rule, zoom, colours, placed.scale);
    ctx.restore();
  }
}

function visible({ tile, scale, dx, dy }: Placed, layer: string): readonly Feature[] {
  const features = tile.get(layer) ?? [];
  const left = (-MARGIN - dx) / scale, right = (TILE_PX + MARGIN - dx) / scale;
  const top = (-MARGIN - dy) / scale, bottom = (TILE_PX + MARGIN - dy) / scale;
  return features.filter(({ box: [x0, y0, x1, y1] }) => x0 <= right && x1 >= left && y0 <= bottom && y1 >= top);
}

function fillAll(ctx: CanvasRenderingContext2D, seen: readonly Feature[], rule: Fill, zoom: number, colours: Colours, scale: number): void {
  const edged = rule.edge !== undefined && zoom >= rule.edge.from;
  ctx.fillStyle = colours[rule.colour];
  ctx.strokeStyle = colours[edged ? rule.edge.colour : rule.colour];
  ctx.lineWidth = 0.8 / scale;
  for (const feature of seen) {
    if (!feature.filled) continue;
    ctx.beginPath();
    trace(ctx, feature);
    ctx.fill();
    if (edged || rule.sealed) ctx.stroke();
  }
}

function strokeAll(ctx: CanvasRenderingContext2D, seen: readonly Feature[], rule: Line, zoom: number, colours: Colours, scale: number): void {
  const casing = rule.casing === undefined ? 0 : zoom < 11 ? 0.8 : rule.casing;
  ctx.strokeStyle = colours[rule.colour];
  ctx.lineWidth = (widthAt(rule.widths, zoom) + casing) / scale;
  ctx.lineCap = casing || rule.dash ? "butt" : "round";
  ctx.setLineDash((rule.dash ?? []).map((px) => px / scale));
  ctx.beginPath(); // one path for all: lines of one rule never cover each other twice
  for (const feature of seen) trace(ctx, feature);
  ctx.stroke();
}

function trace(ctx: CanvasRenderingContext2D, { parts, filled }: Feature): void {
  for (const part of parts) {
    ctx.moveTo(part[0]!, part[1]!);
    for (let i = 2; i < part.length; i += 2) ctx.lineTo(part[i]!, part[i + 1]!);
    if (filled) ctx.closePath();
  }
}
