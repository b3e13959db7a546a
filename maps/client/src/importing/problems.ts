/** The problems of a file as the page brings them, put together by place. Written by maps/problem_map.py. */

export type Severity = "error" | "warning" | "note";

/** Columns, one entry a problem. */
export interface ProblemColumns {
  readonly kinds: readonly { readonly title: string; readonly severity: Severity }[];
  readonly kind: readonly number[];
  /** Number in the table beside the map, from 1. */
  readonly place: readonly number[];
  readonly lon: readonly number[];
  readonly lat: readonly number[];
  /** Number of the row in the file. */
  readonly row: readonly string[];
  readonly field: readonly string[];
  readonly id: readonly string[];
  readonly message: readonly string[];
}

export interface Problem {
  readonly title: string;
  readonly severity: Severity;
  readonly place: number;
  readonly row: string;
  readonly field: string;
  readonly id: string;
  readonly message: string;
}

/** All that is wrong at one position; the gravest comes first. */
export interface Spot {
  readonly lon: number;
  readonly lat: number;
  readonly problems: readonly Problem[];
}

const GRAVE: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** Several problems may be of one row, and lie at one position: they are one point. */
export function spotsOf(columns: ProblemColumns): Spot[] {
  const spots = new Map<string, { lon: number; lat: number; problems: Problem[] }>();
  columns.place.forEach((place, k) => {
    const lon = columns.lon[k] ?? 0;
    const lat = columns.lat[k] ?? 0;
    const kind = columns.kinds[columns.kind[k] ?? 0];
    if (!kind) return;
    const at = `${lon},${lat}`;
    const spot = spots.get(at) ?? { lon, lat, problems: [] };
    const text = (values: readonly string[]): string => values[k] ?? "";
    spot.problems.push({ ...kind, place, row: text(columns.row), field: text(columns.field), id: text(columns.id), message: text(columns.message) });
    spots.set(at, spot);
  });
  const all = [...spots.values()];
  for (const { problems } of all) problems.sort((a, b) => GRAVE[a.severity] - GRAVE[b.severity] || a.place - b.place);
  return all;
}

/** Where a problem stands in the table: on this page, or on another one with the same filter. */
export function addressOf(place: number, here: string, onAPage: number): string {
  const kept = new URLSearchParams(here);
  kept.set("page", String(Math.ceil(place / onAPage)));
  return `?${kept.toString()}#p${place}`;
}
