/** The visits of the page, and the order and grouping in which they are drawn. */

export interface Visit {
  readonly id: string;
  readonly title: string;
  /** EDTF, null where the source gives no date. */
  readonly start: string | null;
  readonly days: number;
  /** IANA name, where it is known. */
  readonly zone?: string | null;
}

export interface Stop {
  readonly visit: string;
  readonly day: number;
  readonly position: number;
  readonly site: string;
  readonly lon: number;
  readonly lat: number;
  readonly name: string;
  /** "planned" where no source reports that it took place. */
  readonly attestation: string | null;
  /** Of a plan: its stops have an id, a team and times (`HH:MM`, and local moments without a zone). */
  readonly id?: string | null;
  readonly team?: string | null;
  readonly arrive?: string | null;
  readonly depart?: string | null;
  readonly begin?: string | null;
  readonly end?: string | null;
}

export interface Leg {
  readonly visit: string;
  readonly day: number;
  /** Of the stop that it leads to. */
  readonly position: number;
  readonly coords: readonly (readonly [number, number])[];
  readonly km: number | null;
  /** "road", "access" (on foot or on a track) or "estimate". */
  readonly basis: string | null;
  readonly minutes?: number | null;
  /** What it rests on, such as "road: OSM 2021-08-06". */
  readonly note?: string | null;
  readonly team?: string | null;
  readonly depart?: string | null;
  readonly arrive?: string | null;
  readonly climb?: number | null;
  readonly descent?: number | null;
}

/** Where days of a plan start and end. */
export interface Base {
  readonly id: string;
  readonly title: string;
  readonly lon: number;
  readonly lat: number;
}

export interface Break {
  readonly visit: string;
  readonly day: number;
  readonly team: string;
  readonly name: string;
  readonly begin: string;
  readonly end: string;
}

export interface Visits {
  readonly visits: readonly Visit[];
  readonly stops: readonly Stop[];
  readonly legs: readonly Leg[];
  readonly bases?: readonly Base[];
  readonly breaks?: readonly Break[];
  /** Of a plan, in the order in which they have their letters. */
  readonly teams?: readonly { readonly id: string; readonly title: string | null }[];
}

/** The teams of a plan in order; none where nobody is told apart. */
export function teamsOf({ stops, legs, teams }: Visits): string[] {
  if (teams && teams.length > 0) return teams.map(({ id }) => id);
  return [...new Set([...stops, ...legs].flatMap(({ team }) => (team ? [team] : [])))].sort();
}

/** "3", and with several teams "B3". */
export function stopMark({ position, team }: Stop, teams: readonly string[]): string {
  return teams.length > 1 && team ? teamMark(team, teams) + String(position) : String(position);
}

/** "B", and what the team is called: "B (second car)". */
export function teamName(team: string, visits: Visits): string {
  const title = visits.teams?.find(({ id }) => id === team)?.title;
  const mark = teamMark(team, teamsOf(visits));
  return title ? `${mark} (${title})` : mark;
}

/** A letter for each team: A, B, … */
export function teamMark(team: string, teams: readonly string[]): string {
  return String.fromCharCode(65 + (teams.indexOf(team) % 26));
}

const MOST_CHIPS = 3;

/** Newest first; those without a date last. */
export function newestFirst(visits: readonly Visit[]): Visit[] {
  const start = (visit: Visit): string => (/^\d{4}/.test(visit.start ?? "") ? (visit.start ?? "") : "");
  return [...visits].sort((a, b) => (start(a) < start(b) ? 1 : start(a) > start(b) ? -1 : 0));
}

/** The visit whose stops are numbered before the reader chooses: the newest one that is more than a pair of stops. */
export function defaultVisit({ visits, legs }: Visits): string | null {
  const longEnough = newestFirst(visits).filter(({ id }) => legs.filter(({ visit }) => visit === id).length >= 2);
  return longEnough[0]?.id ?? null;
}

/** Where a stop is on the screen, in pixels. */
export type Project = (stop: Stop) => { readonly x: number; readonly y: number };

/** Stops of one visit that lie within `reach` pixels of each other: they share a pin with all their numbers. */
export function stopsByPin(stops: readonly Stop[], visit: string, project: Project, reach: number): Stop[][] {
  const pins: Stop[][] = [];
  for (const stop of stops) {
    if (stop.visit !== visit) continue;
    const { x, y } = project(stop);
    const near = pins.find(([first]) => {
      if (!first) return false;
      const there = project(first);
      return Math.hypot(there.x - x, there.y - y) < reach;
    });
    if (near) near.push(stop);
    else pins.push([stop]);
  }
  return pins;
}

/** What a pin shows: a chip for each stop, or one for all where they are too many to stand side by side. */
export function pinChips(stops: readonly Stop[], teams: readonly string[] = []): { readonly text: string; readonly stop: Stop }[] {
  const sorted = [...stops].sort((a, b) => a.day - b.day || (a.team ?? "").localeCompare(b.team ?? "") || a.position - b.position);
  const [first] = sorted;
  const last = sorted.at(-1);
  if (!first || !last) return [];
  if (sorted.length <= MOST_CHIPS) return sorted.map((stop) => ({ text: stopMark(stop, teams), stop }));
  const oneDay = last.day === first.day && last.team === first.team;
  const whole = last.position - first.position === sorted.length - 1;
  const text = oneDay ? `${stopMark(first, teams)}${whole ? "–" : "…"}${stopMark(last, teams)}` : `${stopMark(first, teams)}+${sorted.length - 1}`;
  return [{ text, stop: first }];
}

/** Width of a pin in pixels, as its style sheet makes it. */
export function pinWidth(stops: readonly Stop[], teams: readonly string[] = []): number {
  return pinChips(stops, teams).reduce((width, { text }) => width + Math.max(25, 13 + 8 * text.length), 0);
}

/** All points of one visit, lon and lat, to bring it into view. */
export function pointsOf({ stops, legs }: Visits, visit: string): (readonly [number, number])[] {
  return [
    ...stops.filter((stop) => stop.visit === visit).map(({ lon, lat }): [number, number] => [lon, lat]),
    ...legs.filter((leg) => leg.visit === visit).flatMap(({ coords }) => coords),
  ];
}
