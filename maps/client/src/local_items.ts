/** A site or a cluster of the page as map, table and popup ask for it; texts are read when they are needed. */
import type { Clusters, Level } from "./clusters.ts";
import type { Colouring } from "./config.ts";
import type { Mix } from "./mix.ts";
import { firstName, ordered, scriptOfText } from "./names.ts";
import { type Grade, toGrade } from "./palette.ts";
import { Flag, NO_NUMBER, type Name, type Sites, type State } from "./payload.ts";
import type { Cluster, SiteDetails, SiteMark, SiteRow } from "./source.ts";

export class LocalMark implements SiteMark {
  readonly index: number;
  readonly lon: number;
  readonly lat: number;
  readonly grade: Grade;
  readonly reviewed: boolean;
  readonly disputed: boolean;
  readonly sourcesDiffer: boolean;
  readonly state: State;
  readonly #sites: Sites;
  readonly #lang: string;
  readonly #colouring: Colouring | null;

  constructor(sites: Sites, i: number, state: State, lang: string, colouring: Colouring | null = null) {
    const flags = state.flags[i] ?? 0;
    this.index = i;
    this.lon = sites.lon[i] ?? NaN;
    this.lat = sites.lat[i] ?? NaN;
    this.grade = toGrade(state.grades[i]);
    this.reviewed = (flags & Flag.Reviewed) !== 0;
    this.disputed = (flags & Flag.Disputed) !== 0;
    this.sourcesDiffer = (flags & Flag.SourcesDiffer) !== 0;
    this.state = state;
    this.#sites = sites;
    this.#lang = lang;
    this.#colouring = colouring;
  }

  get id(): string {
    return this.#sites.id(this.index);
  }

  get kind(): string {
    return this.#sites.kind(this.index);
  }

  /** Of a column of the reader's own; undefined where sites have the colours of their condition. */
  get fill(): string | undefined {
    return this.#sites.fill(this.index, this.#colouring);
  }

  get score(): number {
    return this.#sites.score[this.index] ?? 0;
  }

  get tip(): string {
    return this.#sites.tip(this.index);
  }

  get name(): Name {
    return firstName(this.#sites.names(this.index), this.#lang, this.id);
  }
}

export class LocalCluster implements Cluster {
  readonly key: string;
  readonly lon: number;
  readonly lat: number;
  readonly count: number;
  readonly mix: Mix;
  readonly #clusters: Clusters;
  readonly #level: Level;
  readonly #item: number;
  readonly #zoom: number;

  constructor(clusters: Clusters, level: Level, item: number, zoom: number, mix: Mix) {
    this.key = `c${level.sums[item] ?? 0}/${level.counts[item] ?? 0}`;
    this.lon = level.lon[item] ?? NaN;
    this.lat = level.lat[item] ?? NaN;
    this.count = level.counts[item] ?? 0;
    this.mix = mix;
    this.#clusters = clusters;
    this.#level = level;
    this.#item = item;
    this.#zoom = zoom;
  }

  get apart(): number {
    return this.#clusters.apart(this.#level, this.#item, this.#zoom);
  }

  members(limit: number): number[] {
    return this.#clusters.members(this.#level, this.#item, limit);
  }
}

export function rowOf(mark: LocalMark, sites: Sites, urgency: number, lang: string): SiteRow {
  const { index: i, state, id, lon, lat, kind, grade, reviewed, disputed, sourcesDiffer, name, score, fill } = mark;
  return {
    id, lon, lat, kind, grade, reviewed, disputed, sourcesDiffer, name, score, ...(fill && { fill }),
    placed: i < sites.placed,
    other: otherName(sites.names(i), name, lang),
    district: sites.district(i),
    year: state.years[i] || null,
    built: sites.built(i),
    designations: sites.designations(i).map(({ scheme, level }) => [sites.schemes[scheme], sites.levels[level]].filter(Boolean).join(", ")),
    access: sites.accessCodes[state.access[i] ?? -1] ?? "",
    statements: state.statements[i] ?? 0,
    newest: dayOf(state.newest, i),
    visited: dayOf(state.visited, i),
    urgency,
  };
}

export function detailsOf(mark: LocalMark, sites: Sites): SiteDetails {
  const { index: i, state, id, lon, lat, kind, grade, reviewed, disputed, sourcesDiffer, name, score, fill } = mark;
  return {
    id, lon, lat, kind, grade, reviewed, disputed, sourcesDiffer, name, score, ...(fill && { fill }),
    names: sites.names(i),
    district: sites.district(i),
    year: state.years[i] || null,
    uncertainty: sites.uncertainty[i] ?? 0,
    hiddenCell: sites.has(i, Flag.HiddenCell),
    rows: sites.rows(i, state.day),
    exact: {
      conditionOn: state.conditionOn(i),
      newestOn: state.newestOn(i),
      role: sites.role(i),
      designations: sites.designations(i).map(({ scheme, level, register }) => ({
        scheme: sites.schemes[scheme] ?? "", level: sites.levels[level] ?? "", register,
      })),
    },
  };
}

/** The best name in another script than that of the first. */
function otherName(names: readonly Name[], first: Name, lang: string): Name | null {
  const script = scriptOfText(first[1]);
  return ordered(names, lang).find(([, text]) => scriptOfText(text) !== script) ?? null;
}

function dayOf(days: Int32Array, i: number): number | null {
  const day = days[i] ?? NO_NUMBER;
  return day === NO_NUMBER ? null : day;
}
