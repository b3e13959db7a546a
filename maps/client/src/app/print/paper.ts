/** Sheets of paper, and the rule that tells the browser which one the page is printed on. */

export const PAPERS = ["a4", "a3"] as const;
export type Paper = (typeof PAPERS)[number];
export const WAYS = ["landscape", "portrait"] as const;
export type Way = (typeof WAYS)[number];

/** Shorter and longer side in millimetres (ISO 216). */
const SIZES: Readonly<Record<Paper, readonly [number, number]>> = { a4: [210, 297], a3: [297, 420] };
export const MARGIN_MM = 10;
/** Left free at the foot: a rounded pixel more would be another page. */
const SLACK_MM = 1;

export interface Area {
  readonly width: number;
  readonly height: number;
}

/** What of a sheet can be printed on, in millimetres. */
export function areaOf(paper: Paper, way: Way): Area {
  const [short, long] = SIZES[paper];
  const [width, height] = way === "landscape" ? [long, short] : [short, long];
  return { width: width - 2 * MARGIN_MM, height: height - 2 * MARGIN_MM - SLACK_MM };
}

const rule = new CSSStyleSheet();

/** From now on the page is printed on this paper; null: on whatever the browser has. */
export function usePaper(paper: Paper, way: Way): void {
  rule.replaceSync(`@page { size: ${paper.toUpperCase()} ${way}; margin: ${MARGIN_MM}mm; }`);
  if (!document.adoptedStyleSheets.includes(rule)) document.adoptedStyleSheets = [...document.adoptedStyleSheets, rule];
}

export function forgetPaper(): void {
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== rule);
}
