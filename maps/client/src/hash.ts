/** The words after `#`: what of a map is seen. */
import type { View } from "./view.ts";

/** What stands after `#` besides a question, in the order in which it is written. */
export const VIEW_WORDS = ["map", "site", "panel", "vs", "stops", "lang", "style"] as const;
export type ViewWord = (typeof VIEW_WORDS)[number];

export interface HashState {
  readonly view: View | null;
  readonly site: string | null;
}

/** Values of a list. */
const MOST = 200;

/** The words of a hash; an anchor such as `#names` has none. */
export function wordsOf(hash: string): URLSearchParams {
  const text = hash.replace(/^#/, "");
  return new URLSearchParams(text.includes("=") ? text : "");
}

/** Read view and site of a hash; what makes no sense counts as absent. */
export function parseHash(hash: string): HashState {
  const words = wordsOf(hash);
  return { view: parseView(words.get("map") ?? ""), site: words.get("site") || null };
}

export function parseView(text: string): View | null {
  const parts = text.split("/").map((part) => (part.trim() === "" ? NaN : Number(part)));
  const [zoom = NaN, lat = NaN, lon = NaN] = parts;
  const sound = parts.length === 3 && zoom >= 0 && zoom <= 24 && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
  return sound ? { zoom, lat, lon } : null;
}

/** Five decimals of a degree are one metre, more than a view needs. */
export function formatView({ zoom, lat, lon }: View): string {
  return `${Number(zoom.toFixed(2))}/${lat.toFixed(5)}/${lon.toFixed(5)}`;
}

/** A list in one word; its values may hold commas themselves. */
export function listOf(text: string): string[] {
  return text.split(",").filter(Boolean).slice(0, MOST).map(decoded);
}

export function joined(values: readonly string[]): string {
  return values.map((value) => value.replace(/[%,]/g, encodeURIComponent)).join(",");
}

function decoded(text: string): string {
  return text.replace(/%(25|2C)/g, decodeURIComponent);
}
