/** The legend: what is on the screen now, with numbers — conditions, marks, kinds — and what lines and circles mean. */
import { bandLabel, bandNumber, bandPalette } from "./completeness.ts";
import { meanings } from "./colour_legend.ts";
import type { Config } from "./config.ts";
import { BANDS } from "./counting.ts";
import { type Child, freshId, h, narrow, svg } from "./dom.ts";
import { donut } from "./donut.ts";
import { _, number } from "./messages.ts";
import { GRADES, type Palette, dayStyle, gradeKey } from "./palette.ts";
import { kindLabel } from "./site_popup.ts";
import { KIND_ZOOM } from "./site_symbol.ts";
import { type ColourBy, type SiteMark, type ViewItem, isCluster } from "./source.ts";
import { type SymbolOf, glyphSvg, symbolSvg } from "./symbols.ts";

const PLAIN = { reviewed: false, disputed: false, sourcesDiffer: false };
const TALLEST = 560;
/** On a map that is lower than this, or as narrow as a phone, it is folded until the reader opens it. */
const LOWEST = 400;
/** Pixels of the map's height that search and attribution take. */
const OTHERS = 110;

/** What the legend asks of the map. */
export interface OnScreen {
  items(): readonly ViewItem[];
  /** What the lines of visits rest on: "road", "access", "estimate". */
  lines(): ReadonlySet<string>;
  /** Whether the visit is a plan. */
  readonly plan: boolean;
  readonly colours: ColourBy;
  colourBy(colours: ColourBy): void;
}

export class Legend {
  readonly element: HTMLDetailsElement;
  readonly #map: L.Map;
  readonly #config: Config;
  readonly #screen: OnScreen;
  readonly #body = h("div");
  readonly #wanted: boolean;
  #chosen = false;
  #asked = 0;

