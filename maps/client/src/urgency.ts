/**
 * How urgent it is that somebody looks at a site again, from 0 to 60: `10 c + 10 t + v`, as geo/questions/urgency.py has it. `c` is 4
 * where the condition is very bad, 3 where poor, 2 where destroyed or unknown, 1 where fair, 0 where good; `t` is 1 where a
 * threat is stated; `v` is the number of whole years since the last documented visit, 10 at most and where there was none.
 */
import { monthsBefore } from "./cross.ts";
import type { State } from "./payload.ts";

/** `c` by grade, from -1 (nobody said anything) to 5. */
export const GRADE_POINTS = [2, 2, 0, 1, 3, 4, 2] as const;
export const MOST_YEARS = 10;

/** Of a site, at the day from which ages count back. */
export function urgencyOf({ grades, threat, visited }: State, reference: number): (i: number) => number {
  const ends = Array.from({ length: MOST_YEARS }, (_unused, k) => monthsBefore(reference, 12 * (k + 1)));
  return (i) => {
    const day = visited[i] ?? -Infinity;
    let years = 0;
    while (years < MOST_YEARS && day <= (ends[years] ?? day)) years += 1;
    return 10 * (GRADE_POINTS[(grades[i] ?? -1) + 1] ?? 2) + 10 * (threat[i] ?? 0) + years;
  };
}

/** Of all sites. */
export function urgencies(state: State, reference: number): Uint8Array {
  const urgency = urgencyOf(state, reference);
  return Uint8Array.from(state.grades, (_unused, i) => urgency(i));
}
