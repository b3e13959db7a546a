/** How complete records are, as colours: bands of the score, which take the places of grades in rings. */
import { BANDS } from "./counting.ts";
import { bandOf } from "./matching.ts";
import { number } from "./messages.ts";
import type { GradeStyle, Palette } from "./palette.ts";

/** Lowest scores of the bands but the first. */
const STEPS = BANDS.slice(1).map((band) => bandOf(band)[0]);

/** The band of a score, from 1. */
export function bandNumber(score: number): number {
  return 1 + STEPS.filter((step) => score >= step).length;
}

export function bandNumbers(scores: ArrayLike<number>): Int8Array {
  return Int8Array.from(scores, bandNumber);
}

/** "0–39", in the reader's figures. */
export function bandLabel(value: string): string {
  const [low, high] = bandOf(value);
  return `${number(low)}–${number(high)}`;
}

/** What each band is called, by its number as rings know it. */
export function bandLabels(): Record<string, string> {
  return Object.fromEntries(BANDS.map((band, k) => [String(k + 1), bandLabel(band)]));
}

export function scoreFill(palette: Palette, score: number): string {
  return palette.completeness[bandNumber(score) - 1] ?? "";
}

/** The palette with bands in place of grades. */
export function bandPalette(palette: Palette): Palette {
  const styles = palette.completeness.map((fill, k): [string, GradeStyle] => [String(k + 1), { fill, shape: "circle" }]);
  return { ...palette, conditions: Object.fromEntries(styles) };
}
