/** What the page says about itself: the data block `mirasmap-config`, written by maps/page.py. */
import type { Catalogue } from "./messages.ts";
import type { Palette } from "./palette.ts";

export type Style = "light" | "dark" | "print";

export interface BasemapConfig {
  readonly tiles: string;
  readonly hillshade: { readonly url: string; readonly bounds: Bbox } | null;
  readonly labels: string | null;
  readonly script: string | null;
  readonly attribution: string;
}

/** Addresses with {id}, {q}, {lang} in them; null where nothing is served. */
export interface Links {
  readonly site: string | null;
  readonly visit: string | null;
  readonly source: string | null;
  readonly suggest: string | null;
}

export interface OnlineMap {
  readonly name: string;
  readonly url: string;
  readonly attribution: string;
  readonly max_zoom: number;
}

export interface Options {
  readonly search: boolean;
  readonly legend: boolean;
  readonly focus: string | null;
  readonly visit: string | null;
  readonly interactive: boolean;
}

/** West, south, east, north in degrees. */
export type Bbox = readonly [number, number, number, number];

export interface Config {
  readonly version: number;
  readonly lang: string;
  readonly dir: "ltr" | "rtl";
  readonly style: Style | "auto";
  readonly messages: Catalogue;
  /** Names of the languages of the sites' names; browsers do not know them in every language. */
  readonly language_names: Readonly<Record<string, string>>;
  readonly kinds: Readonly<Record<string, string>>;
  readonly conditions: Readonly<Record<string, string>>;
  readonly palette: Palette;
  readonly region: Bbox | null;
  readonly basemap: BasemapConfig | null;
  /** Of the data, whatever ground is chosen, and of the base map. */
  readonly credit: string;
  readonly sites: string;
  readonly visits: string | null;
  readonly links: Links | null;
  readonly online: readonly OnlineMap[];
  readonly options: Options;
}

const VERSION = 1;
const OPTIONS: Options = { search: true, legend: true, focus: null, visit: null, interactive: true };

/** The text of a data block, or an error that names it. */
export function blockText(id: string): string {
  const text = document.getElementById(id.replace(/^#/, ""))?.textContent;
  if (text == null) throw new Error(`mirasmap: the page has no data block "${id}"`);
  return text;
}

/** Read the configuration, with the defaults of what it leaves out. */
export function readConfig(id: string): Config {
  const given = JSON.parse(blockText(id)) as Config;
  if (given.version !== VERSION) {
    throw new Error(`mirasmap: the page speaks version ${String(given.version)}, its script version ${VERSION}`);
  }
  return { ...given, options: { ...OPTIONS, ...given.options } };
}

/** An address of the server for one id, or null where nothing is served. */
export function linkTo(template: string | null | undefined, id: string): string | null {
  return template ? template.replace("{id}", () => encodeURIComponent(id)) : null;
}

/** What the reader's device prefers, where the page leaves it open. */
export function resolveStyle(style: Style | "auto"): Style {
  if (style !== "auto") return style;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}
