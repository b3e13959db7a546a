/** Many made-up sites with every kind of fact, the same for the same seed. */
import { NO_NUMBER } from "../src/state.ts";

/** Numbers from 0 to 1 (Lehmer's generator). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

export function manySites(n: number, seed: number): Record<string, unknown> {
  const next = random(seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  const each = <T>(make: (i: number) => T): T[] => Array.from({ length: n }, (_unused, i) => make(i));
  const rows = <T>(counts: readonly number[], make: () => T): T[] => counts.flatMap((count) => Array.from({ length: count }, make));
  const oldestFirst = (counts: readonly number[]): number[] =>
    counts.flatMap((count) => Array.from({ length: count }, () => below(20_000)).sort((a, b) => a - b));
  const dates = ["12XX", "1805/..", "-0150", "../1500", "1850/1905"];
  const [designations, access, visits, states] = [each(() => below(3)), each(() => below(3)), each(() => below(2)), each(() => below(4))];
  const since = oldestFirst(states);
  const placed = Math.floor(n * 0.9);
  const steps = (first: number): number[] => Array.from({ length: placed }, (_unused, i) => (i === 0 ? first : below(2000) - 800));
  const names = each(() => 1 + below(2));
  const words = ["Long", "Kör", "Upper", "Шуша", "Körpü", "Old"];
  return {
    n, placed, x: steps(46_000_000), y: steps(39_000_000),
    id: each((i) => `site-${i}`),
    kind: each(() => below(3)), kinds: ["mosque", "bridge", "fort"],
    condition: each(() => below(7) - 1), year: each(() => 1990 + below(30)),
    flags: each(() => below(8)), uncertainty: each(() => 0),
    statements: each(() => below(5)), newest: each(() => (below(4) ? below(20_000) : NO_NUMBER)), threat: each(() => below(2)),
    district: each(() => below(3) - 1), districts: ["north", "south"],
    built: each(() => below(6) - 1), dates,
    date_from: [1200, 1805, -150, NO_NUMBER, 1850], date_to: [1299, NO_NUMBER, -150, 1500, 1905],
    designations, scheme: rows(designations, () => below(2)), schemes: ["list", "register"],
    level: rows(designations, () => below(2) - 1), levels: ["local"], register_id: rows(designations, () => ""),
    access, access_day: oldestFirst(access), access_status: rows(access, () => below(2)), accesses: ["closed", "open"],
    visits, visit_day: oldestFirst(visits), photos: each(() => below(2)),
    states, state_since: since, state_condition: since.map(() => below(7) - 1), state_year: since.map(() => 2000),
    state_flags: since.map(() => below(8)), state_by: since.map(() => -1), state_speakers: [],
    state_statements: since.map(() => below(5)), state_newest: since, state_threat: since.map(() => below(2)),
    names, name: rows(names, () => `${words[below(6)]} ${words[below(6)]} ${below(50)}`),
    name_lang: rows(names, () => below(2)), langs: ["en", "az"], name_status: rows(names, () => 0), statuses: ["official"],
    missing: each(() => (below(4) ? below(2048) : 0)), score: each(() => below(101)),
  };
}
