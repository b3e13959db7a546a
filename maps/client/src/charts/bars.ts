/** Horizontal stacked bars, one a row, from the reader's start side. */
import { svg } from "../dom.ts";
import type { Drawing } from "./data.ts";
import { BAR, layoutBars } from "./layout.ts";
import { partElement, roving } from "./parts.ts";
import { Hatches } from "./patterns.ts";
import { fitted } from "./text.ts";

const FONT = "13px system-ui, sans-serif";

export function bars(drawing: Drawing): SVGSVGElement {
  const { width, dir } = drawing;
  const { height, rows, parts, ticks, plot, label, above } = layoutBars(drawing.bars, width, dir);
  const hatches = new Hatches();
  const foot = height - 20;
  const [start, anchorAtStart] = dir === "rtl" ? [width, "end"] : [0, "start"];
  const beyond = dir === "rtl" ? -6 : 6;
  const grid = ticks.map(({ at }) => svg("line", { x1: at, x2: at, y1: 0, y2: foot, class: "mm-chart-grid" }));
  const figures = ticks.map(({ at, value }) => svg("text", { x: at, y: foot + 14, class: "mm-tick" }, drawing.number(value)));
  const names = rows.map(({ bar, y, barY }) => {
    const text = svg(
      "text",
      { x: start, y: above ? y + 12 : barY + BAR / 2 + 4.5, "text-anchor": anchorAtStart, class: "mm-row-label" },
      fitted(bar.label, label, FONT),
    );
    return svg("g", {}, svg("title", {}, bar.label), text);
  });
  const totals = rows.map(({ bar, barY, end }) =>
    svg("text", { x: end + beyond, y: barY + BAR / 2 + 4.5, "text-anchor": anchorAtStart, class: "mm-bar-total" }, drawing.number(bar.total)),
  );
  const placed = parts.map((each) => ({ element: partElement(each, drawing, hatches), placed: each }));
  const base = dir === "rtl" ? plot[1] : plot[0];
  const root = svg(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, width, height, class: "mm-chart", role: "group", "aria-label": drawing.title },
    hatches.defs,
    svg("g", { "aria-hidden": "true" }, ...grid, ...figures, ...names, ...totals),
    ...placed.map(({ element }) => element),
    svg("line", { x1: base, x2: base, y1: 0, y2: foot, class: "mm-chart-base" }),
  );
  roving(root, placed);
  return root;
}
