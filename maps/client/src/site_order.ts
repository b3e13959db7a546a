/**
 * The order of the table, the same as of the server's (geo/questions/site_order.py): what is missing comes last either way, ties by
 * folded name, then by id.
 */
import { fold } from "./folding.ts";
import { firstName } from "./names.ts";
import { NO_NUMBER, type Sites, type State } from "./payload.ts";
import type { Question, Sort } from "./question.ts";
import { ACCESSES } from "./question_words.ts";
import { urgencies } from "./urgency.ts";

const KEPT = 4;

export class SiteOrder {
  readonly #sites: Sites;
  readonly #lang: string;
  readonly #orders = new Map<string, Uint32Array>();
  #byName: Uint32Array | null = null;

  constructor(sites: Sites, lang: string) {
    this.#sites = sites;
    this.#lang = lang;
  }

  /** All sites in the order that a question asks for. */
  order({ sort, order }: Question, state: State, reference: number): Uint32Array {
    const by = sort || "name";
    const key = `${by} ${order} ${String(state.day)} ${reference}`;
    let found = this.#orders.get(key);
    if (!found) {
      found = this.#sorted(by, order === "down", state, reference);
      const [oldest] = this.#orders.keys();
      if (this.#orders.size >= KEPT && oldest !== undefined) this.#orders.delete(oldest);
      this.#orders.set(key, found);
    }
    return found;
  }

  /** Place of each site among all, by folded name and id. */
  #nameRanks(): Uint32Array {
    if (this.#byName) return this.#byName;
    const { n } = this.#sites;
    const ids = this.#sites.ids;
    const names = ids.map((id, i) => fold(firstName(this.#sites.names(i), this.#lang, id)[1]));
    const sorted = Uint32Array.from({ length: n }, (_unused, i) => i).sort(
      (a, b) => compare(names[a] ?? "", names[b] ?? "") || compare(ids[a] ?? "", ids[b] ?? ""),
    );
    this.#byName = new Uint32Array(n);
    for (let k = 0; k < n; k++) this.#byName[sorted[k] ?? 0] = k;
    return this.#byName;
  }

  #sorted(by: Sort, down: boolean, state: State, reference: number): Uint32Array {
    const ranks = this.#nameRanks();
    const keys = this.#keys(by, state, reference);
    const sign = down ? -1 : 1;
    const sites = Uint32Array.from({ length: this.#sites.n }, (_unused, i) => i);
    return sites.sort((a, b) => {
      const [x, y] = [keys[a] ?? NaN, keys[b] ?? NaN];
      if (x === y || (x !== x && y !== y)) return (ranks[a] ?? 0) - (ranks[b] ?? 0);
      if (x !== x) return 1;
      return y !== y ? -1 : (x - y) * sign;
    });
  }

  /** A number a site that sorts as the column does; NaN where it is missing. */
  #keys(by: Sort, state: State, reference: number): Float64Array {
    const sites = this.#sites;
    const known = (values: ArrayLike<number>, missing: number): Float64Array =>
      Float64Array.from(values, (value) => (value === missing ? NaN : value));
    switch (by) {
      case "name":
        return Float64Array.from(this.#nameRanks());
      case "kind":
        return alphabetic(sites.kindCode, sites.kinds);
      case "district":
        return alphabetic(sites.districtCode, sites.districts);
      case "condition":
        return known(state.grades, -1);
      case "built":
        return known(sites.builtFrom, NO_NUMBER);
      case "designation":
        return alphabetic(firstRegisters(sites), sites.schemes);
      case "access":
        return alphabetic(state.access, sites.accessCodes, ACCESSES);
      case "statements":
        return known(state.statements, NO_NUMBER);
      case "newest":
        return known(state.newest, NO_NUMBER);
      case "visited":
        return known(state.visited, NO_NUMBER);
      case "urgency":
        return known(urgencies(state, reference), NO_NUMBER);
      case "score":
        return Float64Array.from(sites.score);
    }
  }
}

/** The register or list that stands first for each site; -1 for a site in none. */
function firstRegisters({ n, designationCodes: { starts, scheme } }: Sites): Int32Array {
  return Int32Array.from({ length: n }, (_unused, i) => {
    for (let k = starts[i] ?? 0; k < (starts[i + 1] ?? 0); k++) if ((scheme[k] ?? -1) >= 0) return scheme[k] ?? -1;
    return -1;
  });
}

/** Codes as places in the alphabet of what they stand for, after those that have an order of their own. */
function alphabetic(codes: ArrayLike<number>, values: readonly string[], first: readonly string[] = []): Float64Array {
  const sorted = [...first, ...values.filter((value) => !first.includes(value)).sort(compare)];
  const places = values.map((value) => sorted.indexOf(value));
  return Float64Array.from(codes, (code) => places[code] ?? NaN);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
