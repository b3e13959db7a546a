/** What the page says about itself: its configuration, and its texts in one language or several. Written by maps/build.py. */
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
  /** Table of the sites, on its own page and as CSV; take a question as query string. */
  readonly table: string | null;
  readonly csv: string | null;
  /** Where a visit to the sites of a question is planned. */
  readonly plan: string | null;
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

/** A layer too large for the page: a server answers view by view. */
export interface ServedLayer {
  readonly n: number;
  readonly placed: number;
  /** Where the sites lie. */
  readonly extent: Bbox | null;
  /** Years that the slider goes through. */
  readonly years: readonly [first: number, last: number] | null;
  /** Values of words that are free text. */
  readonly known: Readonly<Partial<Record<"designation" | "level", readonly string[]>>>;
}

/** A part of the client that comes later; the script is null where it is in the page already. */
export interface LaterPart {
  readonly script: string | null;
}

/** What the map says in one language. */
export interface Texts {
  readonly lang: string;
  readonly dir: "ltr" | "rtl";
  readonly title: string;
  readonly messages: Catalogue;
  /** Names of the languages of the sites' names; browsers do not know them in every language. */
  readonly language_names: Readonly<Record<string, string>>;
  readonly kinds: Readonly<Record<string, string>>;
  readonly conditions: Readonly<Record<string, string>>;
  /** Id of a district -> its name. */
  readonly districts: Readonly<Record<string, string>>;
  readonly access: Readonly<Record<string, string>>;
  /** Dates in EDTF -> words; a date that is missing is its own words. */
  readonly dates: Readonly<Record<string, string>>;
  /** Titles of the rows of a popup. */
  readonly titles: Readonly<Record<string, string>>;
  /** Where the labels of the base map are. */
  readonly labels: string | null;
}

/** Colours of a column of the reader's own, in place of those of the condition. */
export interface Colouring {
  readonly title: string;
  readonly fills: readonly string[];
  /** What each fill means; empty where nothing is to be said, or where they are a ramp. */
  readonly labels: readonly string[];
  /** What the first and the last fill of a ramp mean. */
  readonly ends: readonly [string, string] | null;
  /** Fill of sites without a value; null where all have one. */
  readonly missing: string | null;
  /** Whether the layer says nothing that our symbols show: geometries are drawn as they are. */
  readonly plain: boolean;
  /** Of the layer, shapes included; null where nothing is placed. */
  readonly extent: Bbox | null;
}

/** What does not depend on the language. */
interface Settings {
  readonly version: number;
  readonly lang: string;
  /** Languages whose texts are in the page. */
  readonly langs: readonly string[];
  /** All languages of the interface with their own names. */
  readonly languages: readonly { readonly code: string; readonly label: string }[];
  /** ISO day from which ages are counted; null for the reader's own clock. */
  readonly today: string | null;
  readonly style: Style | "auto";
  readonly palette: Palette;
  readonly colouring?: Colouring | null;
  /** Whether the page knows how complete each record is. */
  readonly completeness?: boolean;
  readonly region: Bbox | null;
  /** ISO day on which the data were put together; null where nobody says. */
  readonly dated: string | null;
  readonly basemap: BasemapConfig | null;
  /** Of the data, whatever ground is chosen, and of the base map. */
  readonly credit: string;
  readonly sites: string;
  readonly visits: string | null;
  /** Areas that no way may touch; null where there are none. */
  readonly closures: string | null;
  readonly links: Links | null;
  readonly online: readonly OnlineMap[];
  /** Null where the sites are in the page. */
  readonly served: ServedLayer | null;
  /** The app around the map; null where the map stands alone. */
  readonly app: LaterPart | null;
  readonly charts: LaterPart | null;
  /** Days and playback of a plan; null where no plan is on the map. */
  readonly plan: LaterPart | null;
  readonly options: Options;
}

export type Config = Settings & Texts;

const VERSION = 2;
const STYLES = ["light", "dark", "print"] as const;
const OPTIONS: Options = { search: true, legend: true, focus: null, visit: null, interactive: true };

/** The text of a data block, or an error that names it. */
export function blockText(id: string): string {
  const text = document.getElementById(id.replace(/^#/, ""))?.textContent;
  if (text == null) throw new Error(`mirasmap: the page has no data block "${id}"`);
  return text;
}

/** Read the configuration and the texts of a language. Where no server reads the address, language and style may stand after `#`. */
export function readConfig(id: string): Config {
  const given = JSON.parse(blockText(id)) as Settings;
  if (given.version !== VERSION) {
    throw new Error(`mirasmap: the page speaks version ${String(given.version)}, its script version ${VERSION}`);
  }
  const asked = new URLSearchParams(given.links === null ? location.hash.slice(1) : "");
  const lang = given.langs.find((each) => each === asked.get("lang")) ?? given.lang;
  const style = STYLES.find((each) => each === asked.get("style")) ?? given.style;
  const texts = withoutPrototypes(JSON.parse(blockText(`mirasmap-texts-${lang}`)) as Texts);
  const basemap = given.basemap && { ...given.basemap, labels: texts.labels };
  return { ...given, ...texts, style, basemap, options: { ...OPTIONS, ...given.options } };
}

const DICTIONARIES = ["language_names", "kinds", "conditions", "districts", "access", "dates", "titles"] as const;

/** Dictionaries that know their own words alone: a kind of foreign data may be called `constructor`. */
export function withoutPrototypes(texts: Texts): Texts {
  const bare = (word: (typeof DICTIONARIES)[number]): unknown => Object.assign(Object.create(null) as object, texts[word]);
  return { ...texts, ...Object.fromEntries(DICTIONARIES.map((word) => [word, bare(word)])) };
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

const DAY_MS = 86_400_000;

/** The day from which ages are counted, in days since 1970-01-01. */
export function todayOf(config: Config): number {
  return Math.floor((config.today === null ? Date.now() : Date.parse(config.today)) / DAY_MS);
}
