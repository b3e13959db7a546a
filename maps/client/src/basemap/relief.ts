/** The shading of hills: one grey picture in Web Mercator, 128 where it is flat, laid over the land as hard light. */
import type { Bbox, Style } from "../config.ts";
import { L } from "../leaflet.ts";

const STRENGTH: Readonly<Record<Style, number>> = { light: 0.4, dark: 0.36, print: 0.35 };
const FULL_TO = 9;
const GONE_AT = 13; // a grid of heights this coarse only makes blots beyond

export function strengthAt(style: Style, zoom: number): number {
  return STRENGTH[style] * Math.min(1, Math.max(0, (GONE_AT - zoom) / (GONE_AT - FULL_TO)));
}

export class Relief {
  readonly #picture: HTMLImageElement;
  readonly #bounds: Bbox;

  constructor(picture: HTMLImageElement, bounds: Bbox) {
    this.#picture = picture;
    this.#bounds = bounds;
  }

  /** Lay it on the square whose corner is at `origin`, in pixels of the world at this zoom. */
  draw(ctx: CanvasRenderingContext2D, origin: L.Point, zoom: number, style: Style): void {
    const strength = strengthAt(style, zoom);
    if (strength === 0) return;
    const [west, south, east, north] = this.#bounds;
    const corner = L.CRS.EPSG3857.latLngToPoint(L.latLng(north, west), zoom).subtract(origin);
    const opposite = L.CRS.EPSG3857.latLngToPoint(L.latLng(south, east), zoom).subtract(origin);
    ctx.save();
    ctx.globalCompositeOperation = "hard-light";
    ctx.globalAlpha = strength;
    ctx.imageSmoothingQuality = "high";
    ctx.drawImage(this.#picture, corner.x, corner.y, opposite.x - corner.x, opposite.y - corner.y);
    ctx.restore();
  }
}

export async function loadRelief({ url, bounds }: { readonly url: string; readonly bounds: Bbox }): Promise<Relief> {
  const picture = new Image();
  picture.src = url;
  await picture.decode();
  return new Relief(picture, bounds);
}
