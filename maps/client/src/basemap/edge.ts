/** The data end at the box of the region: beyond it the map fades into plain paper. */
import { withAlpha } from "./colours.ts";

export interface Rect {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

const REACH = 0.06; // of the region's width
const STEPS = 6;

export function fadeOf(region: Rect): number {
  return (region.x1 - region.x0) * REACH;
}

/** Fade a square of `size` pixels; `region` in the same pixels. */
export function fadeEdge(ctx: CanvasRenderingContext2D, region: Rect, size: number, paper: string): void {
  const reach = fadeOf(region);
  const band = (x: number, y: number, width: number, height: number, from: readonly [number, number], to: readonly [number, number]): void => {
    if (width <= 0 || height <= 0) return;
    const gradient = ctx.createLinearGradient(...from, ...to);
    for (let i = 0; i <= STEPS; i++) gradient.addColorStop(i / STEPS, withAlpha(paper, smooth(i / STEPS)));
    ctx.fillStyle = gradient;
    ctx.fillRect(x, y, width, height);
  };
  const { x0, y0, x1, y1 } = region;
  band(0, 0, Math.min(size, x0), size, [x0, 0], [x0 - reach, 0]);
  band(Math.max(0, x1), 0, size - Math.max(0, x1), size, [x1, 0], [x1 + reach, 0]);
  band(0, 0, size, Math.min(size, y0), [0, y0], [0, y0 - reach]);
  band(0, Math.max(0, y1), size, size - Math.max(0, y1), [0, y1], [0, y1 + reach]);
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}
