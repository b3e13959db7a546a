/** The sign of a base, where days start and end: a roof over a bed, by function. */
import { h, icon } from "./dom.ts";
import { ElementIcon } from "./element_icon.ts";

const ROOF = "M4 11.500L12 5l8 6.500M6.500 10v9M17.500 10v9M6.500 15.500h11M6.500 18h11";

export class BaseIcon extends ElementIcon {
  constructor(label: string) {
    super(() => h("div", { class: "mm-base", role: "img", "aria-label": label }, icon(ROOF)));
  }
}
