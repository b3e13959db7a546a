/** The pin of stops: a numbered chip each in the colour of its day, and a point towards the place. */
import type { Config } from "./config.ts";
import { h } from "./dom.ts";
import { ElementIcon } from "./element_icon.ts";
import { dayStyle, inkOn } from "./palette.ts";
import { type Stop, pinChips } from "./visits.ts";

export class StopIcon extends ElementIcon {
  /** `lift`: pixels from the place up to the point of the pin. */
  constructor(stops: readonly Stop[], label: string, lift: number, config: Config, teams: readonly string[] = []) {
    super(() => {
      const chips = pinChips(stops, teams);
      const drawn = chips.flatMap(({ text, stop }) => [chip(text, stop, config), " "]);
      const row = h("div", { class: "mm-chips", "aria-hidden": "true" }, ...drawn);
      row.style.bottom = `${lift}px`;
      return h("div", { class: "mm-pin", "aria-label": stops.length === 1 ? label : `${chips.map(({ text }) => text).join(" ")}: ${label}` }, row);
    });
  }
}

/** Filled where a source reports the stop, and in a plan; open with a dashed edge where a report only announced it. */
function chip(text: string, { day, attestation, team }: Stop, config: Config): HTMLElement {
  const planned = attestation === "planned" && !team;
  const { colour } = dayStyle(config.palette, day);
  const element = h("span", { class: planned ? "mm-stop mm-planned" : "mm-stop" }, text);
  element.style.color = planned ? colour : inkOn(colour);
  element.style.background = planned ? "#ffffff" : colour;
  return element;
}
