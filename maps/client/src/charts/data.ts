/** What a chart draws: plain rows of parts, with everything that is read already in the reader's words. */

/** One piece of a bar: a count that the reader may choose. */
export interface Part {
  readonly key: string;
  readonly n: number;
  /** "Aghdam, destroyed: 12 sites". */
  readonly name: string;
  readonly fill: string;
  readonly pattern: Pattern;
  /** Whether the question is about this part. */
  readonly chosen: boolean;
  /** Whether the question leaves this part out, which a click would bring back. */
  readonly pale: boolean;
  /** Whether a click asks for it. */
  readonly live: boolean;
}

export interface Bar {
  readonly value: string;
  readonly label: string;
  readonly parts: readonly Part[];
  readonly total: number;
}

/** Hatches, one a grade, which tell the grades apart without any colour. */
export const PATTERNS = ["plain", "lines", "dots", "slant", "cross", "question", "empty"] as const;
export type Pattern = (typeof PATTERNS)[number];

export interface Drawing {
  /** The heading of the chart, for readers who hear it. */
  readonly title: string;
  readonly bars: readonly Bar[];
  /** Pixels. */
  readonly width: number;
  readonly dir: "ltr" | "rtl";
  /** A figure in the reader's way of writing. */
  number(value: number): string;
  choose(bar: Bar, part: Part): void;
}

/** Columns in time, with the day that the question is about. */
export interface TimeDrawing extends Drawing {
  /** Value of the last column that the question reaches, and how to say so; null where it is about today. */
  readonly until: { readonly value: string; readonly label: string } | null;
}
