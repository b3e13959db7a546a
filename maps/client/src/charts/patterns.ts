/** Hatches over the colours of the grades, so that they are told apart on paper without colours too. */
import { freshId, svg } from "../dom.ts";
import { OUTLINE } from "../palette.ts";
import { PATTERNS, type Pattern } from "./data.ts";

const TILE = 8;

/** Path data on a tile of 8 × 8 that repeats without a seam. */
const HATCHES: Readonly<Record<Pattern, string>> = {
  plain: "",
  lines: "M0 4H8",
  dots: "M2 2h.01M6 6h.01",
  slant: "M-2 2L2-2M-2 10L10-2M6 10L10 6",
  cross: "M-2 2L2-2M-2 10L10-2M6 10L10 6M-2 6L2 10M-2-2L10 10M6-2L10 2",
  question: "M4 1v2M4 5v2",
  empty: "",
};

/** The hatches of one picture; `of` gives the paint of each. */
export class Hatches {
  readonly defs: SVGDefsElement;
  readonly #stem = freshId("hatch");

  constructor() {
    const tiles = PATTERNS.filter((name) => HATCHES[name]).map((name) =>
      svg(
        "pattern",
        { id: `${this.#stem}-${name}`, width: TILE, height: TILE, patternUnits: "userSpaceOnUse" },
        svg("path", {
          d: HATCHES[name], fill: "none", stroke: OUTLINE, "stroke-width": name === "dots" ? 2.4 : 1.2, "stroke-linecap": "round",
        }),
      ),
    );
    this.defs = svg("defs", {}, ...tiles);
  }

  of(pattern: Pattern): string | null {
    return HATCHES[pattern] ? `url(#${this.#stem}-${pattern})` : null;
  }
}

/** A piece of a bar: its colour, the hatch over it, and a dark line around both; what is empty looks like the paper. */
export function piece(
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  look: { readonly fill: string; readonly pattern: Pattern },
  hatches: Hatches,
): SVGGElement {
  const at = { x: round(box.x), y: round(box.y), width: round(Math.max(box.width, 1)), height: round(Math.max(box.height, 1)) };
  const hatch = hatches.of(look.pattern);
  return svg(
    "g",
    { class: look.pattern === "empty" ? "mm-chart-empty" : null },
    svg("rect", { ...at, fill: look.fill, class: "mm-chart-fill" }),
    hatch && svg("rect", { ...at, fill: hatch, class: "mm-chart-hatch" }),
    svg("rect", { ...at, fill: "none", class: "mm-chart-line" }),
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** A sample of a look for the legend. */
export function swatch(look: { readonly fill: string; readonly pattern: Pattern }): SVGSVGElement {
  const hatches = new Hatches();
  return svg(
    "svg",
    { viewBox: "0 0 26 18", width: 26, height: 18, class: "mm-swatch", "aria-hidden": "true" },
    hatches.defs,
    piece({ x: 1, y: 1, width: 24, height: 16 }, look, hatches),
  );
}
