/** Of what a question finds, the part that has a position: how many, where, and in what condition. */
import type { Found } from "./matching.ts";
import { type Mix, mixOf } from "./mix.ts";
import type { Sites } from "./payload.ts";
import type { Answer } from "./source.ts";

export function placedOf({ placed: n, lon, lat }: Sites, { mask, state }: Found): Pick<Answer, "placed" | "extent" | "mix"> {
  const mix = mixOf(-1);
  for (const key of Object.keys(mix) as (keyof Mix)[]) mix[key] = 0;
  let [west, south, east, north, placed] = [180, 90, -180, -90, 0];
  for (let i = 0; i < n; i++) {
    if (!mask[i]) continue;
    const [x, y] = [lon[i] ?? 0, lat[i] ?? 0];
    placed += 1;
    west = Math.min(west, x);
    east = Math.max(east, x);
    south = Math.min(south, y);
    north = Math.max(north, y);
    const key = `g${(state.grades[i] ?? -1) + 1}` as const;
    mix[key] = (mix[key] ?? 0) + 1;
  }
  return { placed, extent: placed > 0 ? [west, south, east, north] : null, mix };
}
