/** What the colours of a column of the reader's own mean. */
import type { Colouring, Config } from "./config.ts";
import { freshId, h, svg } from "./dom.ts";
import { _, ngettext } from "./messages.ts";
import { symbolSvg } from "./symbols.ts";

const DISC = { grade: 1, reviewed: false, disputed: false, sourcesDiffer: false } as const;
const MOST = 24;
const [WIDE, HIGH] = [200, 12];

/** The rows of the legend. */
export function meanings({ fills, labels, ends, missing }: Colouring, { palette }: Config): HTMLElement[] {
  const of = (fill: string, text: string): HTMLElement => h("li", {}, symbolSvg({ ...DISC, fill }, palette), h("span", { dir: "auto" }, text));
  const rows = labels.slice(0, MOST).map((label, i) => of(fills[i] ?? "", label));
  if (labels.length > MOST) rows.push(h("li", {}, h("span", {}, ngettext("and {n} more", "and {n} more", labels.length - MOST))));
  if (ends) rows.push(h("li", { class: "mm-ramp" }, ramp(fills), h("span", {}, h("bdi", {}, ends[0]), h("bdi", {}, ends[1]))));
  if (missing && (rows.length > 0 || ends)) rows.push(of(missing, _("not stated")));
  return rows;
}

/** The first fill stands where reading begins on the left, as the numbers below it do. */
function ramp(fills: readonly string[]): SVGSVGElement {
  const id = freshId("ramp");
  const stops = fills.map((fill, i) => svg("stop", { offset: fills.length > 1 ? i / (fills.length - 1) : 0, "stop-color": fill }));
  return svg(
    "svg",
    { viewBox: `0 0 ${WIDE} ${HIGH}`, width: WIDE, height: HIGH, "aria-hidden": "true" },
    svg("defs", {}, svg("linearGradient", { id }, ...stops)),
    svg("rect", { width: WIDE, height: HIGH, rx: 3, fill: `url(#${id})` }),
  );
}
