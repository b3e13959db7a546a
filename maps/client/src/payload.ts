/** The packed sites and visits of a page -> typed columns. The form is written by maps/payload.py. */
import type { Geometry } from "geojson";
import { type Grade, toGrade } from "./palette.ts";

/** Bits of the column `flags`. */
export const Flag = { Reviewed: 1, Disputed: 2, SourcesDiffer: 4, HiddenCell: 8, HasShape: 16 } as const;

/** Language, text and standing of one name. */
export type Name = readonly [lang: string, text: string, status?: string];

interface Packed<T> {
  readonly dict?: readonly T[];
  readonly v: readonly (T | number | null)[];
}

export type Cell = string | number | readonly string[] | null;

interface PackedColumn extends Packed<Cell> {
  readonly key: string;
  readonly title: string;
}

export interface PackedSites {
  readonly n: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly id: readonly string[];
  readonly kind: Packed<string>;
  readonly condition: readonly (number | null)[];
  readonly year: readonly (number | null)[];
  readonly flags: readonly number[];
  readonly uncertainty: readonly (number | null)[];
  readonly names: readonly (readonly Name[])[];
  readonly shapes?: Readonly<Record<string, Geometry>>;
  readonly columns?: readonly PackedColumn[];
}

export interface Row {
  readonly key: string;
  readonly title: string;
  readonly value: Exclude<Cell, null>;
}

/** Sites as columns; a site is its index. */
export class Sites {
  readonly n: number;
  readonly lon: Float64Array;
  readonly lat: Float64Array;
  readonly ids: readonly string[];
  readonly grades: Int8Array;
  readonly flags: Uint8Array;
  /** Metres; 0 where none is said. */
  readonly uncertainty: Float32Array;
  /** Sites with a cell, a line or a polygon. */
  readonly shapes: ReadonlyMap<number, Geometry>;
  readonly #packed: PackedSites;
  #indexOf: Map<string, number> | null = null;

  constructor(packed: PackedSites) {
    this.#packed = packed;
    this.n = packed.n;
    this.lon = undelta(packed.x, packed.n);
    this.lat = undelta(packed.y, packed.n);
    this.ids = packed.id;
    this.grades = Int8Array.from(packed.condition, toGrade);
    this.flags = Uint8Array.from(packed.flags);
    this.uncertainty = Float32Array.from(packed.uncertainty, (metres) => metres ?? 0);
    this.shapes = new Map(Object.entries(packed.shapes ?? {}).map(([i, shape]) => [Number(i), shape]));
  }

  grade(i: number): Grade {
    return toGrade(this.grades[i]);
  }

  has(i: number, flag: number): boolean {
    return ((this.flags[i] ?? 0) & flag) !== 0;
  }

  kind(i: number): string {
    return unpack(this.#packed.kind, i) ?? "";
  }

  /** Year of the condition, null where it has none. */
  year(i: number): number | null {
    return this.#packed.year[i] || null;
  }

  names(i: number): readonly Name[] {
    return this.#packed.names[i] ?? [];
  }

  /** The rows of the popup that say something. */
  rows(i: number): Row[] {
    return (this.#packed.columns ?? []).flatMap((column) => {
      const value = unpack(column, i);
      const empty = value === null || value === "" || (Array.isArray(value) && value.length === 0);
      return empty ? [] : [{ key: column.key, title: column.title, value: value as Row["value"] }];
    });
  }

  index(id: string): number | undefined {
    this.#indexOf ??= new Map(this.ids.map((each, i) => [each, i]));
    return this.#indexOf.get(id);
  }
}

/** Differences of millionths of a degree -> degrees. */
function undelta(steps: readonly number[], n: number): Float64Array {
  const degrees = new Float64Array(n);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    sum += steps[i] ?? 0;
    degrees[i] = sum / 1e6;
  }
  return degrees;
}

function unpack<T>(column: Packed<T>, i: number): T | null {
  const value = column.v[i];
  if (value === null || value === undefined) return null;
  return column.dict ? (column.dict[value as number] ?? null) : (value as T);
}

/** A payload that is plain JSON, at once; null where it must be inflated first. */
export function readPlain<T>(text: string): T | null {
  return /^\s*\{/.test(text) ? (JSON.parse(text) as T) : null;
}

/** base64(zlib(JSON)) -> its value. */
export async function inflate<T>(text: string): Promise<T> {
  const stream = new Blob([fromBase64(text.trim())]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text()) as T;
}

/** The plain loop: `Uint8Array.from` with a function is ten times as slow. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
