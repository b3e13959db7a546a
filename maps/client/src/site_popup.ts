/** What the popup of a site says: its names, its condition and who says so, and the rows of the page's columns. */
import { type Config, linkTo } from "./config.ts";
import { type Child, button, freshId, h } from "./dom.ts";
import { _, languageName, ngettext, number } from "./messages.ts";
import { harmless, ordered } from "./names.ts";
import { gradeKey } from "./palette.ts";
import type { Name } from "./payload.ts";
import { symbolOf } from "./site_symbol.ts";
import type { DetailRow, SiteDetails, SiteMark } from "./source.ts";
import { symbolSvg } from "./symbols.ts";

/** Rows that stand in the paragraph of the condition, not in the list. */
const OWN_ROWS = new Set(["condition_by", "last_looked_on"]);
const NAMES_SHOWN = 6;
const ROUGH_METRES = 500;

export function nameElement([lang, text]: Name, tag: "bdi" | "span" = "bdi"): HTMLElement {
  const known = lang && lang !== "und" ? lang : null;
  return h(tag, { lang: known, dir: "auto" }, text);
}

export function kindLabel(kind: string, config: Config): string {
  return config.kinds[kind] ?? harmless(kind);
}

export function districtLabel(district: string, config: Config): string {
  return harmless((Object.hasOwn(config.districts, district) && config.districts[district]) || district);
}

export function sitePopup(site: SiteDetails, config: Config): HTMLElement {
  const id = freshId("site");
  const { rows } = site;
  const district = rows.find(({ key }) => key === "district");
  const link = linkTo(config.links?.site, site.id);
  const plain = config.colouring?.plain ?? false;
  const kind = plain && !site.kind ? null : kindLabel(site.kind, config);
  return h(
    "div",
    { class: "mm-card", role: "dialog", "aria-labelledby": id, tabindex: -1 },
    h(
      "header",
      {},
      symbolSvg(symbolOf(site, true), config.palette),
      h(
        "div",
        {},
        h("h2", { id }, nameElement(site.name)),
        (kind || district) && h("p", { class: "mm-kind" }, kind, kind && district ? " · " : null, district && textOf(district)),
      ),
    ),
    !plain && condition(site, config),
    otherNames(site.names, config.lang),
    rowList(rows.filter(({ key }) => !OWN_ROWS.has(key) && key !== "district"), place(site)),
    link && h("footer", {}, h("a", { href: link }, _("All statements and sources"))),
  );
}

function condition(site: SiteDetails, config: Config): HTMLElement {
  const { grade, year, rows } = site;
  const said = config.conditions[gradeKey(grade)] ?? gradeKey(grade);
  const by = rows.find(({ key }) => key === "condition_by");
  const looked = rows.find(({ key }) => key === "last_looked_on");
  const notes: Child[] = [];
  if (grade >= 0) notes.push(site.reviewed ? _("Reviewed.") : _("Reading of the source, not reviewed."));
  if (by) notes.push(" ", `${_("Said by:")} `, textOf(by));
  const mark = site.disputed
    ? _("Disputed: reviewed statements contradict each other.")
    : site.sourcesDiffer
      ? _("Sources differ.")
      : null;
  return h(
    "section",
    { class: "mm-condition" },
    h(
      "p",
      {},
      symbolSvg({ ...symbolOf({ ...site, fill: undefined }, false), disputed: false, sourcesDiffer: false }, config.palette),
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
function place({ hiddenCell, uncertainty: metres }: SiteDetails): string | null {
  if (hiddenCell) return _("Kept general to protect the place: somewhere in the cell on the map.");
  if (metres < ROUGH_METRES) return null;
  return _("Known to about {km} km only: the circle on the map.", { km: number(metres / 1000) });
}

function rowList(rows: readonly DetailRow[], position: string | null): HTMLElement | null {
  const entries = rows.flatMap((row) => [h("dt", {}, harmless(row.title)), h("dd", {}, textOf(row))]);
  if (position) entries.push(h("dt", {}, _("Position")), h("dd", {}, position));
  return entries.length > 0 ? h("dl", {}, ...entries) : null;
}

function textOf({ value }: DetailRow): HTMLElement {
  if (typeof value === "object") {
    return h("ul", { class: "mm-values" }, ...value.map((each) => h("li", { dir: "auto" }, harmless(String(each)))));
  }
  return h("bdi", {}, typeof value === "number" ? number(value) : harmless(value));
}

/** The sites that share one point, to choose from. */
export function placePopup(
  sites: readonly SiteMark[],
  config: Config,
  choose: (id: string) => void,
): HTMLElement {
  const id = freshId("place");
  return h(
    "div",
    { class: "mm-card", role: "dialog", "aria-labelledby": id, tabindex: -1 },
    h("h2", { id }, ngettext("{n} site here", "{n} sites here", sites.length)),
    h("ul", { class: "mm-choices" }, ...sites.map((site) => h("li", {}, siteButton(site, config, choose)))),
  );
}

/** A button that names a site, its kind and its condition. */
export function siteButton(site: SiteMark, config: Config, choose: (id: string) => void): HTMLButtonElement {
  const facts = `${kindLabel(site.kind, config)} · ${config.conditions[gradeKey(site.grade)] ?? ""}`;
  return button(
    [
      symbolSvg(symbolOf(site, true), config.palette),
      h("span", {}, nameElement(site.name), h("small", {}, facts)),
    ],
    { class: "mm-choice" },
    () => choose(site.id),
  );
}
