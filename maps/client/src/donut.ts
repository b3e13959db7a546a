/** The ring of a cluster, divided by condition. */
import { svg } from "./dom.ts";
import type { Share } from "./mix.ts";
import { OUTLINE, type Palette, gradeStyle } from "./palette.ts";

const RING = 6.5;
const MARGIN = 1.6;

/** How a cluster looks, for those who draw it elsewhere; colours and font as in style/clusters. */
export const CLUSTER_LOOK = {
  ring: RING, margin: MARGIN, ground: "#ffffff", groundOpacity: 0.85, middle: "#fffefb", font: "600 12.5px system-ui, sans-serif",
} as const;

/** Diameter in pixels: grows slowly, so that a thousand does not cover the map. */
export function clusterSize(count: number): number {
  return Math.round(Math.min(58, 30 + 7 * Math.log10(count) + (count > 9 ? 2 : 0)));
}

/** Path of a sector of a ring, from one part of the turn to another (0 is up, clockwise). */
export function sector(from: number, to: number, outer: number, inner: number): string {
  const at = (turn: number, radius: number): string => {
    const angle = 2 * Math.PI * turn;
    return `${(radius * Math.sin(angle)).toFixed(2)} ${(-radius * Math.cos(angle)).toFixed(2)}`;
  };
  const half = (from + to) / 2; // two arcs each way: a whole turn in one would end where it begins, and vanish
  const arc = (turn: number, radius: number, sweep: 0 | 1): string => `A${radius} ${radius} 0 0 ${sweep} ${at(turn, radius)}`;
  return (
    `M${at(from, outer)}${arc(half, outer, 1)}${arc(to, outer, 1)}` +
    `L${at(to, inner)}${arc(half, inner, 0)}${arc(from, inner, 0)}Z`
  );
}

/** The ring and its middle, without the number. */
export function donut(parts: readonly Share[], palette: Palette, size: number): SVGSVGElement {
  const outer = size / 2 - MARGIN;
  const inner = outer - RING;
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  let turn = 0;
  const arcs = parts.map(({ grade, count }) => {
    const from = turn;
    turn += count / total;
    return svg("path", {
      d: sector(from, turn, outer, inner),
      fill: gradeStyle(palette, grade).fill,
      stroke: OUTLINE,
      "stroke-width": parts.length > 1 ? 0.8 : 0,
    });
  });
  const half = size / 2;
  return svg(
    "svg",
    { viewBox: `${-half} ${-half} ${size} ${size}`, width: size, height: size, "aria-hidden": "true" },
    svg("circle", { r: half - 0.2, class: "mm-cluster-ring" }),
    svg("circle", { r: outer + 0.7, fill: OUTLINE }),
    ...arcs,
    svg("circle", { r: inner, class: "mm-cluster-middle", stroke: OUTLINE, "stroke-width": 1.4 }),
  );
}
