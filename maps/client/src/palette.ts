/** The grades of condition and how they look. Colours come with the page; only the drawing is here. */
import type { Style } from "./config.ts";
import type { ShapeName } from "./shapes.ts";

export interface GradeStyle {
  readonly fill: string;
  readonly shape: ShapeName;
}

export interface DayStyle {
  readonly colour: string;
  /** Dash pattern as in SVG, null for a whole line. */
  readonly dash: string | null;
}

export interface Palette {
  readonly conditions: Readonly<Record<string, GradeStyle>>;
  readonly days: readonly DayStyle[];
  readonly ring: Readonly<Record<Style, string>>;
  /** Fills of the bands of scores, the lowest first. */
  readonly completeness: readonly string[];
}

/** -1: nobody said anything; 0: somebody looked and could not tell; 1 good … 5 destroyed. */
export type Grade = -1 | 0 | 1 | 2 | 3 | 4 | 5;

/** In the order in which mixes and legends show them: worst first, silence last. */
export const GRADES: readonly Grade[] = [5, 4, 3, 2, 1, 0, -1];

/** The dark line around every fill; at least 10 : 1 against the light grounds. */
export const OUTLINE = "#1b1f24";

export function gradeKey(grade: Grade): string {
  return grade < 0 ? "none" : String(grade);
}

export function gradeStyle(palette: Palette, grade: Grade): GradeStyle {
  return palette.conditions[gradeKey(grade)] ?? { fill: "#8d949b", shape: "circle" };
}

export function dayStyle(palette: Palette, day: number): DayStyle {
  const { days } = palette;
  return days[(Math.max(1, day) - 1) % (days.length || 1)] ?? { colour: "#26456e", dash: null };
}

/** A number of the payload as a grade; what is no grade counts as silence. */
export function toGrade(value: number | null | undefined): Grade {
  return value === 0 || value === 1 || value === 2 || value === 3 || value === 4 || value === 5 ? value : -1;
}

/** White or black, whichever stands off more from a colour `#rrggbb` (by the relative luminance of WCAG 2). */
export function inkOn(colour: string): string {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 ? "#ffffff" : "#000000";
}
