/** A few sites for tests, as the page has them: plain, and as the bytes that maps/payload.py writes for large layers. */
import { Columns } from "../src/columns.ts";
import type { Words } from "../src/popup_rows.ts";
import { NO_NUMBER } from "../src/state.ts";

export const PLAIN = {
  n: 4,
  placed: 3,
  x: [46_531_230, 1_000_000, -250_001],
  y: [40_056_840, -356_840, 7],
  kind: [0, 1, 0, 1],
  kinds: ["mosque", "bridge"],
  condition: [-1, 5, 0, -1],
  year: [0, 2021, 1999, 0],
  flags: [0, 1 | 2, 4 | 8 | 16, 0],
  uncertainty: [50, 0, 2000, 0],
  statements: [0, 3, 0, 0],
  newest: [NO_NUMBER, 18_700, NO_NUMBER, NO_NUMBER],
  district: [0, -1, -1, -1],
  districts: ["north"],
  dates: ["12XX", "2021"],
  date_from: [1200, 2021],
  date_to: [1299, 2021],
  built: [0, -1, -1, -1],
  designations: [2, 0, 0, 0],
  scheme: [0, 1],
  schemes: ["list", "register"],
  level: [0, -1],
  levels: ["local"],
  register_id: ["1", ""],
  access: [0, 0, 2, 0],
  access_day: [5_000, 15_000],
  access_status: [0, 1],
  accesses: ["closed", "open"],
  visits: [0, 3, 0, 0],
  visit_day: [10_000, 19_000, 30_000],
  states: [0, 2, 0, 0],
  state_since: [9_000, 18_700],
  state_condition: [3, 5],
  state_year: [1994, 2021],
  state_flags: [0, 3],
  state_by: [0, -1],
  state_speakers: ["An Early Traveller"],
  state_statements: [1, 3],
  state_newest: [9_000, 18_700],
  state_threat: [0, 1],
  id: ["a", "b", "c", "d"],
  names: [1, 0, 2, 0],
  name: ["One", "Üç", "\u{1F54C}"],
  name_lang: [0, 1, -1],
  langs: ["en", "az"],
  name_status: [0, 1, -1],
  statuses: ["official", "variant"],
  settlement: [0, 1, -1, -1],
  settlements: ["The north", "Ford"],
  condition_by: [0, -1, -1, -1],
  speakers: ["Somebody"],
  foreign: ["roof"],
  foreign_0: ["flat", "", "", ""],
  shapes: { "2": { type: "Polygon", coordinates: [[[47, 39], [48, 39], [48, 40], [47, 39]]] } },
};

export const WORDS: Words = {
  titles: { district: "District", built: "Built", designations: "Designations", register_id: "no." },
  districts: { north: "The North" },
  dates: { "12XX": "13th century" },
};

export function columnsOf(plain: object): Columns {
  return Columns.ofJson(JSON.stringify(plain));
}

/** The same columns as bytes: numbers as int32, texts as UTF-8, the rest as JSON. */
export const BYTES = (): Columns => Columns.ofBytes(container(PLAIN));

const TEXTS = new Set(["id", "name", "register_id", "foreign_0"]);

export function container(plain: Readonly<Record<string, unknown>>): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  const heading = Object.entries(plain).map(([name, column]) => {
    if (Array.isArray(column) && TEXTS.has(name)) {
      const texts = (column as string[]).map((text) => encoder.encode(text));
      const bytes = concat(texts, 1);
      parts.push(new Uint8Array(Uint32Array.from(texts, ({ length }) => length).buffer), bytes);
      return { name, type: "text", n: texts.length, bytes: bytes.length };
    }
    if (Array.isArray(column) && typeof column[0] === "number") {
      parts.push(new Uint8Array(Int32Array.from(column as number[]).buffer));
      return { name, type: "i4", n: column.length };
    }
    const bytes = encoder.encode(JSON.stringify(column));
    parts.push(bytes);
    return { name, type: "json", bytes: bytes.length };
  });
  const head = encoder.encode(JSON.stringify(heading));
  const length = new Uint8Array(Uint32Array.of(head.length).buffer);
  return concat([concat([length, head], 1), ...parts], 8);
}

function concat(parts: readonly Uint8Array[], alignment: number): Uint8Array<ArrayBuffer> {
  const sizes = parts.map(({ length }) => Math.ceil(length / alignment) * alignment);
  const all = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  parts.forEach((part, k) => {
    all.set(part, at);
    at += sizes[k] ?? 0;
  });
  return all;
}
