/** Rows of the table as they are needed: pages of them, kept while question and view stay the same. */
import type { SiteRow, SiteSource } from "../../source.ts";
import type { Bounds } from "../../view.ts";

const PAGE = 100;
const MOST_PAGES = 60;

export class RowStore {
  readonly #source: SiteSource;
  readonly #changed: (failed: boolean) => void;
  #bounds: Bounds | null = null;
  #pages = new Map<number, readonly SiteRow[] | null>();
  #asking = new AbortController();
  #n = 0;

  /** `changed` is called when rows have come that were not there at once, or failed to come. */
  constructor(source: SiteSource, changed: (failed: boolean) => void) {
    this.#source = source;
    this.#changed = changed;
  }

  /** How many rows there are, as far as is known. */
  get n(): number {
    return this.#n;
  }

  get bounds(): Bounds | null {
    return this.#bounds;
  }

  /** Forget all rows: another question, or another view. `n` is what is known of their number. */
  reset(bounds: Bounds | null, n: number): void {
    this.#asking.abort();
    this.#asking = new AbortController();
    this.#bounds = bounds;
    this.#pages = new Map();
    this.#n = n;
    this.#load(0);
  }

  /** A row, or null while it is on its way. */
  row(i: number): SiteRow | null {
    const page = Math.floor(i / PAGE);
    if (!this.#pages.has(page)) this.#load(page);
    return this.#pages.get(page)?.[i % PAGE] ?? null;
  }

  /** Where a site stands among the rows that are here, -1 where it is not. */
  find(id: string): number {
    for (const [page, rows] of this.#pages) {
      const i = rows?.findIndex((row) => row.id === id) ?? -1;
      if (i >= 0) return page * PAGE + i;
    }
    return -1;
  }

  #load(page: number): void {
    const asking = this.#asking;
    const keep = ({ rows, n }: { readonly rows: readonly SiteRow[]; readonly n: number }): void => {
      this.#forget();
      this.#pages.set(page, rows);
      this.#n = n;
    };
    const soon = this.#source.rows(page * PAGE, PAGE, this.#bounds, asking.signal);
    if (!(soon instanceof Promise)) return keep(soon);
    this.#pages.set(page, null);
    soon.then(
      (found) => {
        if (asking.signal.aborted) return;
        keep(found);
        this.#changed(false);
      },
      () => {
        if (asking.signal.aborted) return;
        this.#pages.delete(page); // the next look asks again
        this.#changed(true);
      },
    );
  }

  /** Keep memory small: the page that came first goes first. */
  #forget(): void {
    if (this.#pages.size < MOST_PAGES) return;
    const [oldest] = this.#pages.keys();
    if (oldest !== undefined) this.#pages.delete(oldest);
  }
}
