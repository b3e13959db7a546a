/** A cluster on the map: the ring of conditions around the number of its sites. */
import { h } from "./dom.ts";
import { clusterSize, donut } from "./donut.ts";
import { L } from "./leaflet.ts";
import { number } from "./messages.ts";
import { type Mix, shares } from "./mix.ts";
import type { Palette } from "./palette.ts";

/** Leaflet icon whose element is built from nodes. */
export class ClusterIcon extends L.Icon<L.IconOptions> {
  readonly #build: () => HTMLElement;

  constructor(count: number, mix: Readonly<Mix>, name: string, palette: Palette) {
    super({ iconUrl: "" });
    this.#build = () => {
      const size = clusterSize(count);
      const element = h(
        "div",
        { class: "leaflet-marker-icon mm-cluster", "aria-label": name },
        donut(shares(mix), palette, size),
        h("span", { "aria-hidden": "true" }, number(count)),
      );
      for (const side of ["width", "height"] as const) element.style[side] = `${size}px`;
      for (const side of ["marginLeft", "marginTop"] as const) element.style[side] = `${-size / 2}px`;
      return element;
    };
  }

  override createIcon(): HTMLElement {
    return this.#build();
  }

  override createShadow(): HTMLElement {
    // Leaflet takes null for "no shadow"; its types do not say so
    return null as unknown as HTMLElement;
  }
}
