/** One sheet of paper: the map with what explains it, in the style for print. While it is there the map lives on it. */
import { formatView } from "../../address.ts";
import type { Style } from "../../config.ts";
import { h } from "../../dom.ts";
import { L } from "../../leaflet.ts";
import { _, ngettext, number } from "../../messages.ts";
import { type SiteRow, then } from "../../source.ts";
import type { Drawn } from "../drawn.ts";
import { type Area, type Paper, type Way, areaOf, forgetPaper, usePaper } from "./paper.ts";
import { footer, heading, northArrow, sheetLegend, sheetTable } from "./sheet_parts.ts";

/** Rows under the map: some pages at most. */
const MOST_ROWS = 150;
/** Part of the sheet that the map has where a table follows. */
const WITH_TABLE = 0.62;
/** How much smaller or larger than on the screen the map may be, before more or less of the ground is shown. */
const SMALLEST = 0.66;
const LARGEST = 1.3;
/** The browser is given this long to bring the tiles of the sheet. */
const PATIENCE_MS = 4000;

export interface Settings {
  readonly title: string;
  readonly paper: Paper;
  readonly way: Way;
  readonly table: boolean;
  /** Panels whose content follows the map. */
  readonly panels: readonly string[];
}

/** The address of what the sheet shows; null where no server has one. */
function viewAddress(map: L.Map): string | null {
  if (!location.protocol.startsWith("http")) return null;
  const { lat, lng } = map.getCenter();
  return `${location.origin}${location.pathname}${location.search}#map=${formatView({ zoom: map.getZoom(), lat, lon: lng })}`;
}

export class PrintSheet {
  readonly element: HTMLElement;
  readonly #drawn: Drawn;
  readonly #undo: (() => void)[] = [];
  readonly #legend = h("div", { class: "mm-sheet-side" });

  constructor(drawn: Drawn, settings: Settings) {
    this.#drawn = drawn;
    const { map, config, model } = drawn;
    const container = map.getContainer();
    const moved = container.closest<HTMLElement>(".mm-maps") ?? container; // of a comparison both maps
    const view = { center: map.getCenter(), zoom: map.getZoom() };
    const screen = { width: moved.clientWidth, height: moved.clientHeight };
    const { width, height } = areaOf(settings.paper, settings.way);
    const frame = h("div", { class: "mm-sheet-map" });
    const page = h("div", { class: "mm-sheet-page", "data-way": settings.way }, heading(settings.title, model.question, this.#found(), config), frame, this.#legend);
    page.append(footer(config, container.querySelector(".leaflet-control-attribution")?.textContent ?? config.credit, viewAddress(map)));
    page.style.inlineSize = `${width}mm`;
    page.style.blockSize = `${height * (settings.table ? WITH_TABLE : 1)}mm`;
    this.element = h("div", { class: "mirasmap mm-sheet", dir: config.dir, "data-style": "print", role: "region", "aria-label": _("Sheet to print") }, page);
    this.element.style.inlineSize = page.style.inlineSize;

    const place = document.createComment("map");
    moved.before(place);
    frame.append(moved, northArrow());
    document.body.append(this.element);
    document.documentElement.classList.add("mm-printing");
    usePaper(settings.paper, settings.way);
    const style = (container.dataset["style"] ?? "light") as Style;
    drawn.look("print");
    this.#undo.push(() => {
      drawn.look(style);
      for (const name of ["position", "width", "height", "transform"] as const) moved.style[name] = "";
      place.replaceWith(moved);
      this.element.remove();
      document.documentElement.classList.remove("mm-printing");
      forgetPaper();
      map.invalidateSize({ animate: false });
      map.setView(view.center, view.zoom, { animate: false });
    });
    this.explain(); // before the map is fitted into what is left
    this.#fit(moved, frame, screen);
    if (settings.table) this.#addTable();
    for (const id of settings.panels) this.#addPanel(id);
    this.explain();
  }

  /** Say what is on the sheet now. */
  explain(): void {
    const { map, items, config } = this.#drawn;
    const bounds = map.getBounds();
    this.#legend.replaceChildren(sheetLegend(items().filter(({ lon, lat }) => bounds.contains([lat, lon])), config));
  }

  /** Copy what is painted: Chromium does not print a canvas that was moved since the last frame. */
  still(): void {
    for (const canvas of this.element.querySelectorAll<HTMLCanvasElement>(".mm-sheet-map canvas")) {
      if (canvas.width === 0 || canvas.height === 0) continue;
      const copy = h("canvas", { class: canvas.className, width: canvas.width, height: canvas.height });
      copy.style.cssText = canvas.style.cssText;
      copy.getContext("2d")?.drawImage(canvas, 0, 0);
      canvas.replaceWith(copy);
      this.#undo.push(() => copy.replaceWith(canvas));
    }
  }

  /** Resolves when the ground has its tiles, or after a while without them. */
  async ready(): Promise<void> {
    const until = performance.now() + PATIENCE_MS;
    const waiting = (): boolean => {
      let loading = false;
      this.#drawn.map.eachLayer((layer) => {
        loading ||= layer instanceof L.GridLayer && layer.isLoading();
      });
      return loading;
    };
    do await new Promise((next) => setTimeout(next, 120));
    while (waiting() && performance.now() < until);
    this.explain();
  }

  /** Put everything back as it was. */
  remove(): void {
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }

  /**
   * The sheet shows what the screen did, as large as it fits: the map itself is scaled, so that it stays at its zoom, and
   * the ground that was on the screen is there at once, as a printer asks.
   */
  #fit(moved: HTMLElement, frame: HTMLElement, screen: Area): void {
    const whole = Math.min(frame.clientWidth / screen.width, frame.clientHeight / screen.height);
    const scale = Math.min(LARGEST, Math.max(SMALLEST, whole));
    moved.style.position = "absolute"; // Folium's own rule for the map says otherwise, by its id
    moved.style.width = `${Math.floor(frame.clientWidth / scale)}px`;
    moved.style.height = `${Math.floor(frame.clientHeight / scale)}px`;
    moved.style.transform = `scale(${scale})`;
    this.#drawn.map.invalidateSize({ animate: false }); // about its middle, without fetching anew what is there
  }

  #found(): string {
    const { model, source } = this.#drawn;
    const n = model.answer?.n ?? source.total;
    const placed = model.answer?.placed ?? source.placed;
    const found = n === source.total ? ngettext("{n} site", "{n} sites", n) : _("{n} of {total}", { n: number(n), total: ngettext("{n} site", "{n} sites", source.total) });
    return placed === n ? found : _("{found}, {n} on the map", { found, n: number(placed) });
  }

  #addTable(): void {
    void then(this.#drawn.source.rows(0, MOST_ROWS), ({ rows, n }: { rows: readonly SiteRow[]; n: number }) => {
      this.element.querySelector(".mm-sheet-page")?.after(sheetTable(rows, n, this.#drawn.config));
    });
  }

  /** What stands in a panel, as it is there. */
  #addPanel(id: string): void {
    const pane = document.querySelector<HTMLElement>(`[data-panel="${id}"]`);
    const body = pane?.querySelector<HTMLElement>(".mm-panel-body");
    if (!body?.hasChildNodes()) return;
    const place = document.createComment(id);
    body.before(place);
    this.element.append(h("section", { class: "mm-sheet-panel mm-app" }, h("h2", {}, pane?.getAttribute("aria-label")), body));
    this.#undo.push(() => place.replaceWith(body));
  }
}
