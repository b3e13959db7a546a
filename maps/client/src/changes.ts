/** What differs between two questions: which sites only one of them finds, and what became known of those that both find. */
import type { Sites, State } from "./payload.ts";
import { type Grade, toGrade } from "./palette.ts";

/** What became of a site that both questions find, from the earlier day to the later; the first that holds. */
export const CHANGE_KINDS = ["first", "condition", "visited", "statements", "undated", "same"] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** A site that both find, and of which more is known on the later day. */
export interface Change {
  readonly id: string;
  readonly kind: ChangeKind;
  readonly from: Grade;
  readonly to: Grade;
  /** Year of the later condition, null where it has none. */
  readonly year: number | null;
  /** Who speaks of the later condition; empty where nobody is named. */
  readonly by: string;
  /** Statements more than on the earlier day. */
  readonly statements: number;
}

export interface Changes {
  /** Whether the second question is about an earlier day than the first: what changed then goes from it to the first. */
  readonly backwards: boolean;
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
  readonly both: readonly string[];
  /** Of `both` those of which anything changed, in the order of the layer. */
  readonly changed: readonly Change[];
}

/** What one question finds. */
export interface Found {
  readonly mask: Uint8Array;
  readonly state: State;
}

export function changesOf(sites: Sites, a: Found, b: Found): Changes {
  const backwards = (b.state.day ?? Infinity) < (a.state.day ?? Infinity);
  const [before, after] = backwards ? [b.state, a.state] : [a.state, b.state];
  // what is known today without a date was perhaps known before: it is no change
  const dated = after.day === null && before.day !== null ? sites.at(sites.today) : after;
  const onlyA: string[] = [];
  const onlyB: string[] = [];
  const both: string[] = [];
  const changed: Change[] = [];
  for (let i = 0; i < sites.n; i++) {
    const [inA, inB] = [a.mask[i], b.mask[i]];
    if (!inA && !inB) continue;
    (inA && inB ? both : inA ? onlyA : onlyB).push(sites.id(i));
    if (!inA || !inB) continue;
    const kind = before === after ? "same" : kindOf(i, before, dated, after);
    if (kind === "same") continue;
    changed.push({
      id: sites.id(i),
      kind,
      from: toGrade(before.grades[i]),
      to: toGrade(after.grades[i]),
      year: after.years[i] || null,
      by: after.speaker(i),
      statements: (after.statements[i] ?? 0) - (before.statements[i] ?? 0),
    });
  }
  return { backwards, onlyA, onlyB, both, changed };
}

function kindOf(i: number, before: State, dated: State, after: State): ChangeKind {
  const differs = (name: "grades" | "statements" | "visited", other: State): boolean => before[name][i] !== other[name][i];
  if (differs("statements", dated) || differs("grades", dated) || differs("visited", dated)) {
    if (before.statements[i] === 0 && differs("statements", dated)) return "first";
    if (differs("grades", dated)) return "condition";
    return differs("visited", dated) ? "visited" : "statements";
  }
  return differs("statements", after) || differs("grades", after) ? "undated" : "same";
}

/** How many sites each kind of change concerns; together as many as both questions find. */
export function changeCounts({ both, changed }: Changes): Record<ChangeKind, number> {
  const counts = Object.fromEntries(CHANGE_KINDS.map((kind) => [kind, 0])) as Record<ChangeKind, number>;
  for (const { kind } of changed) counts[kind] += 1;
  counts.same = both.length - changed.length;
  return counts;
}
