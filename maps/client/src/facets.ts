/** The columns by which sites are asked for, each as codes or days, so that a question is answered by plain loops. */
import { type CenturySpans, centurySpans } from "./centuries.ts";
import { GRADES, gradeKey } from "./palette.ts";
import { Flag, type Sites, type State } from "./payload.ts";

/** A value a site: `values[code]`, and `none` for -1. */
export interface CodeFacet {
  readonly values: readonly string[];
  readonly codes: ArrayLike<number>;
}

/** Any number of values a site: its own lie from `starts[i]` to `starts[i + 1]`; -1 for a value that is not stated. */
export interface SetFacet {
  readonly values: readonly string[];
  readonly codes: ArrayLike<number>;
  readonly starts: Uint32Array;
}

export const CODE_WORDS = ["kind", "district", "condition", "access", "dispute", "photos"] as const;
export const SET_WORDS = ["designation", "level"] as const;
export const AGE_WORDS = ["newest", "visited"] as const;
/** A number a site, with bands of it or bits in it as values. */
export const RECORD_WORDS = ["score", "missing"] as const;
export type CodeWord = (typeof CODE_WORDS)[number];
export type SetWord = (typeof SET_WORDS)[number];
export type AgeWord = (typeof AGE_WORDS)[number];

const GRADE_VALUES = GRADES.filter((grade) => grade >= 0)
  .map(gradeKey)
  .sort();
/** Of a site that is disputed and whose sources differ as well, the code is that of both: see `matching.ts`. */
export const DISPUTES = ["disputed", "differ", "both"] as const;

/** The facets of the sites; what depends on the day is made for each state once. */
export class Facets {
  readonly sites: Sites;
  readonly #ofState = new WeakMap<State, Map<string, CodeFacet>>();
  readonly #sets = new Map<SetWord, SetFacet>();
  #photos: CodeFacet | null = null;
  #centuries: CenturySpans | null = null;

  constructor(sites: Sites) {
    this.sites = sites;
  }

  codes(word: CodeWord, state: State): CodeFacet {
    const { sites } = this;
    switch (word) {
      case "kind":
        return { values: sites.kinds, codes: sites.kindCode };
      case "district":
        return { values: sites.districts, codes: sites.districtCode };
      case "condition":
        return { values: GRADE_VALUES, codes: state.grades };
      case "access":
        return { values: sites.accessCodes, codes: state.access };
      case "dispute":
        return this.#once(state, word, () => ({
          values: DISPUTES,
          codes: Int8Array.from(state.flags, (flags) => ((flags & Flag.Disputed) >> 1) + ((flags & Flag.SourcesDiffer) >> 1) - 1),
        }));
      case "photos":
        this.#photos ??= { values: ["no", "yes"], codes: sites.photos?.map((n) => Math.min(n, 1)) ?? new Uint8Array(sites.n) };
        return this.#photos;
    }
  }

  set(word: SetWord): SetFacet {
    let facet = this.#sets.get(word);
    if (!facet) {
      const { schemes, levels, designationCodes: { starts, scheme, level } } = this.sites;
      facet = word === "level" ? { values: levels, codes: level, starts } : { values: schemes, codes: scheme, starts };
      this.#sets.set(word, facet);
    }
    return facet;
  }

  /** From which century to which each site may have been built. */
  get centuries(): CenturySpans {
    return (this.#centuries ??= centurySpans(this.sites.builtFrom, this.sites.builtTo));
  }

  days(word: AgeWord, state: State): Int32Array {
    return word === "newest" ? state.newest : state.visited;
  }

  #once(state: State, word: string, make: () => CodeFacet): CodeFacet {
    const known = this.#ofState.get(state) ?? new Map<string, CodeFacet>();
    this.#ofState.set(state, known);
    const facet = known.get(word) ?? make();
    known.set(word, facet);
    return facet;
  }
}
