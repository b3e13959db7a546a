/** Sites counted by two things at once, for the charts: by district or kind and condition, by year, by age of the news. */
import type { Sites, State } from "./payload.ts";
import { GRADES, gradeKey } from "./palette.ts";

export const CROSS_WORDS = ["district", "kind", "year", "age"] as const;
export type CrossWord = (typeof CROSS_WORDS)[number];

export interface CrossRow {
  /** A district, a kind, a year, an age of `AGES`; `none` where nothing is said. */
  readonly value: string;
  /** In the order of the columns. */
  readonly counts: readonly number[];
}

export interface CrossTable {
  readonly by: CrossWord;
  /** Grades of condition for districts and kinds, worst first; for years `statements`, for ages `sites`. */
  readonly columns: readonly string[];
  /** Only what occurs, in no order; of ages all, youngest first. */
  readonly rows: readonly CrossRow[];
}

export const NONE = "none";
export const GRADE_COLUMNS: readonly string[] = GRADES.map(gradeKey);

/** Where one age ends and the next begins, in months. */
const AGE_MONTHS = [12, 24, 60, 120] as const;
/** Ages as the word `newest` of a question writes them: longer ago than so many months, and within so many. */
export const AGES: readonly string[] = ["within-12", "12-24", "24-60", "60-120", "120-", NONE];

const DAY_MS = 86_400_000;
const NOTHING = -2147483648;

/** Count the sites of a mask as they were known at `state`; `today` in days since 1970-01-01 is where ages count from. */
export function crossTable(sites: Sites, mask: Uint8Array, state: State, by: CrossWord, today: number): CrossTable {
  if (by === "year") return byYear(sites, mask);
  if (by === "age") return byAge(mask, state.newest, state.day ?? today);
  const [values, codes]: [readonly string[], ArrayLike<number>] =
    by === "kind" ? [sites.kinds, sites.kindCode] : [sites.districts, sites.districtCode];
  const width = GRADE_COLUMNS.length;
  // one row more, the first, for sites without the value
  const counts = new Uint32Array((values.length + 1) * width);
  const columnOf = Int8Array.from({ length: 7 }, (_unused, grade) => GRADES.indexOf((grade - 1) as (typeof GRADES)[number]));
  for (let i = 0; i < sites.n; i++) {
    if (!mask[i]) continue;
    const at = ((codes[i] ?? -1) + 1) * width + (columnOf[(state.grades[i] ?? -1) + 1] ?? width - 1);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  const rows = [NONE, ...values].map((value, row) => ({ value, counts: [...counts.subarray(row * width, (row + 1) * width)] }));
  return { by, columns: GRADE_COLUMNS, rows: rows.filter((row) => row.counts.some(Boolean)) };
}

function byAge(mask: Uint8Array, newest: Int32Array, day: number): CrossTable {
  const limits = AGE_MONTHS.map((months) => monthsBefore(day, months));
  const counts = AGES.map(() => 0);
  for (let i = 0; i < mask.length; i++) {
    if (!mask[i]) continue;
    const on = newest[i] ?? NOTHING;
    const age = on === NOTHING ? AGES.length - 1 : limits.findIndex((limit) => on > limit);
    const row = age < 0 ? AGE_MONTHS.length : age;
    counts[row] = (counts[row] ?? 0) + 1;
  }
  return { by: "age", columns: ["sites"], rows: AGES.map((value, row) => ({ value, counts: [counts[row] ?? 0] })) };
}

/** The same day so many months earlier, or the last one of that month; days since 1970-01-01. */
export function monthsBefore(day: number, months: number): number {
  const date = new Date(day * DAY_MS);
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months, 1);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months + 1, 0)).getUTCDate();
  return first / DAY_MS + Math.min(date.getUTCDate(), last) - 1;
}

/** When statements became known: a step is a site, a year and how many more there were. */
interface Steps {
  readonly sites: readonly number[];
  readonly years: readonly number[];
  readonly statements: readonly number[];
}

/** Made once for the sites of a page: a day becomes a year slowly. */
const stepsOf = new WeakMap<Sites, Steps>();

function steps(sites: Sites): Steps {
  const known = stepsOf.get(sites);
  if (known) return known;
  const made = { sites: [] as number[], years: [] as number[], statements: [] as number[] };
  sites.eachStep((site, day, statements) => {
    if (statements === 0) return;
    made.sites.push(site);
    made.years.push(new Date(day * DAY_MS).getUTCFullYear());
    made.statements.push(statements);
  });
  if (made.sites.length > 0) stepsOf.set(sites, made); // of a large layer they come after the first frame
  return made;
}

/** Statements of the sites by the year of what they say, whatever day is asked about: the chart is where a day is chosen. */
function byYear(sites: Sites, mask: Uint8Array): CrossTable {
  const { statements } = sites.at(null);
  let undated = 0;
  for (let i = 0; i < mask.length; i++) if (mask[i]) undated += statements[i] ?? 0;
  const known = steps(sites);
  const years = new Map<number, number>();
  for (let k = 0; k < known.sites.length; k++) {
    if (!mask[known.sites[k] ?? -1]) continue;
    const [year, n] = [known.years[k] ?? 0, known.statements[k] ?? 0];
    years.set(year, (years.get(year) ?? 0) + n);
    undated -= n;
  }
  const rows = [...years].sort(([a], [b]) => a - b).map(([year, n]) => ({ value: String(year), counts: [n] }));
  return { by: "year", columns: ["statements"], rows: undated > 0 ? [...rows, { value: NONE, counts: [undated] }] : rows };
}
