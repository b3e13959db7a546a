/** The pin of a stop: its number in the colour of its day, its point towards the place. */
import type { Config } from "./config.ts";
import { h, svg } from "./dom.ts";
import { L } from "./leaflet.ts";
import { dayStyle } from "./palette.ts";
import { type Stop, pinText } from "./visits.ts";

const HEIGHT = 34;
/** The point ends this far above the place, so that the symbol there stays to be read. */
const LIFT = 8;

export class StopIcon extends L.Icon<L.IconOptions> {
  readonly #build: () => HTMLElement;

  constructor(stops: readonly Stop[], label: string, config: Config) {
    super({ iconUrl: "" });
    this.#build = () => {
      const text = pinText(stops.map(({ position }) => position));
      const width = Math.max(26, 14 + 7 * text.length);
      const { colour } = dayStyle(config.palette, stops[0]?.day ?? 1);
      const planned = stops.every(({ attestation }) => attestation === "planned");
      const element = h(
        "div",
        { class: `leaflet-marker-icon mm-stop${planned ? " mm-planned" : ""}`, "aria-label": label },
        svg(
          "svg",
          { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, "aria-hidden": "true" },
          svg("path", { d: pin(width), fill: planned ? "#ffffff" : colour, stroke: planned ? colour : "#ffffff" }),
        ),
        h("span", { "aria-hidden": "true" }, text),
      );
      element.style.width = `${width}px`;
      element.style.height = `${HEIGHT}px`;
      element.style.marginLeft = `${-width / 2}px`;
      element.style.marginTop = `${-HEIGHT - LIFT}px`;
      element.style.color = planned ? colour : "#ffffff";
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

/** A rounded plate, 24 high, with its point in the middle below. */
function pin(width: number): string {
  const [left, right, middle] = [13, width - 13, width / 2];
  return (
    `M${left} 1.5H${right}A11.5 11.5 0 0 1 ${right} 24.5H${middle + 4}L${middle} ${HEIGHT - 1}L${middle - 4} 24.5` +
    `H${left}A11.5 11.5 0 0 1 ${left} 1.5Z`
  );
}
