/** Sites whose columns are in the page: every question is answered at once. */
import { type Changes, changesOf } from "./changes.ts";
import { Clusters, type Level, N_GRADES } from "./clusters.ts";
import { bandNumbers } from "./completeness.ts";
import type { Config } from "./config.ts";
import { countsOf } from "./counting.ts";
import { type CrossTable, type CrossWord, crossTable } from "./cross.ts";
import { LocalCluster, LocalMark, detailsOf, rowOf } from "./local_items.ts";
import { type Found, Matcher, isWithin } from "./matching.ts";
import { type Mix, mixOf } from "./mix.ts";
import type { Sites } from "./payload.ts";
import { placedOf } from "./placed.ts";
import { EVERYTHING, type Known, type Question, formatQuestion } from "./question.ts";
import { isInRing } from "./ring.ts";
import { SiteOrder } from "./site_order.ts";
import type { Answer, Cluster, ColourBy, SiteDetails, SiteMark, SiteRow, SiteSource, ViewItem } from "./source.ts";
import { urgencyOf } from "./urgency.ts";
import type { Bounds } from "./view.ts";

const DAY_MS = 86_400_000;
/** Questions whose finds are kept: those of two maps side by side, and of a chart. */
const KEPT = 4;

export class LocalSource implements SiteSource {
  readonly sites: Sites;
  readonly #config: Config;
  readonly #closest: number;
  readonly #matcher: Matcher;
  readonly #order: SiteOrder;
  readonly #clusters: Clusters;
  readonly #finds = new Map<string, Found>();
  #found: Found;
  #shapesApart = false;
  #colours: ColourBy = "condition";
  #listed: { readonly found: Found; readonly bounds: Bounds | null; readonly list: Uint32Array } | null = null;

  /** `closest` is the last zoom of the map; `of` another source of the same sites, to share what it has made. */
  constructor(sites: Sites, config: Config, closest: number, of?: LocalSource) {
    this.sites = sites;
    this.#config = config;
    this.#closest = closest;
    this.#matcher = of ? of.#matcher : new Matcher(sites);
    this.#order = of ? of.#order : new SiteOrder(sites, config.lang);
    this.#clusters = new Clusters(sites.lon, sites.lat, sites.placed, sites.grades, closest);
    this.#found = this.#everything();
  }

  get total(): number {
    return this.sites.n;
  }

  get placed(): number {
    return this.sites.placed;
  }

  get years(): readonly [number, number] | null {
    const { span, today, dated } = this.sites;
    if (!dated || !span) return null;
    const [first, last] = [yearOf(span[0]), yearOf(Math.min(span[1], today))];
    return first < last ? [first, last] : null;
  }

