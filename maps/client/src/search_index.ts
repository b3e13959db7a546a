/** Search among the names in the page, without a server: every name of every site, folded. */
import { fold } from "./folding.ts";
import { ordered } from "./names.ts";
import type { Name, Sites } from "./payload.ts";

export interface Hit {
  readonly site: string;
  /** The name that was found, which may be in another language than the reader's. */
  readonly name: Name;
  readonly kind: string;
  /** Id of the district, empty where none is known. */
  readonly district: string;
}

interface Entry {
  readonly i: number;
  readonly name: Name;
  readonly key: string;
}

export class SearchIndex {
  readonly #sites: Sites;
  readonly #lang: string;
  #entries: Entry[] | null = null;

  constructor(sites: Sites, lang: string) {
    this.#sites = sites;
    this.#lang = lang;
  }

  /** At most `limit` sites, names that begin with the text first, then words that do, then those that contain it. */
  find(text: string, limit: number): Hit[] {
    const wanted = fold(text);
    if (!wanted) return [];
    this.#entries ??= this.#read();
    const best = new Map<number, { entry: Entry; rank: number }>();
    for (const entry of this.#entries) {
      const rank = rankOf(entry.key, wanted);
      if (rank === null) continue;
      const known = best.get(entry.i);
      if (!known || rank < known.rank) best.set(entry.i, { entry, rank });
    }
    return [...best.values()]
      .sort((a, b) => a.rank - b.rank || a.entry.key.length - b.entry.key.length || (a.entry.key < b.entry.key ? -1 : 1))
      .slice(0, limit)
      .map(({ entry: { i, name } }) => this.#hit(i, name));
  }

  #read(): Entry[] {
    const entries: Entry[] = [];
    for (let i = 0; i < this.#sites.n; i++) {
      for (const name of ordered(this.#sites.names(i), this.#lang)) entries.push({ i, name, key: fold(name[1]) });
    }
    return entries;
  }

  #hit(i: number, name: Name): Hit {
    return { site: this.#sites.id(i), name, kind: this.#sites.kind(i), district: this.#sites.district(i) };
  }
}

export function rankOf(key: string, wanted: string): number | null {
  if (key === wanted) return 0;
  if (key.startsWith(wanted)) return 1;
  if (key.includes(` ${wanted}`)) return 2;
  return wanted.length > 2 && key.includes(wanted) ? 3 : null;
}
