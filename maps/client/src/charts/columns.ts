/** Columns in time, with a line where the question ends. */
import { type Child, svg } from "../dom.ts";
import type { TimeDrawing } from "./data.ts";
import { layoutColumns } from "./layout.ts";
import { partElement, roving } from "./parts.ts";
import { Hatches } from "./patterns.ts";

export function columns(drawing: TimeDrawing): SVGSVGElement {
  const { width, dir, until } = drawing;
  const { height, parts, ticks, labels, plot, after } = layoutColumns(drawing.bars, width, dir);
  const hatches = new Hatches();
  const foot = plot.y + plot.height;
  const [axis, anchor, out] = dir === "rtl" ? [plot.x + plot.width, "start", 6] : [plot.x, "end", -6];
  const scale = ticks.flatMap(({ at, value }): Child[] => [
    svg("line", { x1: plot.x, x2: plot.x + plot.width, y1: at, y2: at, class: value === 0 ? "mm-chart-base" : "mm-chart-grid" }),
    svg("text", { x: axis + out, y: at + 4, "text-anchor": anchor, class: "mm-tick mm-at-side" }, drawing.number(value)),
  ]);
  const years = labels.map(({ text, at }) => svg("text", { x: at, y: foot + 15, class: "mm-tick" }, text));
  const placed = parts.map((each) => ({ element: partElement(each, drawing, hatches), placed: each }));
  const root = svg(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, width, height, class: "mm-chart", role: "group", "aria-label": drawing.title },
    hatches.defs,
    svg("g", { "aria-hidden": "true" }, ...scale, ...years),
    ...placed.map(({ element }) => element),
    until && end(after(until.value), until.label),
  );
  roving(root, placed);
  return root;

  function end(x: number | null, label: string): Child {
    if (x === null) return null;
    // the words stand on the side where there is more room
    const left = x > plot.x + plot.width / 2;
    return svg(
      "g",
      { class: "mm-until", "aria-hidden": "true" },
      svg("line", { x1: x, x2: x, y1: plot.y - 14, y2: foot }),
      svg("text", { x: left ? x - 5 : x + 5, y: plot.y - 6, "text-anchor": left ? "end" : "start" }, label),
    );
  }
}
