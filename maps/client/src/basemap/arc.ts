/** A smooth arc beside a stretch of a line, for text: letters set along a river's own wiggles would be crushed. */
import type { Point } from "./lettering.ts";

export interface Arc {
  readonly length: number;
  /** How far the stretch strays from the arc, in pixels. */
  readonly off: number;
  /** By how much the arc turns, in radians. */
  readonly bend: number;
  /** A point of the arc and its direction; 0 is where reading starts, 1 where it ends. */
  at(t: number): Point & { readonly angle: number };
}

/** A line with the length of the way to each of its points. */
export interface Path {
  readonly points: readonly Point[];
  readonly along: readonly number[];
  readonly length: number;
}

export const SAMPLES = 9;

export function pathOf(points: readonly Point[]): Path {
  let length = 0;
  const along = points.map((point, i) => (length += i === 0 ? 0 : distance(points[i - 1]!, point)));
  return { points, along, length };
}

export function pointAt({ points, along }: Path, way: number): Point {
  let low = 0;
  let high = along.length - 1;
  while (low < high - 1) {
    const middle = (low + high) >> 1;
    if (along[middle]! <= way) low = middle;
    else high = middle;
  }
  const [a, b, from, to] = [points[low]!, points[high]!, along[low]!, along[high]!];
  const t = to > from ? (way - from) / (to - from) : 0;
  return { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t };
}

/** Evenly spaced points of a stretch, turned so that reading goes from left to right. */
export function samplesOf(path: Path, start: number, span: number): Point[] {
  const samples = Array.from({ length: SAMPLES }, (_, i) => pointAt(path, start + (span * i) / (SAMPLES - 1)));
  return samples.at(-1)!.x < samples[0]!.x ? samples.reverse() : samples;
}

/** The quadratic curve through the first, the smoothed middle and the last of nine samples. */
export function fitArc(samples: readonly Point[]): Arc {
  const a = samples[0]!, b = samples[SAMPLES - 1]!;
  const [before, middle, after] = [samples[3]!, samples[4]!, samples[5]!];
  const control = (key: "x" | "y"): number => {
    const smooth = (before[key] + middle[key] + after[key]) / 6 + middle[key] / 2;
    return 2 * smooth - (a[key] + b[key]) / 2;
  };
  const c = { x: control("x"), y: control("y") };
  const at = (t: number): Point & { angle: number } => {
    const u = 1 - t;
    const x = u * u * a.x + 2 * u * t * c.x + t * t * b.x;
    const y = u * u * a.y + 2 * u * t * c.y + t * t * b.y;
    return { x, y, angle: Math.atan2(u * (c.y - a.y) + t * (b.y - c.y), u * (c.x - a.x) + t * (b.x - c.x)) };
  };
  const fitted = samples.map((_, i) => at(i / (SAMPLES - 1)));
  const turn = fitted.at(-1)!.angle - fitted[0]!.angle;
  return {
    at,
    length: pathOf(fitted).length,
    off: Math.max(...fitted.map((point, i) => distance(point, samples[i]!))),
    bend: Math.atan2(Math.sin(turn), Math.cos(turn)),
  };
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
