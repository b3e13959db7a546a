/** Sites of a layer too large for a page: a server clusters them view by view, and answers for tables and popups. */
import type { Config } from "./config.ts";
import type { CrossTable, CrossWord } from "./cross.ts";
import { EVERYTHING, type Known, type Question, formatQuestion } from "./question.ts";
import {
  type AnswerBody, type DetailsBody, type MarksBody, type RowsBody, type ServedCluster, type ViewBody,
  answerOf, detailsOf, marksOf, rowsOf, viewOf,
} from "./served_answers.ts";
import type { Answer, Cluster, ColourBy, SiteDetails, SiteMark, SiteRow, SiteSource, ViewItem } from "./source.ts";
import type { Bounds } from "./view.ts";

const VIEWS_KEPT = 24;
const MOST_AT_ONCE = 200;
/** Corners of a ring that fit into an address. */
const MOST_CORNERS = 400;

type Parameters = Readonly<Record<string, string | number>>;

/** Told when the server does not answer, or refuses, with what it says. */
export type Trouble = (said: string | null) => void;

/**
 * What fails is told to `trouble`, and what was asked for never comes: map and panels keep what they show. Nor does what
 * another question overtook.
 */
export class ServedSource implements SiteSource {
  readonly #config: Config;
  readonly #trouble: Trouble;
  readonly #views = new Map<string, readonly ViewItem[]>();
  /** The last one asked; the first is asked before anything is drawn. */
  #question: Question = EVERYTHING;
  #first = true;
  #colours: ColourBy = "condition";

  constructor(config: Config, trouble: Trouble) {
    this.#config = config;
    this.#trouble = trouble;
  }

  get total(): number {
    return this.#config.served?.n ?? 0;
  }

  get placed(): number {
    return this.#config.served?.placed ?? 0;
  }

  get years(): readonly [first: number, last: number] | null {
    return this.#config.served?.years ?? null;
  }

  get known(): Known {
    const { kinds, districts, served } = this.#config;
    const { designation = [], level = [] } = served?.known ?? {};
    return {
      kind: new Set(Object.keys(kinds)), district: new Set(Object.keys(districts)),
      designation: new Set(designation), level: new Set(level),
    };
  }

