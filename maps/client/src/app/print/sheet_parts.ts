/** What stands on a printed sheet around the map: heading, north, legend, table, and where all of it comes from. */
import type { Config } from "../../config.ts";
import { h, svg } from "../../dom.ts";
import { _, date, list, ngettext, number } from "../../messages.ts";
import { harmless } from "../../names.ts";
import { GRADES, gradeKey } from "../../palette.ts";
import type { Question } from "../../question.ts";
import { nameElement } from "../../site_popup.ts";
import { type SiteRow, type ViewItem, isCluster } from "../../source.ts";
import { type SymbolOf, symbolSvg } from "../../symbols.ts";
import { asOfLabel } from "../answer_bar.ts";
import { questionParts } from "../asked_words.ts";
import { builtWords, conditionWords, districtWords, kindWords, standingWords } from "../table/columns.ts";

const PLAIN = { reviewed: false, disputed: false, sourcesDiffer: false };

export function heading(title: string, question: Question, found: string, config: Config): HTMLElement {
  const asked = questionParts(question, config);
  const said = [asked.length > 0 ? list(asked) : _("All sites"), ...(question.as_of ? [asOfLabel(question.as_of)] : [])];
  return h("header", { class: "mm-sheet-head" }, h("h1", { dir: "auto" }, harmless(title)), h("p", {}, said.join(" · ")), h("p", { class: "mm-sheet-found" }, found));
}

/** The map is never turned, so north is up. */
export function northArrow(): HTMLElement {
  const arrow = svg("svg", { viewBox: "0 0 24 32", width: 26, height: 34, role: "img", "aria-label": _("North is up") });
  arrow.append(svg("path", { d: "M12 1L20 23 12 18.500 4 23Z", class: "mm-north-needle" }));
  return h("div", { class: "mm-north" }, arrow as unknown as HTMLElement, h("span", { "aria-hidden": "true" }, _("N")));
}

/** The conditions that are on the sheet, each by its shape as well as its colour. */
export function sheetLegend(items: readonly ViewItem[], config: Config): HTMLElement {
  const { conditions, palette } = config;
  const of = (grade: number): number =>
    items.reduce((sum, item) => sum + (isCluster(item) ? (item.mix[`g${grade + 1}`] ?? 0) : item.grade === grade ? 1 : 0), 0);
  const rows = GRADES.map((grade) => ({ grade, n: of(grade) })).filter(({ n }) => n > 0);
  const single = items.filter((item) => !isCluster(item));
  const note = (text: string, holds: boolean): HTMLElement | false => holds && h("li", { class: "mm-sheet-note" }, text);
  return h(
    "section",
    { class: "mm-sheet-legend" },
    h("h2", {}, _("Condition of the sites on this sheet")),
    h(
      "ul",
      {},
      ...rows.map(({ grade, n }) => h("li", {}, symbolSvg({ ...PLAIN, grade }, palette), h("span", {}, conditions[gradeKey(grade)] ?? ""), h("b", {}, number(n)))),
      note(_("A ring stands for several sites; its parts go clockwise from the top, the worst first."), items.length > single.length),
      note(_("Outer line: reviewed."), single.some((item) => !isCluster(item) && item.reviewed)),
      note(_("≠: sources differ; !: disputed."), single.some((item) => !isCluster(item) && (item.sourcesDiffer || item.disputed))),
    ),
  );
}

/** Condition and marks without the kind, which has a column of its own. */
function plainSymbol({ grade, reviewed, disputed, sourcesDiffer }: SiteRow): SymbolOf {
  return { grade, reviewed, disputed, sourcesDiffer };
}

/** Rows under the map; `n` is how many there are in all. */
export function sheetTable(rows: readonly SiteRow[], n: number, config: Config): HTMLElement {
  const columns: readonly (readonly [string, (row: SiteRow) => HTMLElement | string])[] = [
    [_("Name"), (row) => h("span", {}, symbolSvg(plainSymbol(row), config.palette), nameElement([row.name[0], harmless(row.name[1])]))],
    [_("Kind"), (row) => kindWords(row, config)],
    [_("District"), (row) => districtWords(row, config)],
    [_("Condition"), (row) => list([conditionWords(row, config), ...(row.year ? [String(row.year)] : []), ...(standingWords(row) ? [standingWords(row)] : [])])],
    [_("Built"), (row) => builtWords(row, config)],
    [_("Urgency"), (row) => number(row.urgency)],
  ];
  const more = n - rows.length;
  return h(
    "section",
    { class: "mm-sheet-table" },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, ...columns.map(([label]) => h("th", { scope: "col" }, label)))),
      h("tbody", {}, ...rows.map((row) => h("tr", {}, ...columns.map(([, fill]) => h("td", { dir: "auto" }, fill(row)))))),
    ),
    more > 0 && h("p", { class: "mm-sheet-note" }, ngettext("{n} more site does not stand here.", "{n} more sites do not stand here.", more)),
  );
}

export function footer(config: Config, credits: string, address: string | null): HTMLElement {
  const today = new Date();
  const day = `${today.getFullYear()}-${String(today.getMonth() + 1).padStart(2, "0")}-${String(today.getDate()).padStart(2, "0")}`;
  const said = [
    ...(config.dated ? [_("Data as of {day}.", { day: date(config.dated) })] : []),
    _("Printed on {day}.", { day: date(day) }),
    _("Who says what, and when, stands with each site; nothing here is a statement on safety."),
  ];
  return h("footer", { class: "mm-sheet-foot" }, h("p", {}, said.join(" ")), h("p", { dir: "auto" }, credits), address !== null && h("p", { dir: "ltr" }, address));
}
