/**
 * The frame around the map: a rail of buttons, a panel at its side, a dock below, strips over and under the map. On phones
 * the rail lies at the foot and the panel that is open is a sheet above it.
 */
import { type Address, joined, listOf } from "../address.ts";
import { button, freshId, h, icon } from "../dom.ts";
import { _ } from "../messages.ts";
import { Rail, type ToolSpec } from "./rail.ts";
import { letDrag } from "./sheet.ts";

export type { ToolSpec } from "./rail.ts";

export interface PanelSpec {
  readonly id: string;
  readonly label: string;
  /** Path of a line icon on a grid of 24 × 24. */
  readonly icon: string;
  /** `foot`: a strip under the map that leaves room for the others. */
  readonly place: "side" | "dock" | "foot";
  /** Fill the body; called when the panel is first shown. */
  mount(body: HTMLElement): void;
  /** Told whenever the panel is shown or put away. */
  shown?(open: boolean): void;
}

interface Panel {
  readonly spec: PanelSpec;
  readonly element: HTMLElement;
  readonly body: HTMLElement;
  readonly button: HTMLButtonElement;
  mounted: boolean;
}

const CROSS = "M6 6l12 12M18 6L6 18";
const TALLER = "M6 15l6-6 6 6";
/** Below this width of the whole there is one sheet. */
export const PHONE_PX = 640;

export class Shell {
  readonly element: HTMLElement;
  /** Over the map, for what the question found. */
  readonly head = h("div", { class: "mm-head" });
  readonly #map: L.Map;
  readonly #address: Address;
  readonly #rail = new Rail();
  readonly #regions: Readonly<Record<PanelSpec["place"], HTMLElement>>;
  readonly #panels = new Map<string, Panel>();
  #open: readonly string[] = [];

