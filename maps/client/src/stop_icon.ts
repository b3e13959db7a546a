/** The pin of stops: a numbered chip each in the colour of its day, and a point towards the place. */
import type { Config } from "./config.ts";
import { h } from "./dom.ts";
import { L } from "./leaflet.ts";
import { dayStyle } from "./palette.ts";
import { type Stop, pinChips } from "./visits.ts";

export class StopIcon extends L.Icon<L.IconOptions> {
  readonly #build: () => HTMLElement;

  constructor(stops: readonly Stop[], label: string, config: Config) {
    super({ iconUrl: "" });
    this.#build = () => {
      const chips = pinChips(stops).map(({ text, stop }) => chip(text, stop, config));
      const row = h("div", { class: "mm-chips", "aria-hidden": "true" }, ...chips);
      return h("div", { class: "leaflet-marker-icon mm-pin", "aria-label": label }, row);
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

/** Filled where a source reports the stop, open with a dashed edge where it was only planned. */
function chip(text: string, { day, attestation }: Stop, config: Config): HTMLElement {
  const planned = attestation === "planned";
  const { colour } = dayStyle(config.palette, day);
  const element = h("span", { class: planned ? "mm-stop mm-planned" : "mm-stop" }, text);
  element.style.color = planned ? colour : "#ffffff";
  element.style.background = planned ? "#ffffff" : colour;
  return element;
}
