/** The rows of a comparison: how many sites each holds, and which. */
import { type Changes, CHANGE_KINDS, changeCounts } from "../changes.ts";
import { _ } from "../messages.ts";
import type { Mode } from "./comparison.ts";

export const ROWS = ["onlyA", "onlyB", "both", ...CHANGE_KINDS] as const;
export type Row = (typeof ROWS)[number];

export interface CountedRow {
  readonly row: Row;
  readonly label: string;
  readonly n: number;
}

/** What a comparison counts: sites of one question only, and of those of both what became of them, or just how many. */
export function countedRows(changes: Changes, mode: Mode, sameDay: boolean): CountedRow[] {
  const counts = { ...changeCounts(changes), onlyA: changes.onlyA.length, onlyB: changes.onlyB.length, both: changes.both.length };
  const wanted: Row[] = [
    ...(["onlyA", "onlyB"] as const).filter((row) => mode === "questions" || counts[row] > 0),
    ...(sameDay ? (["both"] as const) : CHANGE_KINDS.filter((kind) => kind !== "undated" || counts.undated > 0)),
  ];
  return wanted.map((row) => ({ row, label: rowLabel(row), n: counts[row] }));
}

/** Sites of a row, in the order of the layer. */
export function idsOf(changes: Changes, row: Row): readonly string[] {
  if (row === "onlyA" || row === "onlyB" || row === "both") return changes[row];
  if (row !== "same") return changes.changed.filter(({ kind }) => kind === row).map(({ id }) => id);
  const changed = new Set(changes.changed.map(({ id }) => id));
  return changes.both.filter((id) => !changed.has(id));
}

export function rowLabel(row: Row): string {
  const labels: Record<Row, string> = {
    onlyA: _("Only in A"),
    onlyB: _("Only in B"),
    both: _("In both"),
    first: _("First information"),
    condition: _("Another condition is stated"),
    visited: _("Visited in between"),
    statements: _("More statements, same condition"),
    undated: _("Known today, without a date"),
    same: _("Nothing new"),
  };
  return labels[row];
}
