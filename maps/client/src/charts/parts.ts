/** The parts of a chart as buttons: one stop of the Tab key for all, arrows go between them. */
import { svg } from "../dom.ts";
import type { Drawing } from "./data.ts";
import type { Placed } from "./layout.ts";
import { type Hatches, piece } from "./patterns.ts";
import { inkOn } from "./text.ts";

/** Room that a figure needs. */
const DIGIT_PX = 8;

/** One part: a button where a click asks for it, else a picture with the same words. */
export function partElement(placed: Placed, drawing: Drawing, hatches: Hatches): SVGGElement {
  const { bar, part } = placed;
  const figure = drawing.number(part.n);
  // a bar of one piece has its number beside it
  const fits = bar.parts.length > 1 && placed.width >= figure.length * DIGIT_PX + 6 && placed.height >= 15;
  const element = svg(
    "g",
    {
      class: ["mm-part", part.chosen && "mm-bar-chosen", part.pale && "mm-pale", part.pattern === "empty" && "mm-chart-empty"].filter(Boolean).join(" "),
      role: part.live ? "button" : "img",
      "aria-label": part.name,
      "aria-pressed": part.live ? String(part.chosen) : null,
      tabindex: part.live ? -1 : null,
      "data-row": bar.value,
      "data-column": part.key,
      "data-n": part.n,
    },
    svg("title", {}, part.name),
    piece(placed, part, hatches),
    fits &&
      svg(
        "text",
        {
          x: placed.x + placed.width / 2, y: placed.y + placed.height / 2, class: "mm-bar-figure", "aria-hidden": "true",
          fill: inkOn(part.fill), stroke: part.fill,
        },
        figure,
      ),
  );
  if (part.live) {
    element.addEventListener("click", () => drawing.choose(bar, part));
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      drawing.choose(bar, part);
    });
  }
  return element;
}

/** Let the arrows go between buttons by where they lie, Home and End to the first and the last. */
export function roving(root: SVGSVGElement, parts: readonly { readonly element: SVGGElement; readonly placed: Placed }[]): void {
  const live = parts.filter(({ placed }) => placed.part.live);
  const chosen = live.find(({ placed }) => placed.part.chosen) ?? live[0];
  chosen?.element.setAttribute("tabindex", "0");
  root.addEventListener("keydown", (event) => {
    const now = live.find(({ element }) => element === document.activeElement);
    const next = now && target(event.key, now, live);
    if (!now || !next) return;
    event.preventDefault();
    now.element.setAttribute("tabindex", "-1");
    next.element.setAttribute("tabindex", "0");
    next.element.focus();
  });
}

type Stop = { readonly element: SVGGElement; readonly placed: Placed };

function target(key: string, now: Stop, live: readonly Stop[]): Stop | undefined {
  if (key === "Home") return live[0];
  if (key === "End") return live.at(-1);
  const side = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  if (!side) return undefined;
  const [dx = 0, dy = 0] = side;
  const from = middle(now.placed);
  const ahead = live.flatMap((stop) => {
    const to = middle(stop.placed);
    const along = (to.x - from.x) * dx + (to.y - from.y) * dy;
    // across the way counts more: an arrow to the side stays in its row
    const across = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx);
    return along > 0.5 && (dx === 0 || across < 1 || now.placed.bar !== stop.placed.bar) ? [{ stop, away: along + 3 * across }] : [];
  });
  return ahead.sort((a, b) => a.away - b.away)[0]?.stop;
}

function middle({ x, y, width, height }: Placed): { x: number; y: number } {
  return { x: x + width / 2, y: y + height / 2 };
}
