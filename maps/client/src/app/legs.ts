/** The legs of a draft: straight geodesics with a factor for the way by road, as `geo.visits.itinerary` makes them. */
import { type LonLat, distanceM } from "./geodesic.ts";
import type { Draft } from "./visit_draft.ts";

/** How much longer the way by road is than the straight one: an assumption, said wherever a length is. */
export const DETOUR = 1.4;

export interface DraftLeg {
  readonly day: number;
  /** Of the stop that it leads to. */
  readonly position: number;
  readonly from: string;
  readonly to: string;
  readonly coords: readonly [LonLat, LonLat];
  readonly km: number;
}

/** Legs between stops that follow each other on a day; none leads to or from a site without a position. */
export function legsOf(draft: Draft, at: (id: string) => LonLat | null): DraftLeg[] {
  return draft.flatMap((day, k) =>
    day.flatMap((to, i) => {
      const from = day[i - 1];
      const start = from === undefined ? null : at(from);
      const end = at(to);
      if (from === undefined || !start || !end) return [];
      return [{ day: k + 1, position: i + 1, from, to, coords: [start, end] as const, km: (distanceM(start, end) / 1000) * DETOUR }];
    }),
  );
}

export function totalKm(legs: readonly DraftLeg[]): number {
  return legs.reduce((sum, { km }) => sum + km, 0);
}
