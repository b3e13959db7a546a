/** One popup at a time, with the manners of a dialog: it takes the focus, Escape closes it, the focus goes back. */
import { L } from "./leaflet.ts";
import { calm, narrow } from "./dom.ts";
import { _ } from "./messages.ts";

const WIDEST = 340;
/** Pixels from the upper edge that the search box takes. */
const BELOW_SEARCH = 62;
/** Pixels between a popup and its place: its point, and the symbol there. */
const FOOT = 56;
/** Pixels from the lower edge to the place; on phones the controls stand there. */
const AIR = 24;
const ABOVE_CONTROLS = 90;

export class PopupHost {
  readonly #map: L.Map;
  #open: L.Popup | null = null;
  #back: HTMLElement | null = null;

  constructor(map: L.Map) {
    this.#map = map;
    map.on("popupopen", ({ popup }) => this.#arrive(popup));
    map.on("popupclose", ({ popup }) => {
      if (popup === this.#open) this.#open = null;
    });
    // the base map may lift the smallest scale, and with it the view, after a popup has found its room
    map.on("zoomlevelschange", () => {
      if (map.getZoom() < map.getMinZoom()) map.once("zoomend", () => this.#open?.update());
    });
    map.getContainer().addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.#open) return;
      event.stopPropagation();
      this.close();
    });
  }

  /** Show `content` at a place; `onClose` hears of any way of closing, `back` gets the focus then (else what has it now). */
  open(content: HTMLElement, lon: number, lat: number, lift: number, onClose: () => void, back?: HTMLElement): void {
    const active = back ?? document.activeElement;
    const inside = this.#open?.getElement()?.contains(active) ?? false;
    if (!inside) this.#back = active instanceof HTMLElement && active !== document.body ? active : null;
    content.addEventListener("click", (event) => event.stopPropagation());
    const { x: width, y: height } = this.#map.getSize();
    const margin = narrow(this.#map) ? 8 : 16;
    const below = narrow(this.#map) && height > 480 ? ABOVE_CONTROLS : AIR;
    const popup = L.popup({
      className: "mm-popup",
      offset: [0, -lift],
      minWidth: Math.min(240, width - 4 * margin),
      maxWidth: Math.min(WIDEST, width - 4 * margin),
      maxHeight: Math.max(120, height - BELOW_SEARCH - FOOT - below),
      autoPanPaddingTopLeft: [margin, BELOW_SEARCH],
      autoPanPaddingBottomRight: [margin, below],
      closeOnEscapeKey: false,
    })
      .setLatLng([lat, lon])
      .setContent(content);
    popup.on("remove", onClose);
    this.#open = popup;
    this.#map.openPopup(popup);
  }

  /** Put other content into the popup that is open, where it is. */
  renew(content: HTMLElement): void {
    const popup = this.#open;
    if (!popup) return;
    const within = popup.getElement()?.contains(document.activeElement) ?? false;
    content.addEventListener("click", (event) => event.stopPropagation());
    popup.setContent(content);
    if (within) popup.getElement()?.querySelector<HTMLElement>("[role=dialog]")?.focus({ preventScroll: true });
  }

  close(): void {
    const popup = this.#open;
    if (!popup) return;
    this.#map.closePopup(popup);
    (this.#back?.isConnected ? this.#back : this.#map.getContainer()).focus({ preventScroll: true });
  }

  #arrive(popup: L.Popup): void {
    const element = popup.getElement();
    const closing = element?.querySelector<HTMLElement>(".leaflet-popup-close-button");
    closing?.setAttribute("aria-label", _("Close"));
    closing?.addEventListener("click", (event) => {
      event.preventDefault();
      this.close();
    });
    if (popup !== this.#open) return;
    if (calm()) element?.classList.remove("leaflet-zoom-animated");
    element?.querySelector<HTMLElement>("[role=dialog]")?.focus({ preventScroll: true });
  }
}