  /** Values that the words of a question may take here. */
  get known(): Known {
    const { kinds, districts, schemes, levels, ids } = this.sites;
    const named = Object.keys(this.#config.districts); // one without a site is known all the same, as to a server
    const sets = { kind: kinds, district: [...districts, ...named], designation: schemes, level: levels, ids };
    return Object.fromEntries(Object.entries(sets).map(([word, values]) => [word, new Set(values)]));
  }

  /** What was found last, as of which day. */
  get found(): Found {
    return this.#found;
  }

  answer(question: Question): Answer {
    const { sites } = this;
    const found = (this.#found = this.#find(question));
    this.#clusters.set(this.#asPoints(found.n === sites.n ? null : found.mask), this.#ringed(found));
    const { placed, extent, mix } = placedOf(sites, found);
    return { question, n: found.n, placed, counts: countsOf(found, this.#matcher.facets), extent, mix };
  }

  colourBy(colours: ColourBy): void {
    this.#colours = colours;
    this.#clusters.set(this.#asPoints(this.#found.mask), this.#ringed(this.#found));
  }

  /** What the rings of clusters are divided by. */
  #ringed({ state }: Found): Int8Array {
    return this.#colours === "completeness" ? bandNumbers(this.sites.score) : state.grades;
  }

  view(bounds: Bounds, zoom: number): ViewItem[] {
    const level = this.#clusters.level(bounds, zoom);
    return this.#clusters.within(level, bounds).map((k) =>
      level.counts[k] === 1 ? this.#mark(level.first[k] ?? 0) : this.#cluster(level, k, zoom),
    );
  }

  leaves(cluster: Cluster, limit: number): SiteMark[] {
    return cluster instanceof LocalCluster ? cluster.members(limit).map((i) => this.#mark(i)) : [];
  }

  rows(start: number, limit: number, bounds: Bounds | null = null): { readonly rows: SiteRow[]; readonly n: number } {
    const list = this.#ordered(bounds);
    return { rows: this.#rows(list.subarray(start, start + limit)), n: list.length };
  }

  rank(id: string, bounds: Bounds | null = null): number {
    const wanted = this.sites.index(id);
    return wanted === undefined ? -1 : this.#ordered(bounds).indexOf(wanted);
  }

  /** What was found, in the question's order; kept for the pages of a table that follow. */
  #ordered(bounds: Bounds | null): Uint32Array {
    if (this.#listed?.found === this.#found && String(this.#listed.bounds) === String(bounds)) return this.#listed.list;
    const { lon, lat } = this.sites;
    const { mask, question, state, reference } = this.#found;
    const order = this.#order.order(question, state, reference);
    const list = new Uint32Array(order.length);
    let n = 0;
    for (let k = 0; k < order.length; k++) {
      const i = order[k] ?? 0;
      if (mask[i] && (!bounds || isWithin(lon[i] ?? NaN, lat[i] ?? NaN, bounds))) list[n++] = i;
    }
    this.#listed = { found: this.#found, bounds, list: list.subarray(0, n) };
    return this.#listed.list;
  }

  within(ring: readonly (readonly [lon: number, lat: number])[], limit: number): string[] {
    const { sites } = this;
    const found: string[] = [];
    for (let i = 0; i < sites.placed && found.length < limit; i++) {
      if (this.#found.mask[i] && isInRing(sites.lon[i] ?? NaN, sites.lat[i] ?? NaN, ring)) found.push(sites.id(i));
    }
    return found;
  }

  byId(ids: readonly string[]): SiteRow[] {
    return this.#rows(ids.flatMap((id) => this.sites.index(id) ?? []));
  }

  details(id: string): SiteDetails | null {
    const i = this.sites.index(id);
    return i === undefined ? null : detailsOf(this.#mark(i), this.sites);
  }

  cross(question: Question, by: CrossWord): CrossTable {
    const { mask, state } = this.#find(question);
    return crossTable(this.sites, mask, state, by, this.sites.today);
  }

  changes(a: Question, b: Question): Changes {
    return changesOf(this.sites, this.#find(a), this.#find(b));
  }

  twin(): LocalSource {
    return new LocalSource(this.sites, this.#config, this.#closest, this);
  }

  /** Before anything is asked; of large layers only the first columns are here then. */
  #everything(): Found {
    const { n, today } = this.sites;
    const mask = new Uint8Array(n).fill(1);
    return { question: EVERYTHING, mask, n, failed: new Uint16Array(n), state: this.sites.at(null), reference: today };
  }

  /** From now on sites with a line or an area are no points: somebody draws what they are. */
  leaveShapes(): void {
    this.#shapesApart = this.sites.shapes.size > 0;
    if (this.#shapesApart) this.#clusters.set(this.#asPoints(this.#found.mask), this.#ringed(this.#found));
  }

  #asPoints(mask: Uint8Array | null): Uint8Array | null {
    if (!this.#shapesApart) return mask;
    const points = mask ? mask.slice() : new Uint8Array(this.sites.n).fill(1);
    for (const i of this.sites.shapes.keys()) points[i] = 0;
    return points;
  }

  #find(question: Question): Found {
    const key = formatQuestion({ ...question, sort: "", order: "up" });
    const known = this.#finds.get(key);
    if (known) return { ...known, question };
    const found = this.#matcher.find(question);
    const [oldest] = this.#finds.keys();
    if (this.#finds.size >= KEPT && oldest !== undefined) this.#finds.delete(oldest);
    this.#finds.set(key, found);
    return found;
  }

  #mark(i: number): LocalMark {
    return new LocalMark(this.sites, i, this.#found.state, this.#config.lang, this.#config.colouring ?? null);
  }

  #cluster(level: Level, k: number, zoom: number): LocalCluster {
    const mix: Mix = {};
    for (let g = 0; g < N_GRADES; g++) mix[`g${g}`] = level.mix[k * N_GRADES + g] ?? 0;
    // a ring of conditions would say nothing about colours of another kind
    return new LocalCluster(this.#clusters, level, k, zoom, this.#config.colouring ? { ...mixOf(-1), g0: level.counts[k] ?? 0 } : mix);
  }

  #rows(indices: Iterable<number>): SiteRow[] {
    const { state, reference } = this.#found;
    const urgency = urgencyOf(state, reference);
    return Array.from(indices, (i) => rowOf(this.#mark(i), this.sites, urgency(i), this.#config.lang));
  }
}

function yearOf(day: number): number {
  return new Date(day * DAY_MS).getUTCFullYear();
}
