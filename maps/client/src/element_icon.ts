/** An icon whose element is built from nodes; Leaflet's own would read a text as HTML. */
import { L } from "./leaflet.ts";

export class ElementIcon extends L.Icon<L.IconOptions> {
  readonly #build: () => HTMLElement;

  /** `build` makes the element anew for every map. */
  constructor(build: () => HTMLElement) {
    super({ iconUrl: "" });
    this.#build = build;
  }

  override createIcon(): HTMLElement {
    const element = this.#build();
    element.classList.add("leaflet-marker-icon");
    return element;
  }

  override createShadow(): HTMLElement {
    // Leaflet takes null for "no shadow"; its types do not say so
    return null as unknown as HTMLElement;
  }
}