  constructor(map: L.Map, dir: "ltr" | "rtl", address: Address) {
    this.#map = map;
    this.#address = address;
    const container = map.getContainer();
    const region = (place: string): HTMLElement => h("div", { class: `mm-${place}` });
    this.#regions = { side: region("side"), dock: region("dock"), foot: region("foot") };
    const stage = h("div", { class: "mm-stage" }, this.head);
    this.element = h("div", { class: "mirasmap mm-app", dir }, this.#rail.element, this.#regions.side, stage);
    const active = document.activeElement;
    container.replaceWith(this.element);
    stage.append(container, this.#regions.foot, this.#regions.dock);
    // to be moved costs the focus: a reader who types already goes on typing
    if (active instanceof HTMLElement && container.contains(active)) active.focus({ preventScroll: true });
    this.#followStyle(container);
    new ResizeObserver(() => this.#fit()).observe(container);
    matchMedia("print").addEventListener("change", () => this.#fit());
    this.element.addEventListener("keydown", (event) => this.#key(event));
    address.onChange(() => this.restore());
  }

  /** Whether there is room for one panel only. */
  get narrow(): boolean {
    return this.element.clientWidth <= PHONE_PX;
  }

  /** Pixels of the map that a sheet lies over. */
  get covered(): number {
    const sheet = this.narrow ? this.element.querySelector<HTMLElement>(":is(.mm-side, .mm-dock) > .mm-pane:not([hidden])") : null;
    return sheet?.clientHeight ?? 0;
  }

  panel(spec: PanelSpec): void {
    const [id, body] = [freshId("panel"), h("div", { class: "mm-panel-body" })];
    const heading = h(
      "header",
      {},
      h("h2", { tabindex: -1 }, spec.label),
      spec.place !== "foot" &&
        button(icon(TALLER), { class: "mm-square mm-taller", "aria-label": _("Taller or lower"), title: _("Taller or lower") }, () =>
          this.#tall(!this.element.classList.contains("mm-tall")),
        ),
      button(icon(CROSS), { class: "mm-square", "aria-label": _("Close"), title: _("Close") }, () => this.close(spec.id, true)),
    );
    const element = h("section", { class: "mm-pane", id, hidden: true, "aria-label": spec.label, "data-panel": spec.id }, heading, body);
    letDrag(heading, element, { on: () => this.narrow && spec.place !== "foot", tall: (on) => this.#tall(on), close: () => this.close(spec.id) });
    const own = button([icon(spec.icon), h("span", {}, spec.label)], { "aria-expanded": "false", "aria-controls": id }, () =>
      this.#open.includes(spec.id) ? this.close(spec.id) : this.open(spec.id, true),
    );
    this.#regions[spec.place].append(element);
    this.#rail.element.append(own);
    this.#panels.set(spec.id, { spec, element, body, button: own, mounted: false });
  }

  tool(spec: ToolSpec): void {
    this.#rail.tool(spec);
  }

  gap(): void {
    this.#rail.gap();
  }

  /** Turn a tool on or off; one at a time. */
  turn(id: string, on: boolean): void {
    this.#rail.turn(id, on);
  }

  /** Show a number beside a panel's button, such as how many filters are set; null for none. */
  badge(id: string, text: string | null): void {
    const own = this.#panels.get(id)?.button;
    own?.querySelector(".mm-badge")?.remove();
    if (text) own?.append(h("span", { class: "mm-badge" }, text));
  }

  /** Open a panel beside the others; in one region, and on a phone in all, it takes the place of what is open. */
  open(id: string, focus = false): void {
    const panel = this.#panels.get(id);
    if (!panel) return;
    const sheet = this.narrow && panel.spec.place !== "foot";
    for (const other of this.#open) {
      const place = this.#panels.get(other)?.spec.place;
      if (other !== id && (place === panel.spec.place || (sheet && place !== "foot"))) this.#show(other, false);
    }
    this.#show(id, true);
    this.#remember();
    if (focus) panel.element.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
  }

  close(id: string, focus = false): void {
    const panel = this.#panels.get(id);
    if (!panel || !this.#open.includes(id)) return;
    this.#show(id, false);
    this.#remember();
    if (focus) panel.button.focus();
  }

  isOpen(id: string): boolean {
    return this.#open.includes(id);
  }

  /** Have open what the address names and nothing else; what it does not know is left out. */
  restore(): void {
    const asked = listOf(this.#address.get("panel"));
    for (const id of this.#open) if (!asked.includes(id)) this.#show(id, false);
    for (const id of asked) if (!this.isOpen(id)) this.open(id);
  }

  #show(id: string, open: boolean): void {
    const panel = this.#panels.get(id);
    if (!panel || this.isOpen(id) === open) return;
    panel.element.hidden = !open;
    panel.button.setAttribute("aria-expanded", String(open));
    this.#open = [...this.#open.filter((each) => each !== id), ...(open ? [id] : [])];
    for (const [place, region] of Object.entries(this.#regions)) {
      this.element.classList.toggle(`mm-with-${place}`, [...region.children].some((child) => !(child as HTMLElement).hidden));
    }
    if (open && !panel.mounted) {
      panel.mounted = true;
      panel.spec.mount(panel.body);
    }
    this.#fit();
    panel.spec.shown?.(open);
  }

  #remember(): void {
    this.#address.keep({ panel: joined(this.#open) });
  }

  #tall(on: boolean): void {
    this.element.classList.toggle("mm-tall", on);
    this.#fit();
  }

  /** The middle of the map stays where it is: it is what the address names. */
  #fit(): void {
    this.#map.invalidateSize({ animate: false });
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    const inside = (event.target as Element).closest<HTMLElement>("[data-panel]")?.dataset["panel"];
    if (inside) this.close(inside, true);
    else if (!this.#rail.putAway()) return;
    event.stopPropagation();
  }

  /** The frame has the colours of the map, whoever changes them. */
  #followStyle(container: HTMLElement): void {
    const copy = (): void => {
      this.element.dataset["style"] = container.dataset["style"] ?? "light";
    };
    copy();
    new MutationObserver(copy).observe(container, { attributeFilter: ["data-style"] });
  }
}
