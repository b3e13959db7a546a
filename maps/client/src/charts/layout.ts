/** Where the parts of a chart lie, in pixels; d3 makes scales and stacks. */
import { scaleBand, scaleLinear } from "d3-scale";
import { stack } from "d3-shape";
import type { Bar, Part } from "./data.ts";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Tick {
  readonly value: number;
  readonly at: number;
}

export interface Placed extends Box {
  readonly bar: Bar;
  readonly part: Part;
}

export interface Row {
  readonly bar: Bar;
  /** Top of the row and of its bar. */
  readonly y: number;
  readonly barY: number;
  /** Where the bar ends. */
  readonly end: number;
}

export interface BarsLayout {
  readonly height: number;
  readonly rows: readonly Row[];
  readonly parts: readonly Placed[];
  readonly ticks: readonly Tick[];
  /** Left and right of the plot. */
  readonly plot: readonly [left: number, right: number];
  /** Pixels for a label, and whether it stands above its bar. */
  readonly label: number;
  readonly above: boolean;
}

export const BAR = 24;
const LINE = 18;
const GAP = 8;
const AXIS = 24;
const TOTAL = 44;
const MOST_LABEL = 190;
/** From this width on a label stands beside its bar. */
const BESIDE = 560;

/** Bars from the start side of the reader's direction; labels above them where it is narrow, beside them where not. */
export function layoutBars(bars: readonly Bar[], width: number, dir: "ltr" | "rtl"): BarsLayout {
  const above = width < BESIDE;
  const label = above ? width - TOTAL : Math.min(MOST_LABEL, width * 0.3);
  const start = above ? 0 : label + GAP;
  const end = width - TOTAL;
  const mirror = (x: number): number => (dir === "rtl" ? width - x : x);
  const most = Math.max(1, ...bars.map(({ total }) => total));
  const scale = scaleLinear([0, most], [start, end]);
  const step = BAR + GAP + (above ? LINE : 0);
  const rows = bars.map((bar, k): Row => {
    const y = k * step + GAP / 2;
    return { bar, y, barY: y + (above ? LINE : 0), end: mirror(scale(bar.total)) };
  });
  const parts = stacked(bars).map(({ bar, part, from, to, row }): Placed => {
    const [left, right] = [mirror(scale(from)), mirror(scale(to))].sort((a, b) => a - b) as [number, number];
    return { bar, part, x: left, y: rows[row]?.barY ?? 0, width: right - left, height: BAR };
  });
  const ticks = wholeTicks(scale.ticks(Math.max(2, Math.floor((end - start) / 70)))).map((value) => ({ value, at: mirror(scale(value)) }));
  const plot = [mirror(start), mirror(end)].sort((a, b) => a - b) as [number, number];
  return { height: bars.length * step + AXIS, rows, parts, ticks, plot, label, above };
}

interface Slice {
  readonly bar: Bar;
  readonly part: Part;
  readonly from: number;
  readonly to: number;
  readonly row: number;
}

/** The parts of all bars one after the other, bar by bar; those that are empty left out. */
export function stacked(bars: readonly Bar[]): Slice[] {
  const keys = [...new Set(bars.flatMap(({ parts }) => parts.map(({ key }) => key)))];
  const partOf = (bar: Bar, key: string): Part | undefined => bar.parts.find((part) => part.key === key);
  const series = stack<unknown, Bar, string>().keys(keys).value((bar, key) => partOf(bar, key)?.n ?? 0)([...bars]);
  const slices = series.flatMap((one) =>
    one.flatMap(([from, to], row): Slice[] => {
      const bar = bars[row];
      const part = bar && partOf(bar, one.key);
      return bar && part && to > from ? [{ bar, part, from, to, row }] : [];
    }),
  );
  return slices.sort((a, b) => a.row - b.row || a.from - b.from);
}

export interface ColumnsLayout {
  readonly height: number;
  readonly parts: readonly Placed[];
  readonly ticks: readonly Tick[];
  readonly labels: readonly { readonly text: string; readonly at: number }[];
  readonly plot: Box;
  /** Middle between a column and the next one in time. */
  after(value: string): number | null;
}

const PLOT_HEIGHT = 150;
const COLUMN_AXIS = 34;
const LABEL_PX = 46;
/** Few columns do not fill the width. */
const WIDEST = 40;

/** Columns side by side, time going from the start side of the reader's direction. */
export function layoutColumns(bars: readonly Bar[], width: number, dir: "ltr" | "rtl"): ColumnsLayout {
  const top = 26;
  const [left, right] = dir === "rtl" ? [0, width - COLUMN_AXIS] : [COLUMN_AXIS, width];
  const x = scaleBand(bars.map(({ value }) => value), dir === "rtl" ? [right, left] : [left, right]).padding(0.18);
  const most = Math.max(1, ...bars.map(({ total }) => total));
  const y = scaleLinear([0, most], [top + PLOT_HEIGHT, top]);
  const parts = stacked(bars).map(({ bar, part, from, to }): Placed => {
    const width = Math.min(WIDEST, x.bandwidth());
    return { bar, part, x: (x(bar.value) ?? 0) + (x.bandwidth() - width) / 2, y: y(to), width, height: y(from) - y(to) };
  });
  // the ends are always named; of the others as many as there is room for, counted from the newest
  const every = Math.max(1, Math.ceil(LABEL_PX / x.step()));
  const labels = bars
    .filter((_unused, k) => k === 0 || ((bars.length - 1 - k) % every === 0 && k >= every))
    .map(({ label, value }) => ({ text: label, at: (x(value) ?? 0) + x.bandwidth() / 2 }));
  return {
    height: top + PLOT_HEIGHT + AXIS,
    parts,
    ticks: wholeTicks(y.ticks(4)).map((value) => ({ value, at: y(value) })),
    labels,
    plot: { x: left, y: top, width: right - left, height: PLOT_HEIGHT },
    after: (value) => {
      const at = x(value);
      if (at === undefined) return null;
      const gap = (x.step() - x.bandwidth()) / 2;
      return dir === "rtl" ? at - gap : at + x.bandwidth() + gap;
    },
  };
}

/** There is no half a site. */
function wholeTicks(values: readonly number[]): number[] {
  return values.filter(Number.isInteger);
}
