/** What is known of all sites, today or as of a day. */
import { type Columns, type Numbers, startsOf } from "./columns.ts";

/** A day or a year that nobody knows, and the open end of an interval. */
export const NO_NUMBER = -2147483648;
/** Bits that do not depend on the day: the cell of a hidden place, and that there is a shape. */
const LASTING = 8 | 16;

export interface State {
  /** As of the end of which day; null for today. */
  readonly day: number | null;
  readonly grades: Int8Array;
  /** Of the condition; 0 where it has none. */
  readonly years: Int16Array;
  readonly flags: Uint8Array;
  /** Day of the newest dated statement; NO_NUMBER where there is none. Days are counted from 1970-01-01. */
  readonly newest: Int32Array;
  readonly statements: Uint16Array;
  /** 1 where a statement of threat counts. */
  readonly threat: Uint8Array;
  /** Day of the last documented visit; NO_NUMBER where there is none. */
  readonly visited: Int32Array;
  /** Index in `accessCodes`, -1 where nobody said. */
  readonly access: Int8Array;
  /** Who speaks of the condition of a site. */
  speaker(i: number): string;
  /** EDTF of the condition, and of the newest dated statement, as they were written; empty where the page has no more than year and day. */
  conditionOn(i: number): string;
  newestOn(i: number): string;
}

/** What today's state is read from, beside the columns. */
interface Today {
  readonly today: number;
  readonly n: number;
  readonly grades: Int8Array;
  readonly years: Int16Array;
  readonly flags: Uint8Array;
  speaker(i: number): string;
}

/** Rows that belong to sites, by day: the last row of a site up to a day, -1 for none. */
class Events {
  readonly days: Numbers;
  readonly #starts: Uint32Array;

  constructor(columns: Columns, count: string, day: string, n: number) {
    this.#starts = startsOf(columns.numbers(count), n);
    this.days = columns.numbers(day);
  }

  each(visit: (site: number, row: number, first: boolean) => void): void {
    for (let i = 0; i + 1 < this.#starts.length; i++) {
      const start = this.#starts[i] ?? 0;
      for (let row = start; row < (this.#starts[i + 1] ?? 0); row++) visit(i, row, row === start);
    }
  }

  last(day: number): Int32Array {
    const n = this.#starts.length - 1;
    const found = new Int32Array(n).fill(-1);
    for (let i = 0; i < n; i++) {
      const end = this.#starts[i + 1] ?? 0;
      for (let k = this.#starts[i] ?? 0; k < end && (this.days[k] ?? 0) <= day; k++) found[i] = k;
    }
    return found;
  }
}

export class History {
  /** First and last day on which something became known; null where nothing is dated. */
  readonly span: readonly [number, number] | null;
  readonly #columns: Columns;
  readonly #today: Today;
  readonly #states: Events;
  readonly #visits: Events;
  readonly #access: Events;
  readonly #known = new Map<number | null, State>();

  constructor(columns: Columns, today: Today) {
    this.#columns = columns;
    this.#today = today;
    this.#states = new Events(columns, "states", "state_since", today.n);
    this.#visits = new Events(columns, "visits", "visit_day", today.n);
    this.#access = new Events(columns, "access", "access_day", today.n);
    let [first, last] = [Infinity, -Infinity];
    for (let k = 0; k < this.#states.days.length; k++) {
      first = Math.min(first, this.#states.days[k] ?? first);
      last = Math.max(last, this.#states.days[k] ?? last);
    }
    this.span = first <= last ? [first, last] : null;
  }

  at(day: number | null): State {
    let state = this.#known.get(day);
    if (!state) {
      if (this.#known.size > 8) this.#known.clear(); // a slider goes through many days
      state = day === null ? this.#now() : this.#then(day);
      this.#known.set(day, state);
    }
    return state;
  }

  /** Go through what became known: so many statements more of a site on a day. */
  eachStep(visit: (site: number, day: number, statements: number) => void): void {
    const counts = this.#columns.numbers("state_statements");
    this.#states.each((site, row, first) => visit(site, this.#states.days[row] ?? 0, (counts[row] ?? 0) - (first ? 0 : (counts[row - 1] ?? 0))));
  }

  #now(): State {
    const { n, grades, years, flags } = this.#today;
    return {
      day: null, grades, years, flags,
      newest: column(this.#columns, "newest", () => new Int32Array(n).fill(NO_NUMBER), Int32Array),
      statements: column(this.#columns, "statements", () => new Uint16Array(n), Uint16Array),
      threat: column(this.#columns, "threat", () => new Uint8Array(n), Uint8Array),
      ...this.#events(this.#today.today),
      speaker: (i) => this.#today.speaker(i),
      conditionOn: (i) => this.#observed("condition_on", i),
      newestOn: (i) => this.#observed("newest_on", i),
    };
  }

  #then(day: number): State {
    const rows = this.#states.last(day);
    const take = <T extends { [i: number]: number }>(name: string, into: T, otherwise: number): T => {
      const values = this.#columns.numbers(name);
      for (let i = 0; i < rows.length; i++) into[i] = values[rows[i] ?? -1] ?? otherwise;
      return into;
    };
    const n = rows.length;
    const flags = take("state_flags", new Uint8Array(n), 0);
    for (let i = 0; i < n; i++) flags[i] = (flags[i] ?? 0) | ((this.#today.flags[i] ?? 0) & LASTING);
    const by = this.#columns.numbers("state_by");
    const speakers = this.#columns.value<string[]>("state_speakers", []);
    return {
      day,
      grades: take("state_condition", new Int8Array(n), -1),
      years: take("state_year", new Int16Array(n), 0),
      flags,
      newest: take("state_newest", new Int32Array(n), NO_NUMBER),
      statements: take("state_statements", new Uint16Array(n), 0),
      threat: take("state_threat", new Uint8Array(n), 0),
      ...this.#events(day),
      speaker: (i) => speakers[by[rows[i] ?? -1] ?? -1] ?? "",
      conditionOn: (i) => this.#observed("state_condition_on", rows[i] ?? -1),
      newestOn: (i) => this.#observed("state_newest_on", rows[i] ?? -1),
    };
  }

  #observed(name: string, row: number): string {
    return this.#columns.value<string[]>("observed", [])[this.#columns.numbers(name)[row] ?? -1] ?? "";
  }

  #events(day: number): Pick<State, "visited" | "access"> {
    const visited = this.#visits.last(day).map((k) => this.#visits.days[k] ?? NO_NUMBER);
    const status = this.#columns.numbers("access_status");
    return { visited, access: Int8Array.from(this.#access.last(day), (k) => status[k] ?? -1) };
  }
}

function column<T>(columns: Columns, name: string, otherwise: () => T, make: { from(numbers: Numbers): T }): T {
  return columns.has(name) ? make.from(columns.numbers(name)) : otherwise();
}
