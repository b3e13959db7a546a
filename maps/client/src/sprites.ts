/** Symbols painted once and copied from then on: thousands of them are on the map after a zoom. */
import type { Palette } from "./palette.ts";
import { type SymbolOf, extent, paint, symbolParts } from "./symbols.ts";

/** Kinds, grades and marks give some hundreds; colours of a reader's own column may give any number. */
const MOST_KEPT = 2000;

export class Sprites {
  readonly #palette: Palette;
  readonly #ring: string;
  readonly #kept = new Map<string, HTMLCanvasElement>();
  #sharp = 0;

  constructor(palette: Palette, ring: string) {
    this.#palette = palette;
    this.#ring = ring;
  }

  /** Paint a symbol with its middle at `x`, `y`. */
  paint(ctx: CanvasRenderingContext2D, symbol: SymbolOf, x: number, y: number): void {
    const half = extent(symbol.kind !== undefined);
    ctx.drawImage(this.#of(symbol, half), x - half, y - half, 2 * half, 2 * half);
  }

  #of(symbol: SymbolOf, half: number): HTMLCanvasElement {
    const sharp = Math.max(1, Math.ceil(devicePixelRatio));
    if (sharp !== this.#sharp || this.#kept.size > MOST_KEPT) this.#kept.clear();
    this.#sharp = sharp;
    const { grade, reviewed, disputed, sourcesDiffer, fill = "", kind = "" } = symbol;
    const key = `${grade}${Number(reviewed)}${Number(disputed)}${Number(sourcesDiffer)}${fill}/${kind}`;
    let sprite = this.#kept.get(key);
    if (!sprite) {
      sprite = document.createElement("canvas");
      sprite.width = sprite.height = 2 * half * sharp;
      const ctx = sprite.getContext("2d");
      ctx?.scale(sharp, sharp);
      if (ctx) paint(ctx, symbolParts(symbol, this.#palette, this.#ring), half, half);
      this.#kept.set(key, sprite);
    }
    return sprite;
  }
}
