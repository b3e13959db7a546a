/** A cluster on canvas: the same ring as donut.ts draws as SVG, for maps with hundreds of them. */
import { CLUSTER_LOOK, clusterSize } from "./donut.ts";
import { number } from "./messages.ts";
import { type Mix, shares } from "./mix.ts";
import { OUTLINE, type Palette, gradeStyle } from "./palette.ts";

const TURN = 2 * Math.PI;
const UP = -TURN / 4;

export function paintCluster(ctx: CanvasRenderingContext2D, count: number, mix: Readonly<Mix>, palette: Palette, x: number, y: number): void {
  const size = clusterSize(count);
  const outer = size / 2 - CLUSTER_LOOK.margin;
  const inner = outer - CLUSTER_LOOK.ring;
  const parts = shares(mix);
  ctx.globalAlpha = CLUSTER_LOOK.groundOpacity;
  disc(ctx, x, y, size / 2 - 0.2, CLUSTER_LOOK.ground);
  ctx.globalAlpha = 1;
  disc(ctx, x, y, outer + 0.7, OUTLINE);
  let turn = UP;
  const edges = new Path2D();
  for (const { grade, count: n } of parts) {
    const from = turn;
    turn += (n / count) * TURN;
    ctx.beginPath();
    if (parts.length > 1) ctx.moveTo(x, y);
    ctx.arc(x, y, outer, from, turn);
    ctx.fillStyle = gradeStyle(palette, grade).fill;
    ctx.fill();
    edges.moveTo(x + inner * Math.cos(from), y + inner * Math.sin(from));
    edges.lineTo(x + outer * Math.cos(from), y + outer * Math.sin(from));
  }
  ctx.strokeStyle = OUTLINE;
  ctx.lineWidth = 0.8;
  if (parts.length > 1) ctx.stroke(edges); // all at once: a line each would take longer than all else
  disc(ctx, x, y, inner, CLUSTER_LOOK.middle);
  ctx.lineWidth = 1.4;
  ctx.stroke();
  ctx.font = CLUSTER_LOOK.font;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillStyle = OUTLINE;
  ctx.fillText(number(count), x, y + 0.5);
}

function disc(ctx: CanvasRenderingContext2D, x: number, y: number, radius: number, fill: string): void {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, TURN);
  ctx.fillStyle = fill;
  ctx.fill();
}