  constructor(map: L.Map, config: Config, screen: OnScreen, open: boolean) {
    this.#map = map;
    this.#config = config;
    this.#screen = screen;
    this.#wanted = open;
    const summary = h("summary", {}, _("Legend"));
    summary.addEventListener("click", () => (this.#chosen = true));
    this.element = h("details", { class: "mm-panel mm-legend", open }, summary, config.completeness && !config.colouring && this.#choice(), this.#body);
    this.element.addEventListener("toggle", () => this.#update());
    map.on("mirasmap:symbols moveend overlayadd overlayremove", () => this.#soon());
    map.on("resize", () => this.#fit());
    this.#fit();
    this.#update();
  }

  #soon(): void {
    cancelAnimationFrame(this.#asked);
    this.#asked = requestAnimationFrame(() => this.#update());
  }

  #fit(): void {
    const { y: height } = this.#map.getSize();
    this.element.style.maxBlockSize = `${Math.max(90, Math.min(TALLEST, height - OTHERS))}px`;
    if (!this.#chosen) this.element.open = this.#wanted && height >= LOWEST && !narrow(this.#map);
  }

  #update(): void {
    if (!this.element.open) return;
    const bounds = this.#map.getBounds();
    const items = this.#screen.items().filter(({ lat, lon }) => bounds.contains([lat, lon]));
    const single = items.filter((item): item is SiteMark => !isCluster(item));
    const { colouring } = this.#config;
    const complete = this.#screen.colours === "completeness";
    const parts = colouring
      ? [this.#section(colouring.title, meanings(colouring, this.#config)), this.#section(_("Marks"), this.#marks([], []))]
      : [
          complete ? this.#section(_("How complete the record is, of 100"), this.#bands(items)) : null,
          this.#section(complete ? _("Condition, by shape") : _("Condition"), this.#conditions(complete ? single : items, complete)),
          this.#section(_("Marks"), this.#marks(items, single)), this.#kinds(single)];
    const shown = parts.filter((part) => part !== null);
    this.#body.replaceChildren(...(shown.length > 0 ? shown : [h("p", { class: "mm-note" }, _("No site is in view."))]));
  }

  #section(title: string, rows: readonly HTMLElement[]): HTMLElement | null {
    return rows.length > 0 ? h("section", {}, h("h2", { class: "mm-heading" }, title), h("ul", {}, ...rows)) : null;
  }

  /** Kept apart from what is drawn anew, so that a choice by keyboard keeps its focus. */
  #choice(): HTMLElement {
    const name = freshId("colours");
    const option = (colours: ColourBy, text: string): HTMLElement => {
      const input = h("input", { type: "radio", name, value: colours, checked: this.#screen.colours === colours });
      input.addEventListener("change", () => this.#screen.colourBy(colours));
      return h("label", {}, input, h("span", {}, text));
    };
    return h(
      "fieldset", { class: "mm-colours" }, h("legend", {}, _("Colours")),
      option("condition", _("Condition")), option("completeness", _("Completeness of the record")),
    );
  }

  #bands(items: readonly ViewItem[]): HTMLElement[] {
    const { palette } = this.#config;
    return BANDS.flatMap((band, k) => {
      const n = items.reduce((sum, item) => sum + (isCluster(item) ? (item.mix[`g${k + 2}`] ?? 0) : bandNumber(item.score) === k + 1 ? 1 : 0), 0);
      return n > 0 ? [row(symbolSvg({ ...PLAIN, grade: 1, fill: palette.completeness[k] }, palette), h("bdi", {}, bandLabel(band)), n)] : [];
    });
  }

  #conditions(items: readonly ViewItem[], shapes: boolean): HTMLElement[] {
    const { conditions, palette } = this.#config;
    return GRADES.flatMap((grade) => {
      const n = items.reduce((sum, item) => sum + (isCluster(item) ? (item.mix[`g${grade + 1}`] ?? 0) : item.grade === grade ? 1 : 0), 0);
      return n > 0 ? [row(symbolSvg({ ...PLAIN, grade, ...(shapes && { fill: "#ffffff" }) }, palette), conditions[gradeKey(grade)] ?? "", n)] : [];
    });
  }

  #marks(items: readonly ViewItem[], single: readonly SiteMark[]): HTMLElement[] {
    const { palette } = this.#config;
    const complete = this.#screen.colours === "completeness";
    const sample = (marks: Partial<SymbolOf>): SVGSVGElement =>
      symbolSvg({ ...PLAIN, grade: 3, ...(complete && { fill: "#ffffff" }), ...marks }, palette);
    const rings = complete ? _("Several sites; the ring shows how complete their records are") : _("Several sites; the ring shows their conditions");
    const of = (has: (site: SiteMark) => boolean, picture: SVGSVGElement, text: string): HTMLElement[] => {
      const n = single.filter(has).length;
      // of the sites in a ring nobody knows their marks: a number of the others would read as that of all
      return n > 0 ? [row(picture, text, items.length > single.length ? undefined : n)] : [];
    };
    const circles = this.#map.getPane("mm-uncertainty");
    return [
      ...of(({ grade, reviewed }) => grade >= 0 && !reviewed, sample({}), _("Reading of the source, not reviewed")),
      ...of(({ reviewed }) => reviewed, sample({ reviewed: true }), _("Outer line: reviewed")),
      ...of(({ sourcesDiffer, disputed }) => sourcesDiffer && !disputed, sample({ sourcesDiffer: true }), _("Sources differ")),
      ...of(({ disputed }) => disputed, sample({ disputed: true }), _("Disputed: reviewed statements contradict each other")),
      ...(items.length > single.length ? [row(clusterSample(complete ? bandPalette(palette) : palette), rings)] : []),
      ...(circles?.querySelector(".mm-uncertain") ? [row(circleSample("mm-uncertain"), _("Uncertain place: somewhere in the circle"))] : []),
      ...(circles?.querySelector(".mm-cell") ? [row(circleSample("mm-cell"), _("Place kept general: somewhere in the cell"))] : []),
      ...this.#lines(),
    ];
  }

  #lines(): HTMLElement[] {
    const { palette } = this.#config;
    const lines = this.#screen.lines();
    const roads = this.#screen.plan ? _("Planned visit by road, a colour and dash a day") : _("Visit, a colour and dash a day; lines are roads of today's network, not the way that was taken");
    return [
      ...(lines.has("road") ? [row(lineSample(palette), roads)] : []),
      ...(lines.has("estimate") ? [row(lineSample(palette), _("Visit, a colour and dash a day; lines are estimates (straight line × 1.4)"))] : []),
      ...(lines.has("access") ? [row(accessSample(palette), _("Last part on foot or on a track"))] : []),
    ];
  }

  /** The glyphs of kinds stand on the map from zoom 12 on. */
  #kinds(single: readonly SiteMark[]): HTMLElement | null {
    if (Math.round(this.#map.getZoom()) < KIND_ZOOM) return null;
    const counts = new Map<string, number>();
    for (const { kind } of single) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const named = [...counts].map(([kind, n]) => ({ kind, n, label: kindLabel(kind, this.#config) }));
    named.sort((a, b) => a.label.localeCompare(b.label, this.#config.lang));
    return this.#section(_("Kinds"), named.map(({ kind, n, label }) => row(glyphSvg(kind), label, n)));
  }
}

function row(picture: Child, text: Child, n?: number): HTMLElement {
  return h("li", {}, picture, h("span", {}, text), n !== undefined && h("span", { class: "mm-n" }, number(n)));
}

function clusterSample(palette: Palette): SVGSVGElement {
  const worst = palette.conditions["5"] ? 5 : 4; // there are four bands of completeness
  const picture = donut([{ grade: worst, count: 2 }, { grade: 3, count: 3 }, { grade: 1, count: 4 }], palette, 30);
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

function accessSample(palette: Palette): SVGSVGElement {
  const path = svg("path", { d: "M2 12H22", stroke: dayStyle(palette, 1).colour, "stroke-width": 2.5, "stroke-dasharray": "1 5", "stroke-linecap": "round", fill: "none" });
  return svg("svg", { viewBox: "0 0 24 24", width: 24, height: 24, class: "mm-symbol", "aria-hidden": "true" }, path);
}
