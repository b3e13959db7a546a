/** Tables as text for other programs: comma separated for files, tab separated for the clipboard. */
import { harmless } from "../names.ts";

export type Value = string | number | null;

/** Tells spreadsheets that the file is UTF-8. */
const BOM = "\ufeff";
/** A text that begins so is a formula to a spreadsheet. */
const FORMULA = /^[=+\-@|%]/;
/** Years before our era are numbers to it, and harm nobody. */
const NUMBER = /^[+-]?\d+(\.\d+)?$/;

/** A cell that no spreadsheet runs: a text that looks like a formula gets an apostrophe before it; numbers stay numbers. */
export function inert(value: Value): string {
  if (value === null) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const text = harmless(value);
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

/** RFC 4180, with a byte order mark. */
export function csv(heading: readonly string[], rows: Iterable<readonly Value[]>): string {
  const lines = [heading.join(",")];
  for (const row of rows) lines.push(row.map(quoted).join(","));
  return `${BOM}${lines.join("\r\n")}\r\n`;
}

function quoted(value: Value): string {
  const text = inert(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Lines of cells with tabs between, to be pasted into a table; control characters have gone, tabs among them. */
export function tabbed(heading: readonly string[], rows: Iterable<readonly Value[]>): string {
  const lines = [heading.join("\t")];
  for (const row of rows) lines.push(row.map(inert).join("\t"));
  return `${lines.join("\n")}\n`;
}
