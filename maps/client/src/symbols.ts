/**
 * Symbols of sites: condition by colour and shape, kind by glyph, and small marks for review and disagreement.
 * A symbol is a list of painted paths, so that the map's canvas and the SVG of legend, list and popup cannot differ.
 */
import { svg } from "./dom.ts";
import { GLYPH_SIZE, glyphPath } from "./glyphs.ts";
import { type Grade, OUTLINE, type Palette, gradeStyle, inkOn } from "./palette.ts";
import { QUESTION, shapePath, symbolRadius } from "./shapes.ts";

export interface SymbolOf {
  readonly grade: Grade;
  readonly reviewed: boolean;
  /** Reviewed statements contradict each other. */
  readonly disputed: boolean;
  /** Readings nobody reviewed contradict each other. */
  readonly sourcesDiffer: boolean;
  /** In place of the colour of the grade. */
  readonly fill?: string | undefined;
  /** Draw the kind on a plaque with the condition at its corner. */
  readonly kind?: string;
}

/** One path, placed and painted; widths in pixels. */
interface Part {
  readonly path: string;
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  readonly fill?: string;
  readonly stroke?: string;
  readonly width?: number;
}

const PLAQUE = "M-9-12H9A3 3 0 0 1 12-9V9A3 3 0 0 1 9 12H-9A3 3 0 0 1-12 9V-9A3 3 0 0 1-9-12Z";
const PLAQUE_GROUND = "#fffdf8";
const GLYPH_PX = 18;
const CORNER = 10;
const UNEQUAL = "M-.55-.22H.55M-.55.22H.55M.3-.6L-.3.6";
const CIRCLE = shapePath("circle");

/** Half the width that a symbol needs, marks and rings included. */
export function extent(kind: boolean): number {
  return kind ? 19 : 13;
}

export function symbolParts(symbol: SymbolOf, palette: Palette, ring: string): Part[] {
  if (!symbol.kind) {
    return [
      ...gradeParts(symbol, 0, 0, symbolRadius(symbol.grade), palette, ring),
      ...disagreementParts(symbol, 7.5, -7, 5),
    ];
  }
  const glyph: Part = {
    path: glyphPath(symbol.kind),
    x: -GLYPH_PX / 2,
    y: -GLYPH_PX / 2 - 0.5,
    scale: GLYPH_PX / GLYPH_SIZE,
    fill: OUTLINE,
  };
  return [
    { path: PLAQUE, x: 0, y: 0, scale: 1, stroke: ring, width: 4 },
    { path: PLAQUE, x: 0, y: 0, scale: 1, fill: PLAQUE_GROUND, stroke: OUTLINE, width: 1.3 },
    glyph,
    ...gradeParts(symbol, CORNER, CORNER, symbolRadius(symbol.grade) - 0.6, palette, "#ffffff"),
    ...disagreementParts(symbol, CORNER, -CORNER, 5.4),
  ];
}

/** The outer dark contour says "reviewed"; a light ring alone, that it is a reading nobody reviewed. */
function gradeParts(
  { grade, reviewed, fill: own }: SymbolOf, x: number, y: number, radius: number, palette: Palette, ring: string,
): Part[] {
  const { fill: ofGrade, shape } = gradeStyle(palette, grade);
  const fill = own ?? ofGrade;
  const at = { path: shapePath(shape), x, y, scale: radius };
  const parts: Part[] = [
    { ...at, stroke: ring, width: 4.2 },
    { ...at, stroke: OUTLINE, width: 1.8 },
    { ...at, fill },
  ];
  if (reviewed && grade >= 0) {
    // the outermost light line shows the dark one on a dark ground
    parts.unshift({ ...at, stroke: ring, width: 9 }, { ...at, stroke: OUTLINE, width: 7 });
  }
  if (grade === 0) parts.push({ path: QUESTION, x, y, scale: radius, stroke: own === undefined ? "#ffffff" : inkOn(own), width: 1.5 });
  return parts;
}

/** ≠ at the corner: dark on light where sources differ, light on dark where reviewed statements do. */
function disagreementParts(symbol: SymbolOf, x: number, y: number, radius: number): Part[] {
  if (!symbol.disputed && !symbol.sourcesDiffer) return [];
  const [ground, ink] = symbol.disputed ? [OUTLINE, "#ffffff"] : ["#ffffff", OUTLINE];
  return [
    { path: CIRCLE, x, y, scale: radius, fill: ground, stroke: symbol.disputed ? "#ffffff" : OUTLINE, width: 1 },
    { path: UNEQUAL, x, y, scale: radius, stroke: ink, width: 1.3 },
  ];
}

const paths = new Map<string, Path2D>();

function path2D(data: string): Path2D {
  let path = paths.get(data);
  if (!path) paths.set(data, (path = new Path2D(data)));
  return path;
}

/** Paint a symbol with its middle at `x`, `y`. */
export function paint(ctx: CanvasRenderingContext2D, parts: readonly Part[], x: number, y: number): void {
  for (const part of parts) {
    ctx.save();
    ctx.globalAlpha = 1; // Leaflet leaves that of the last line
    ctx.translate(x + part.x, y + part.y);
    ctx.scale(part.scale, part.scale);
    ctx.lineJoin = ctx.lineCap = "round";
    const path = path2D(part.path);
    if (part.fill) {
      ctx.fillStyle = part.fill;
      ctx.fill(path, "evenodd");
    }
    if (part.stroke) {
      ctx.strokeStyle = part.stroke;
      ctx.lineWidth = (part.width ?? 1) / part.scale;
      ctx.stroke(path);
    }
    ctx.restore();
  }
}

/** The same symbol as an SVG picture; what it means must stand beside it in words. */
export function symbolSvg(symbol: SymbolOf, palette: Palette): SVGSVGElement {
  const half = symbol.kind ? 18 : 12;
  const parts = symbolParts(symbol, palette, "#ffffff").map((part) =>
    svg("path", {
      d: part.path,
      transform: `translate(${part.x} ${part.y}) scale(${part.scale})`,
      fill: part.fill ?? "none",
      "fill-rule": "evenodd",
      stroke: part.stroke,
      "stroke-width": part.stroke && (part.width ?? 1) / part.scale,
      "stroke-linejoin": "round",
      "stroke-linecap": "round",
    }),
  );
  const box = `${-half} ${-half} ${2 * half} ${2 * half}`;
  return svg("svg", { viewBox: box, class: "mm-symbol", "aria-hidden": "true", width: 2 * half, height: 2 * half }, ...parts);
}

/** The glyph of a kind alone. */
export function glyphSvg(kind: string): SVGSVGElement {
  const path = svg("path", { d: glyphPath(kind), "fill-rule": "evenodd" });
  return svg("svg", { viewBox: `0 0 ${GLYPH_SIZE} ${GLYPH_SIZE}`, class: "mm-glyph", "aria-hidden": "true" }, path);
}
