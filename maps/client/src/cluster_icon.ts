/** A cluster on the map: the ring of conditions around the number of its sites. */
import { h } from "./dom.ts";
import { clusterSize, donut } from "./donut.ts";
import { ElementIcon } from "./element_icon.ts";
import { number } from "./messages.ts";
import { type Mix, shares } from "./mix.ts";
import type { Palette } from "./palette.ts";

export class ClusterIcon extends ElementIcon {
  constructor(count: number, mix: Readonly<Mix>, name: string, palette: Palette) {
    const size = clusterSize(count);
    super(() => {
      const ring = donut(shares(mix), palette, size);
      const element = h("div", { class: "mm-cluster", "aria-label": name }, ring, h("span", { "aria-hidden": "true" }, number(count)));
      for (const side of ["width", "height"] as const) element.style[side] = `${size}px`;
      for (const side of ["marginLeft", "marginTop"] as const) element.style[side] = `${-size / 2}px`;
      return element;
    });
  }
}
