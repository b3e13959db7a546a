/** Shapes of the grades as path data around the origin, in units of the symbol's radius: one drawing for canvas and SVG. */
import type { Grade } from "./palette.ts";

export type ShapeName = "circle" | "square" | "diamond" | "triangle" | "cross";

const CIRCLE = "M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0Z";

const SHAPES: Readonly<Record<ShapeName, string>> = {
  circle: CIRCLE,
  square: "M-.9-.9H.9V.9H-.9Z",
  diamond: "M0-1.25L1.25 0L0 1.25L-1.25 0Z",
  triangle: "M0-1.25L1.2.9H-1.2Z",
  cross: "M-1.18-.61L-.61-1.18L0-.57L.61-1.18L1.18-.61L.57 0L1.18.61L.61 1.18L0 .57L-.61 1.18L-1.18.61L-.57 0Z",
};

/** The question mark of "looked, could not tell": two strokes, so that it needs no font. */
export const QUESTION = "M-.36-.3C-.36-.78.4-.78.4-.28C.4.06 0 .02 0 .32M0 .62V.66";

export function shapePath(name: string): string {
  return SHAPES[name as ShapeName] ?? CIRCLE;
}

/** Silence is smaller than any grade: it says less. */
export function symbolRadius(grade: Grade): number {
  return grade < 0 ? 4 : 6;
}
