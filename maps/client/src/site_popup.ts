/** What the popup of a site says: its names, its condition and who says so, and the rows of the page's columns. */
import { type Config, linkTo } from "./config.ts";
import { type Child, button, freshId, h } from "./dom.ts";
import { _, languageName, ngettext, number } from "./messages.ts";
import { firstName, harmless, ordered } from "./names.ts";
import { gradeKey } from "./palette.ts";
import { Flag, type Name, type Row, type Sites } from "./payload.ts";
import { symbolOf } from "./site_symbol.ts";
import { symbolSvg } from "./symbols.ts";

/** Rows that stand in the paragraph of the condition, not in the list. */
const OWN_ROWS = new Set(["condition_by", "last_looked_on"]);
const NAMES_SHOWN = 6;
const ROUGH_METRES = 500;

export function nameElement([lang, text]: Name, tag: "bdi" | "span" = "bdi"): HTMLElement {
  const known = lang && lang !== "und" ? lang : null;
  return h(tag, { lang: known, dir: "auto" }, text);
}

export function siteTitle(sites: Sites, i: number, config: Config): Name {
  return firstName(sites.names(i), config.lang, sites.id(i));
}

export function kindLabel(kind: string, config: Config): string {
  return config.kinds[kind] ?? harmless(kind);
}

export function sitePopup(sites: Sites, i: number, config: Config): HTMLElement {
  const id = freshId("site");
  const rows = sites.rows(i);
  const district = rows.find(({ key }) => key === "district");
  const link = linkTo(config.links?.site, sites.id(i));
  return h(
    "div",
    { class: "mm-card", role: "dialog", "aria-labelledby": id, tabindex: -1 },
    h(
      "header",
      {},
      symbolSvg(symbolOf(sites, i, true), config.palette),
      h(
        "div",
        {},
        h("h2", { id }, nameElement(siteTitle(sites, i, config))),
        h("p", { class: "mm-kind" }, kindLabel(sites.kind(i), config), district ? " · " : null, district && textOf(district)),
      ),
    ),
    condition(sites, i, config, rows),
    otherNames(sites.names(i), config.lang),
    rowList(rows.filter(({ key }) => !OWN_ROWS.has(key) && key !== "district"), place(sites, i)),
    link && h("footer", {}, h("a", { href: link }, _("All statements and sources"))),
  );
}

function condition(sites: Sites, i: number, config: Config, rows: readonly Row[]): HTMLElement {
  const grade = sites.grade(i);
  const year = sites.year(i);
  const said = config.conditions[gradeKey(grade)] ?? gradeKey(grade);
  const by = rows.find(({ key }) => key === "condition_by");
  const looked = rows.find(({ key }) => key === "last_looked_on");
  const notes: Child[] = [];
  if (grade >= 0) notes.push(sites.has(i, Flag.Reviewed) ? _("Reviewed.") : _("Reading of the source, not reviewed."));
  if (by) notes.push(" ", `${_("Said by:")} `, textOf(by));
  const mark = sites.has(i, Flag.Disputed)
    ? _("Disputed: reviewed statements contradict each other.")
    : sites.has(i, Flag.SourcesDiffer)
      ? _("Sources differ.")
      : null;
  return h(
    "section",
    { class: "mm-condition" },
    h(
      "p",
      {},
      symbolSvg({ ...symbolOf(sites, i, false), disputed: false, sourcesDiffer: false }, config.palette),
      h("strong", {}, said),
      year ? h("span", { class: "mm-year" }, ` ${_("in {year}", { year: String(year) })}`) : null,
    ),
    notes.length > 0 && h("p", { class: "mm-note" }, ...notes),
    mark && h("p", { class: "mm-mark" }, mark),
    looked && h("p", { class: "mm-note" }, `${_("Last looked at, could not tell:")} `, textOf(looked)),
  );
}

function otherNames(names: readonly Name[], lang: string): HTMLElement | null {
  const [, ...others] = ordered(names, lang);
  if (others.length === 0) return null;
  const item = (name: Name): HTMLElement =>
    h("li", {}, nameElement(name), name[0] && name[0] !== "und" ? h("small", {}, languageName(name[0])) : null);
  const items = others.map(item);
  if (items.length <= NAMES_SHOWN) return h("ul", { class: "mm-names" }, ...items);
  const more = items.splice(NAMES_SHOWN - 1);
  const shown = h("ul", { class: "mm-names" }, ...items);
  const last = h("li", {});
  last.append(
    button(ngettext("{n} more name", "{n} more names", more.length), { class: "mm-more" }, () => {
      last.replaceWith(...more);
      shown.closest<HTMLElement>("[role=dialog]")?.focus({ preventScroll: true });
    }),
  );
  shown.append(last);
  return shown;
}

/** How rough the position is, where the map cannot show it by the symbol alone. */
function place(sites: Sites, i: number): string | null {
  if (sites.has(i, Flag.HiddenCell)) return _("Kept general to protect the place: somewhere in the cell on the map.");
  const metres = sites.uncertainty[i] ?? 0;
  if (metres < ROUGH_METRES) return null;
  return _("Known to about {km} km only: the circle on the map.", { km: number(metres / 1000) });
}

function rowList(rows: readonly Row[], position: string | null): HTMLElement | null {
  const entries = rows.flatMap((row) => [h("dt", {}, harmless(row.title)), h("dd", {}, textOf(row))]);
  if (position) entries.push(h("dt", {}, _("Position")), h("dd", {}, position));
  return entries.length > 0 ? h("dl", {}, ...entries) : null;
}

function textOf({ value }: Row): HTMLElement {
  if (typeof value === "object") {
    return h("ul", { class: "mm-values" }, ...value.map((each) => h("li", { dir: "auto" }, harmless(String(each)))));
  }
  return h("bdi", {}, typeof value === "number" ? number(value) : harmless(value));
}

/** The sites that share one point, to choose from. */
export function placePopup(
  sites: Sites,
  indices: readonly number[],
  config: Config,
  choose: (i: number) => void,
): HTMLElement {
  const id = freshId("place");
  return h(
    "div",
    { class: "mm-card", role: "dialog", "aria-labelledby": id, tabindex: -1 },
    h("h2", { id }, ngettext("{n} site here", "{n} sites here", indices.length)),
    h("ul", { class: "mm-choices" }, ...indices.map((i) => h("li", {}, siteButton(sites, i, config, choose)))),
  );
}

/** A button that names a site, its kind and its condition. */
export function siteButton(sites: Sites, i: number, config: Config, choose: (i: number) => void): HTMLButtonElement {
  const grade = sites.grade(i);
  const facts = `${kindLabel(sites.kind(i), config)} · ${config.conditions[gradeKey(grade)] ?? ""}`;
  return button(
    [
      symbolSvg(symbolOf(sites, i, true), config.palette),
      h("span", {}, nameElement(siteTitle(sites, i, config)), h("small", {}, facts)),
    ],
    { class: "mm-choice" },
    () => choose(i),
  );
}
