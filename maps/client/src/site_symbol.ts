/** The symbol of one site. */
import { Flag, type Sites } from "./payload.ts";
import type { SiteMark } from "./source.ts";
import type { SymbolOf } from "./symbols.ts";

/** From here on a symbol shows the kind as well. */
export const KIND_ZOOM = 12;

/** Class of the canvas of the first frame, which the map takes away when it has drawn its own. */
export const PREVIEW = "mm-preview";

/** The symbol of a site, with its kind when `withKind`. */
export function symbolOf({ grade, reviewed, disputed, sourcesDiffer, kind, fill }: SiteMark, withKind: boolean): SymbolOf {
  return { grade, reviewed, disputed, sourcesDiffer, fill, ...(withKind && { kind: kind || "other" }) };
}

/** The same of a site of the page's columns, as it is today. */
export function symbolAt(sites: Sites, i: number, withKind: boolean): SymbolOf {
  return {
    grade: sites.grade(i),
    reviewed: sites.has(i, Flag.Reviewed),
    disputed: sites.has(i, Flag.Disputed),
    sourcesDiffer: sites.has(i, Flag.SourcesDiffer),
    ...(withKind && { kind: sites.kind(i) || "other" }),
  };
}
