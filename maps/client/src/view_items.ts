/** What a map of local sites draws in a view: marks of single sites, and clusters. */
import { type Level, Clusters, N_GRADES } from "./clusters.ts";
import type { Mix } from "./mix.ts";
import { firstName } from "./names.ts";
import { type Grade, toGrade } from "./palette.ts";
import { Flag, type Name, type Sites, type State } from "./payload.ts";
import type { Cluster, SiteMark, ViewItem } from "./source.ts";
import type { Bounds } from "./view.ts";

/** A site as it looks in a state; its name is looked up when it is asked for. */
export class Mark implements SiteMark {
  readonly id: string;
  readonly lon: number;
  readonly lat: number;
  readonly kind: string;
  readonly grade: Grade;
  readonly reviewed: boolean;
  readonly disputed: boolean;
  readonly sourcesDiffer: boolean;
  readonly i: number;
  readonly #sites: Sites;
  readonly #lang: string;

  constructor(sites: Sites, i: number, state: State, lang: string) {
    const flags = state.flags[i] ?? 0;
    this.#sites = sites;
    this.#lang = lang;
    this.i = i;
    this.id = sites.id(i);
    this.lon = sites.lon[i] ?? NaN;
    this.lat = sites.lat[i] ?? NaN;
    this.kind = sites.kind(i);
    this.grade = toGrade(state.grades[i]);
    this.reviewed = (flags & Flag.Reviewed) !== 0;
    this.disputed = (flags & Flag.Disputed) !== 0;
    this.sourcesDiffer = (flags & Flag.SourcesDiffer) !== 0;
  }

  get name(): Name {
    return firstName(this.#sites.names(this.i), this.#lang, this.id);
  }
}

class LocalCluster implements Cluster {
  readonly key: string;
  readonly lon: number;
  readonly lat: number;
  readonly count: number;
  readonly mix: Mix;
  readonly level: Level;
  readonly item: number;
  readonly #clusters: Clusters;
  readonly #zoom: number;

  constructor(clusters: Clusters, level: Level, item: number, zoom: number) {
    this.#clusters = clusters;
    this.#zoom = zoom;
    this.level = level;
    this.item = item;
    this.count = level.counts[item] ?? 0;
    this.key = `${level.first[item]}-${this.count}-${level.sums[item]}`;
    this.lon = level.lon[item] ?? NaN;
    this.lat = level.lat[item] ?? NaN;
    this.mix = {};
    for (let g = 0; g < N_GRADES; g++) this.mix[`g${g}`] = level.mix[item * N_GRADES + g] ?? 0;
  }

  /** Looked up when it is asked for: only a cluster that is chosen needs it. */
  get apart(): number {
    return this.#clusters.apart(this.level, this.item, this.#zoom);
  }
}

export class ViewItems {
  readonly #sites: Sites;
  readonly #lang: string;
  readonly #closest: number;
  #state: State;
  #mask: Uint8Array | null = null;
  #clusters: Clusters | null = null;

  /** `closest` is the last zoom of the map. */
  constructor(sites: Sites, lang: string, closest: number) {
    this.#sites = sites;
    this.#lang = lang;
    this.#closest = closest;
    this.#state = sites.at(null);
  }

  /** From now on the sites whose mask is 1 (null: all), as they are in a state. */
  set(mask: Uint8Array | null, state: State): void {
    this.#mask = mask;
    this.#state = state;
    this.#clusters?.set(mask, state.grades);
  }

  view(bounds: Bounds, zoom: number): ViewItem[] {
    const clusters = (this.#clusters ??= this.#made());
    const level = clusters.level(bounds, zoom);
    return clusters.within(level, bounds).map((item) =>
      level.counts[item] === 1 ? this.mark(level.first[item] ?? -1) : new LocalCluster(clusters, level, item, zoom),
    );
  }

  mark(i: number): Mark {
    return new Mark(this.#sites, i, this.#state, this.#lang);
  }

  /** The sites of a cluster that `view` gave, at most `limit`. */
  leaves(cluster: Cluster, limit: number): Mark[] {
    if (!(cluster instanceof LocalCluster && this.#clusters)) return [];
    return this.#clusters.members(cluster.level, cluster.item, limit).map((i) => this.mark(i));
  }

  #made(): Clusters {
    const { lon, lat, placed } = this.#sites;
    const clusters = new Clusters(lon, lat, placed, this.#state.grades, this.#closest);
    clusters.set(this.#mask, this.#state.grades);
    return clusters;
  }
}
