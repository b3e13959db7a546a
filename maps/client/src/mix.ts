/** How many sites of each grade a cluster holds. */
import type { Config } from "./config.ts";
import { list, ngettext, number } from "./messages.ts";
import { GRADES, type Grade, gradeKey } from "./palette.ts";

/** Counts by grade: `g0` of those of whom nobody said anything, `g1` of grade 0, and so on. */
export type Mix = Record<`g${number}`, number>;

const key = (grade: Grade): `g${number}` => `g${grade + 1}`;

export function mixOf(grade: Grade): Mix {
  const mix: Mix = {};
  for (const each of GRADES) mix[key(each)] = each === grade ? 1 : 0;
  return mix;
}

export interface Share {
  readonly grade: Grade;
  readonly count: number;
}

/** The grades that occur, worst first, silence last. */
export function shares(mix: Readonly<Mix>): Share[] {
  return GRADES.map((grade) => ({ grade, count: mix[key(grade)] ?? 0 })).filter(({ count }) => count > 0);
}

/** "12 sites: 3 destroyed, 2 good, 7 nobody said" for readers who do not see the ring; where it says nothing, "12 sites". */
export function clusterName(count: number, mix: Readonly<Mix>, conditions: Config["conditions"] | null): string {
  const sites = ngettext("{n} site", "{n} sites", count);
  if (!conditions) return sites;
  const parts = shares(mix).map(({ grade, count: n }) => `${number(n)} ${conditions[gradeKey(grade)] ?? gradeKey(grade)}`);
  return `${sites}: ${list(parts)}`;
}
