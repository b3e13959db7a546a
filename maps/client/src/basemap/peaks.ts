/** Summits: a triangle with the height in metres, highest first; their names from zoom 11 on. */
import type { Peak } from "./labeldata.ts";
import type { Lettering, Point } from "./lettering.ts";
import type { Box } from "./occupied.ts";
import { type InScript, pickName } from "./script.ts";

const FROM = 9;
const NAMES_FROM = 11;
const AIR = [64, 52, 34, 20, 12] as const; // by zoom, from 9 to 13 and beyond

export function drawPeaks(on: Lettering, peaks: Iterable<Peak>, inScript: InScript, toLayer: (spot: Point) => Point): void {
  if (on.zoom < FROM) return;
  const air = AIR[Math.min(AIR.length - 1, Math.floor(on.zoom) - FROM)]!;
  on.setFont(on.zoom < 12 ? 9.5 : 10.5);
  for (const peak of peaks) {
    const at = toLayer(peak);
    if (on.shows(at)) drawPeak(on, at, on.zoom < NAMES_FROM ? "" : pickName(peak.name, inScript), String(peak.metres), air);
  }
}

function drawPeak(on: Lettering, at: Point, name: string, height: string, air: number): void {
  const lines = name ? [name, height] : [height];
  const widths = lines.map((line) => on.width(line));
  const half = Math.max(...widths) / 2;
  const box: Box = [at.x - half, at.y - 5, at.x + half, at.y + 3 + 11 * lines.length];
  if (!on.occupied.isFree(box, air)) return;
  on.occupied.take(box);
  drawTriangle(on, at);
  lines.forEach((line, i) => on.text(line, at.x - widths[i]! / 2, at.y + 13 + 11 * i, "textPeak"));
}

function drawTriangle({ ctx, colours }: Lettering, { x, y }: Point): void {
  ctx.beginPath();
  ctx.moveTo(x, y - 4);
  ctx.lineTo(x + 4, y + 2.5);
  ctx.lineTo(x - 4, y + 2.5);
  ctx.closePath();
  ctx.lineWidth = 2;
  ctx.strokeStyle = colours.halo;
  ctx.stroke();
  ctx.fillStyle = colours.textPeak;
  ctx.fill();
}
