/** One drawing of labels: its canvas, its colours, what is taken, and text with a halo. */
import type { Colour, Colours } from "./colours.ts";
import { type Box, Occupied } from "./occupied.ts";
import { runsLeft } from "./script.ts";

/** Fonts of the reader's system; the browser shapes Arabic itself. */
const FONTS = '"Noto Sans", "Segoe UI", "Noto Sans Armenian", "Noto Sans Arabic", system-ui, "Helvetica Neue", Arial, sans-serif';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export class Lettering {
  readonly ctx: CanvasRenderingContext2D;
  readonly colours: Colours;
  readonly zoom: number;
  readonly occupied = new Occupied();
  readonly #view: Box;
  readonly #region: Box | null;

  /** Boxes and points are layer points; labels lie within the view and the region. */
  constructor(ctx: CanvasRenderingContext2D, colours: Colours, zoom: number, view: Box, region: Box | null) {
    this.ctx = ctx;
    this.colours = colours;
    this.zoom = zoom;
    this.#view = view;
    this.#region = region;
  }

  shows({ x, y }: Point): boolean {
    return within(x, y, this.#view) && (!this.#region || within(x, y, this.#region));
  }

  setFont(px: number, weight = 400, slant: "" | "italic" = ""): void {
    this.ctx.font = `${slant} ${weight} ${px}px ${FONTS}`.trim();
  }

  width(text: string): number {
    return this.ctx.measureText(text).width;
  }

  halo(text: string, x: number, y: number, width = 3): void {
    const { ctx } = this;
    ctx.direction = runsLeft(text) ? "rtl" : "ltr"; // of the text, not of the page: where brackets and numbers go
    ctx.lineWidth = width;
    ctx.strokeStyle = this.colours.halo;
    ctx.globalAlpha = 0.85;
    ctx.strokeText(text, x, y);
    ctx.globalAlpha = 1;
  }

  letters(text: string, x: number, y: number, colour: Colour): void {
    this.ctx.fillStyle = this.colours[colour];
    this.ctx.fillText(text, x, y);
  }

  /** Text from its left end on its base line. */
  text(text: string, x: number, y: number, colour: Colour, halo = 3): void {
    this.halo(text, x, y, halo);
    this.letters(text, x, y, colour);
  }
}

function within(x: number, y: number, [x0, y0, x1, y1]: Box): boolean {
  return x >= x0 && x <= x1 && y >= y0 && y <= y1;
}
