/** One day of one team as a line of time: where it is at any moment, and what it does there. */
import { type Break, type Leg, type Stop, type Visits, teamsOf } from "../visits.ts";

export type LonLat = readonly [lon: number, lat: number];

export interface Shift {
  readonly day: number;
  readonly team: string;
}

export interface Timeline extends Shift {
  /** ISO day. */
  readonly date: string;
  /** Seconds since the midnight of that day. */
  readonly from: number;
  readonly to: number;
  readonly legs: readonly Timed<Leg>[];
  readonly stops: readonly Timed<Stop>[];
  readonly breaks: readonly Timed<Break>[];
}

export interface Timed<T> {
  readonly what: T;
  readonly from: number;
  readonly to: number;
}

/** What a team does: a break before anything, a visit, a way, else it waits. */
export type Doing =
  | { readonly kind: "break"; readonly what: Break; readonly to: number }
  | { readonly kind: "stop"; readonly what: Stop; readonly to: number }
  | { readonly kind: "leg"; readonly what: Leg; readonly to: number }
  | { readonly kind: "wait"; readonly what: Stop | null; readonly to: number };

const DAY = 86_400;

/** Days and teams that travel, in order. */
export function shiftsOf(visits: Visits): Shift[] {
  const teams = teamsOf(visits);
  const all = visits.legs.flatMap(({ day, team }) => (team ? [{ day, team }] : []));
  const unique = new Map(all.map((shift) => [`${shift.day}/${shift.team}`, shift]));
  return [...unique.values()].sort((a, b) => a.day - b.day || teams.indexOf(a.team) - teams.indexOf(b.team));
}

export function timelineOf(visits: Visits, { day, team }: Shift): Timeline | null {
  const mine = <T extends Shift>(all: readonly (Leg | Stop | Break)[]): T[] => all.filter((one) => one.day === day && one.team === team) as unknown as T[];
  const legs = mine<Leg & Shift>(visits.legs).flatMap((leg) => timed(leg, leg.depart, leg.arrive));
  const [first] = legs;
  if (!first) return null;
  const date = (first.what.depart ?? "").slice(0, 10);
  const midnight = Date.parse(`${date}T00:00:00Z`) / 1000;
  const own = <T>(all: readonly Timed<T>[]): Timed<T>[] => all.map(({ what, from, to }) => ({ what, from: from - midnight, to: to - midnight })).sort((a, b) => a.from - b.from);
  const ways = own(legs);
  return {
    day,
    team,
    date,
    from: ways[0]?.from ?? 0,
    to: Math.max(...ways.map(({ to }) => to)),
    legs: ways,
    stops: own(mine<Stop & Shift>(visits.stops).flatMap((stop) => timed(stop, stop.begin, stop.end))),
    breaks: own(mine<Break>(visits.breaks ?? []).flatMap((pause) => timed(pause, pause.begin, pause.end))),
  };
}

/** Local moments without a zone, read as if they were UTC: only their differences count. */
function timed<T>(what: T, begin: string | null | undefined, end: string | null | undefined): Timed<T>[] {
  const from = Date.parse(`${begin ?? ""}Z`) / 1000;
  const to = Date.parse(`${end ?? ""}Z`) / 1000;
  return Number.isFinite(from) && Number.isFinite(to) ? [{ what, from, to }] : [];
}

export function doingAt({ legs, stops, breaks, to }: Timeline, at: number): Doing {
  const within = ({ from, to: end }: Timed<unknown>): boolean => from <= at && at < end;
  const pause = breaks.find(within);
  if (pause) return { kind: "break", what: pause.what, to: pause.to };
  const stop = stops.find(within);
  if (stop) return { kind: "stop", what: stop.what, to: stop.to };
  const leg = legs.find(within);
  if (leg) return { kind: "leg", what: leg.what, to: leg.to };
  const next = stops.find(({ from }) => from > at);
  const nextLeg = legs.find(({ from }) => from > at);
  const waits = next && (!nextLeg || next.from <= nextLeg.from);
  return { kind: "wait", what: waits ? next.what : null, to: Math.min(next?.from ?? to, nextLeg?.from ?? to) };
}

/** Where the team is; on a way it moves evenly. */
export function placeAt({ legs }: Timeline, at: number): LonLat | null {
  const [first] = legs;
  if (!first) return null;
  const passed = legs.filter(({ from }) => from <= at).at(-1);
  if (!passed) return first.what.coords[0] ?? null;
  const share = passed.to > passed.from ? Math.min(1, (at - passed.from) / (passed.to - passed.from)) : 1;
  return along(passed.what.coords, share);
}

/** The point at a share of a line's length; short enough for plane geometry, only drawn and never measured. */
export function along(line: readonly LonLat[], share: number): LonLat | null {
  const squeeze = Math.cos(((line[0]?.[1] ?? 0) * Math.PI) / 180);
  const steps = line.slice(1).map((end, k) => Math.hypot((end[0] - (line[k] as LonLat)[0]) * squeeze, end[1] - (line[k] as LonLat)[1]));
  let left = steps.reduce((sum, step) => sum + step, 0) * share;
  for (const [k, step] of steps.entries()) {
    const [from, to] = [line[k] as LonLat, line[k + 1] as LonLat];
    if (left <= step && step > 0) return [from[0] + ((to[0] - from[0]) * left) / step, from[1] + ((to[1] - from[1]) * left) / step];
    left -= step;
  }
  return line.at(-1) ?? null;
}

/** Moments at which something begins, for whoever goes through the day step by step. */
export function stepsOf({ legs, stops, breaks, to }: Timeline): number[] {
  return [...new Set([...legs, ...stops, ...breaks].map(({ from }) => from).concat(to))].sort((a, b) => a - b);
}

/** "09:14"; after midnight it goes on counting from 00. */
export function clock(seconds: number): string {
  const minutes = Math.floor((((seconds % DAY) + DAY) % DAY) / 60);
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}


