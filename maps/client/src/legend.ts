/** The legend: conditions, marks, kinds that occur, and what lines and circles mean. */
import type { Config } from "./config.ts";
import { type Child, h, svg } from "./dom.ts";
import { donut } from "./donut.ts";
import { _ } from "./messages.ts";
import { GRADES, type Palette, dayStyle, gradeKey } from "./palette.ts";
import { Flag, type Sites } from "./payload.ts";
import { kindLabel } from "./site_popup.ts";
import { type SymbolOf, glyphSvg, symbolSvg } from "./symbols.ts";

const PLAIN = { reviewed: false, disputed: false, sourcesDiffer: false };

export function legend(sites: Sites, config: Config, hasVisits: boolean, open: boolean): HTMLElement {
  const { palette } = config;
  const sample = (marks: Partial<SymbolOf>): SVGSVGElement => symbolSvg({ ...PLAIN, grade: 3, ...marks }, palette);
  const has = (flag: number): boolean => sites.flags.some((flags) => (flags & flag) !== 0);
  const marks: (Child | false)[] = [
    item(sample({}), _("Reading of the source, not reviewed")),
    item(sample({ reviewed: true }), _("Outer line: reviewed")),
    has(Flag.SourcesDiffer) && item(sample({ sourcesDiffer: true }), _("Sources differ")),
    has(Flag.Disputed) && item(sample({ disputed: true }), _("Disputed: reviewed statements contradict each other")),
    item(clusterSample(palette), _("Several sites; the ring shows their conditions")),
    Array.prototype.some.call(sites.uncertainty, (metres: number) => metres >= 500) && item(circleSample("mm-uncertain"), _("Uncertain place: somewhere in the circle")),
    has(Flag.HiddenCell) && item(circleSample("mm-cell"), _("Place kept general: somewhere in the cell")),
    hasVisits && item(lineSample(palette), _("Visit, a colour and dash a day; lines are estimates (straight line × 1.4)")),
  ];
  return h(
    "details",
    { class: "mm-panel mm-legend", open },
    h("summary", {}, _("Legend")),
    h(
      "div",
      {},
      h("h2", { class: "mm-heading" }, _("Condition")),
      h("ul", {}, ...GRADES.map((grade) => item(symbolSvg({ ...PLAIN, grade }, palette), config.conditions[gradeKey(grade)] ?? ""))),
      h("h2", { class: "mm-heading" }, _("Marks")),
      h("ul", {}, ...marks),
      kinds(sites, config),
    ),
  );
}

function item(picture: SVGSVGElement, text: string): HTMLElement {
  return h("li", {}, picture, h("span", {}, text));
}

/** Kinds that occur, by their names; the glyphs appear on the map from zoom 12 on. */
function kinds(sites: Sites, config: Config): HTMLElement {
  const named = sites.kinds.map((kind) => ({ kind, label: kindLabel(kind, config) }));
  named.sort((a, b) => a.label.localeCompare(b.label, config.lang));
  return h(
    "details",
    { class: "mm-kinds" },
    h("summary", {}, _("Kinds, when zoomed in")),
    h("ul", {}, ...named.map(({ kind, label }) => item(glyphSvg(kind), label))),
  );
}

function clusterSample(palette: Palette): SVGSVGElement {
  const picture = donut([{ grade: 5, count: 2 }, { grade: 3, count: 3 }, { grade: 1, count: 4 }], palette, 30);
  picture.classList.add("mm-symbol");
  return picture;
}

function circleSample(look: "mm-uncertain" | "mm-cell"): SVGSVGElement {
  const shape = look === "mm-cell" ? svg("rect", { x: 3, y: 3, width: 18, height: 18 }) : svg("circle", { cx: 12, cy: 12, r: 9 });
  shape.classList.add(look);
  return svg("svg", { viewBox: "0 0 24 24", width: 24, height: 24, class: "mm-symbol", "aria-hidden": "true" }, shape);
}

function lineSample(palette: Palette): SVGSVGElement {
  const lines = [1, 2].map((day, k) => {
    const { colour, dash } = dayStyle(palette, day);
    return svg("path", { d: `M1 ${8 + 8 * k}H23`, stroke: colour, "stroke-width": 3, "stroke-dasharray": dash, fill: "none" });
  });
  return svg("svg", { viewBox: "0 0 24 24", width: 24, height: 24, class: "mm-symbol", "aria-hidden": "true" }, ...lines);
}
