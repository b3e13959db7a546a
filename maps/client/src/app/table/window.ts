/** Which rows of a long table are on the screen. Browsers draw no element of a hundred million pixels: beyond `TALLEST` the
 * scroll bar stands for more than it is high, and rows keep their height. */

/** Pixels; Firefox ends at 17.8 million, Chromium at 33 million. */
export const TALLEST = 16_000_000;
/** Rows drawn above and below what is seen. */
const SPARE = 6;

export interface Extent {
  readonly rows: number;
  readonly rowPx: number;
  /** Pixels of height in which rows are seen. */
  readonly seenPx: number;
}

export interface Window {
  readonly first: number;
  /** One past the last row. */
  readonly end: number;
  /** Where the first of them begins, from the top of the whole. */
  readonly topPx: number;
}

/** Height of the whole, as the page lays it out. */
export function heightPx({ rows, rowPx }: Extent): number {
  return Math.min(rows * rowPx, TALLEST);
}

/** Pixels of rows that pass while the scroll bar goes through its whole way, and the pixels of that way. */
function ways(extent: Extent): { readonly rows: number; readonly bar: number } {
  return {
    rows: Math.max(0, extent.rows * extent.rowPx - extent.seenPx),
    bar: Math.max(0, heightPx(extent) - extent.seenPx),
  };
}

export function windowAt(extent: Extent, scrollPx: number): Window {
  const { rows, bar } = ways(extent);
  const at = Math.min(Math.max(0, scrollPx), bar);
  const offset = bar > 0 ? (at / bar) * rows : 0;
  const first = Math.max(0, Math.floor(offset / extent.rowPx) - SPARE);
  const end = Math.min(extent.rows, Math.ceil((offset + extent.seenPx) / extent.rowPx) + SPARE);
  return { first, end: Math.max(first, end), topPx: at + first * extent.rowPx - offset };
}

/** Where to scroll so that a row is wholly seen, as near as may be to where the table is now. */
export function scrollTo(extent: Extent, row: number, scrollPx: number): number {
  const { rows, bar } = ways(extent);
  if (bar === 0 || rows === 0) return 0;
  const offset = (scrollPx / bar) * rows;
  const top = row * extent.rowPx;
  const wanted = top < offset ? top : top + extent.rowPx > offset + extent.seenPx ? top + extent.rowPx - extent.seenPx : offset;
  return wanted === offset ? scrollPx : (Math.min(Math.max(0, wanted), rows) / rows) * bar;
}

/** The row that a key leads to, of `rows`; null where it is no key for that. */
export function stepTo(key: string, row: number, page: number, rows: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: row + 1, ArrowUp: row - 1, PageDown: row + page, PageUp: row - page, Home: 0, End: rows - 1,
  };
  const to = Object.hasOwn(steps, key) ? steps[key] : undefined;
  return to === undefined || rows === 0 ? null : Math.min(Math.max(0, to), rows - 1);
}
