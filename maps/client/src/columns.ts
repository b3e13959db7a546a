/** Columns of a layer as the page brings them: plain JSON, or typed bytes behind a heading. Written by maps/payload.py. */

export type Numbers = ArrayLike<number>;

/** A column of texts; empty where nothing is said. */
export interface Texts {
  readonly length: number;
  at(i: number): string;
}

interface Heading {
  readonly name: string;
  readonly type: string;
  readonly n: number;
  readonly bytes: number;
}

const ALIGNMENT = 8;
const ARRAYS = {
  i1: Int8Array, u1: Uint8Array, i2: Int16Array, u2: Uint16Array, i4: Int32Array, u4: Uint32Array, f8: Float64Array,
} as const;

const NO_NUMBERS: Numbers = new Int8Array(0);
const NO_TEXTS: Texts = { length: 0, at: () => "" };

export class Columns {
  readonly #columns = new Map<string, unknown>();

  /** Take the columns of a further block. */
  add(more: Columns): void {
    for (const [name, column] of more.#columns) this.#columns.set(name, column);
  }

  static ofJson(text: string): Columns {
    const columns = new Columns();
    for (const [name, column] of Object.entries(JSON.parse(text) as object)) columns.#columns.set(name, column);
    return columns;
  }

  static ofBytes(bytes: Uint8Array<ArrayBuffer>): Columns {
    const columns = new Columns();
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const heading = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as Heading[];
    let at = aligned(bytes.byteOffset + 4 + length);
    const take = (size: number): number => {
      const from = at;
      at = aligned(at + size);
      return from;
    };
    for (const { name, type, n, bytes: size } of heading) {
      if (type === "json") {
        const part = new Uint8Array(bytes.buffer, take(size), size);
        columns.#columns.set(name, JSON.parse(new TextDecoder().decode(part)));
      } else if (type === "text") {
        const lengths = new Uint32Array(bytes.buffer, take(4 * n), n);
        columns.#columns.set(name, new PackedTexts(lengths, new Uint8Array(bytes.buffer, take(size), size)));
      } else {
        const make = ARRAYS[type as keyof typeof ARRAYS];
        if (!make) throw new Error(`mirasmap: the column "${name}" is of the unknown type "${type}"`);
        columns.#columns.set(name, new make(bytes.buffer, take(make.BYTES_PER_ELEMENT * n), n));
      }
    }
    return columns;
  }

  has(name: string): boolean {
    return this.#columns.has(name);
  }

  numbers(name: string): Numbers {
    return (this.#columns.get(name) as Numbers | undefined) ?? NO_NUMBERS;
  }

  texts(name: string): Texts {
    const column = this.#columns.get(name);
    if (Array.isArray(column)) return { length: column.length, at: (i) => String(column[i] ?? "") };
    return (column as Texts | undefined) ?? NO_TEXTS;
  }

  value<T>(name: string, otherwise: T): T {
    return (this.#columns.get(name) as T | undefined) ?? otherwise;
  }
}

/** UTF-8, read text by text when asked: most texts of a large layer are never looked at. */
class PackedTexts implements Texts {
  static readonly #decoder = new TextDecoder();
  readonly #bytes: Uint8Array;
  readonly #starts: Uint32Array;

  constructor(lengths: Uint32Array, bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#starts = startsOf(lengths, lengths.length);
  }

  get length(): number {
    return this.#starts.length - 1;
  }

  at(i: number): string {
    const from = this.#starts[i] ?? 0;
    const to = this.#starts[i + 1] ?? from;
    return from === to ? "" : PackedTexts.#decoder.decode(this.#bytes.subarray(from, to));
  }
}

/** Numbers of rows -> where the rows of each begin, and at last where all end. */
export function startsOf(counts: Numbers, n: number): Uint32Array {
  const starts = new Uint32Array(n + 1);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    starts[i] = sum;
    sum += counts[i] ?? 0;
  }
  starts[n] = sum;
  return starts;
}

function aligned(position: number): number {
  return Math.ceil(position / ALIGNMENT) * ALIGNMENT;
}
