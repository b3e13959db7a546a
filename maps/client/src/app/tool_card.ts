/** The card of a tool: it lies on the map below the search, and leaves the rest of the map to the tool. */
import type { Config } from "../config.ts";
import { addControl } from "../controls.ts";
import { button, freshId, h, icon, narrow } from "../dom.ts";
import { _ } from "../messages.ts";

const CROSS = "M6 6l12 12M18 6L6 18";
const AIR_PX = 12;
const LEAST_PX = 120;

export class ToolCard {
  readonly element: HTMLElement;
  readonly body = h("div", { class: "mm-card-body" });
  readonly #map: L.Map;

  /** Hidden until it is shown; `close` is what its button does. */
  constructor(map: L.Map, dir: Config["dir"], title: string, close: () => void) {
    const id = freshId("tool");
    this.element = h(
      "section",
      { class: "mm-tool-card", role: "region", "aria-labelledby": id, hidden: true },
      h("header", {}, h("h2", { id }, title), button(icon(CROSS), { class: "mm-small", "aria-label": _("Close"), title: _("Close") }, close)),
      this.body,
    );
    addControl(map, this.element, "top-start", dir);
    this.#map = map;
    map.on("resize", () => this.#fit());
  }

  set shown(shown: boolean) {
    this.element.hidden = !shown;
    this.#fit();
  }

  /** It ends above the lower edge of the map, however low that is; on phones it leaves half of the map free. */
  #fit(): void {
    if (this.element.hidden) return;
    const map = this.#map.getContainer().getBoundingClientRect();
    const room = map.bottom - this.element.getBoundingClientRect().top - AIR_PX;
    this.element.style.maxBlockSize = `${Math.max(LEAST_PX, narrow(this.#map) ? Math.min(room, map.height / 2) : room)}px`;
  }
}

/** Choices of which one holds, as buttons side by side. */
export class Choice<T extends string> {
  readonly element: HTMLElement;
  readonly #buttons: ReadonlyMap<T, HTMLButtonElement>;

  constructor(label: string, options: readonly (readonly [T, string])[], chosen: (value: T) => void) {
    this.#buttons = new Map(options.map(([value, text]) => [value, button(text, { "aria-pressed": "false" }, () => chosen(value))]));
    this.element = h("div", { class: "mm-choice-row", role: "group", "aria-label": label }, ...this.#buttons.values());
  }

  set value(value: T | null) {
    for (const [each, own] of this.#buttons) own.setAttribute("aria-pressed", String(each === value));
  }
}
