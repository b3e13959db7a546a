/** The symbol of one site. */
import type { Colouring } from "./config.ts";
import { Flag, type Sites } from "./payload.ts";
import type { SiteMark } from "./source.ts";
import type { SymbolOf } from "./symbols.ts";

/** From here on a symbol shows the kind as well. */
export const KIND_ZOOM = 12;

/** A plain disc: the shape of grade 1, whose colour is taken by another. */
const DISC = { grade: 1, reviewed: false, disputed: false, sourcesDiffer: false } as const;

/** Class of the canvas of the first frame, which the map takes away when it has drawn its own. */
export const PREVIEW = "mm-preview";

/**
 * The symbol of a site, with its kind when `withKind`. A colour of the reader's own column stands alone, on a disc;
 * `tint` takes the place of the colour of the grade, whose shape stays.
 */
export function symbolOf({ grade, reviewed, disputed, sourcesDiffer, kind, fill }: SiteMark, withKind: boolean, tint?: string): SymbolOf {
  const known = withKind && (fill === undefined || kind !== "");
  const marks = fill === undefined ? { grade, reviewed, disputed, sourcesDiffer, ...(tint !== undefined && { fill: tint }) } : { ...DISC, fill };
  return { ...marks, ...(known && { kind: kind || "other" }) };
}

/** The same of a site of the page's columns, as it is today. */
export function symbolAt(sites: Sites, i: number, withKind: boolean, colouring: Colouring | null | undefined): SymbolOf {
  const fill = sites.fill(i, colouring);
  const mark = {
    grade: sites.grade(i), reviewed: sites.has(i, Flag.Reviewed), disputed: sites.has(i, Flag.Disputed),
    sourcesDiffer: sites.has(i, Flag.SourcesDiffer), kind: sites.kind(i),
  };
  return symbolOf({ ...mark, ...(fill !== undefined && { fill }) } as SiteMark, withKind);
}