  async answer(question: Question, signal?: AbortSignal): Promise<Answer> {
    if (this.#first) this.#question = question; // else what is drawn stays until the answer is here
    this.#first = false;
    const body = await this.#ask<AnswerBody>("/answer", question, {}, signal);
    this.#question = question;
    return answerOf(body, question);
  }

  colourBy(colours: ColourBy): void {
    this.#colours = colours;
  }

  async view(bounds: Bounds, zoom: number, signal?: AbortSignal): Promise<readonly ViewItem[]> {
    const question = this.#question;
    const asked = this.#written(question);
    const box = boxText(bounds);
    const colour = this.#colours === "completeness" ? { colour: this.#colours } : {};
    const key = `${asked} ${zoom} ${box} ${this.#colours}`;
    let items = this.#views.get(key);
    if (!items) {
      items = viewOf(await this.#ask<ViewBody>("/clusters", question, { zoom, view: box, ...colour }, signal), zoom, asked);
      const [oldest] = this.#views.keys();
      if (this.#views.size >= VIEWS_KEPT && oldest !== undefined) this.#views.delete(oldest);
      this.#views.set(key, items);
    }
    return items;
  }

  async leaves(cluster: Cluster, limit: number): Promise<readonly SiteMark[]> {
    const { zoom, coarser, lon, lat } = cluster as ServedCluster;
    const body = await this.#ask<{ sites: MarksBody }>("/leaves", this.#question, { zoom, coarser, at: `${lon},${lat}`, limit });
    return marksOf(body.sites);
  }

  async rows(start: number, limit: number, bounds: Bounds | null = null, signal?: AbortSignal): Promise<{ rows: SiteRow[]; n: number }> {
    const view = bounds ? { view: boxText(bounds) } : {};
    const question = this.#question;
    const found: SiteRow[] = [];
    for (;;) {
      const part = Math.min(limit - found.length, MOST_AT_ONCE);
      const body = await this.#ask<RowsBody>("/rows", question, { start: start + found.length, limit: part, ...view }, signal);
      found.push(...this.#rows(body));
      if (found.length >= limit || body.marks.id.length < part) return { rows: found, n: body.n };
    }
  }

  async rank(id: string, bounds: Bounds | null = null): Promise<number> {
    const view = bounds ? { view: boxText(bounds) } : {};
    return (await this.#ask<{ rank: number }>("/rows", this.#question, { find: id, ...view })).rank;
  }

  async within(ring: readonly (readonly [lon: number, lat: number])[], limit: number): Promise<readonly string[]> {
    const every = Math.ceil(ring.length / MOST_CORNERS);
    const corners = ring.filter((_corner, i) => i % every === 0).map(([lon, lat]) => `${lon.toFixed(5)},${lat.toFixed(5)}`);
    return (await this.#ask<{ ids: string[] }>("/within", this.#question, { ring: corners.join(","), limit })).ids;
  }

  async byId(ids: readonly string[]): Promise<readonly SiteRow[]> {
    const found: SiteRow[] = [];
    const day: Question = { ...EVERYTHING, as_of: this.#question.as_of };
    for (let start = 0; start < ids.length; start += MOST_AT_ONCE) {
      const only = ids.slice(start, start + MOST_AT_ONCE).join(",");
      found.push(...this.#rows(await this.#ask<RowsBody>("/rows", day, { only })));
    }
    return found;
  }

  async details(id: string): Promise<SiteDetails | null> {
    const day: Question = { ...EVERYTHING, as_of: this.#question.as_of };
    const body = await this.#ask<DetailsBody | null>(`/details/${encodeURIComponent(id)}`, day, {}, undefined, null);
    return body && detailsOf(body, this.#config.titles);
  }

  async cross(question: Question, by: CrossWord, signal?: AbortSignal): Promise<CrossTable> {
    return this.#ask<CrossTable>("/cross", question, { by }, signal);
  }

  twin(): ServedSource {
    return new ServedSource(this.#config, this.#trouble);
  }

  #rows(body: RowsBody): SiteRow[] {
    // words for dates come with the rows: a page cannot know them all before
    Object.assign(this.#config.dates as Record<string, string>, body.dates);
    return rowsOf(body);
  }

  #written(question: Question): string {
    return formatQuestion({ ...question, sort: "", order: "up" });
  }

  /** `absent` stands for what the server does not have. */
  async #ask<T>(path: string, question: Question, parameters: Parameters, signal?: AbortSignal, absent?: T): Promise<T> {
    const asked = path === "/rows" ? formatQuestion(question) : this.#written(question);
    const own = Object.entries({ ...parameters, lang: this.#config.lang }).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    try {
      const answer = await fetch(`${path}?${[...own, asked].filter(Boolean).join("&")}`, { ...(signal && { signal }), headers: { Accept: "application/json" } });
      if (answer.status === 404 && absent !== undefined) return absent;
      const body = (await answer.json()) as T & { detail?: string };
      if (!answer.ok) return this.#never(body.detail ?? answer.statusText);
      this.#trouble(null);
      return body;
    } catch (error) {
      if (error instanceof DOMException) return this.#never(); // overtaken
      if (error instanceof TypeError || error instanceof SyntaxError) return this.#never("");
      throw error;
    }
  }

  /** What never comes; `said`: why, empty where nobody answered. */
  #never<T>(said?: string): Promise<T> {
    if (said !== undefined) this.#trouble(said);
    return new Promise(() => undefined);
  }
}

/** A box as the server takes it: within the world, its west above its east where it crosses the 180th meridian. */
export function boxText([west, south, east, north]: Bounds): string {
  const [bottom, top] = [Math.max(-90, south), Math.min(90, north)];
  const whole = east - west >= 360;
  const round = (degrees: number): number => ((((degrees + 180) % 360) + 360) % 360) - 180;
  const sides = whole ? [-180, bottom, 180, top] : [round(west), bottom, east === 180 ? 180 : round(east), top];
  return sides.map((each) => Number(each.toFixed(5))).join();
}
