/** What a popup says of a site beside its names and its condition: titles and texts in the reader's language. */
import { number } from "./messages.ts";
import type { Sites } from "./payload.ts";
import type { State } from "./state.ts";

export interface Row {
  readonly key: string;
  readonly title: string;
  readonly value: string | number | readonly string[];
}

/** Words of the reader's language, as the page's texts have them. */
export interface Words {
  readonly titles: Readonly<Record<string, string>>;
  /** Id of a district -> its name. */
  readonly districts: Readonly<Record<string, string>>;
  /** EDTF -> words; what is missing is its own words. */
  readonly dates: Readonly<Record<string, string>>;
}

const NONE = Object.create(null) as Readonly<Record<string, string>>; // a foreign key may be called `constructor`
export const NO_WORDS: Words = { titles: NONE, districts: NONE, dates: NONE };

export function popupRows(sites: Sites, i: number, words: Words, state: State): Row[] {
  const district = sites.district(i);
  const said = words.districts[district] ?? district;
  const built = sites.built(i);
  const looked = state.day === null ? sites.lastLookedOn(i) : "";
  const statements = state.statements[i] ?? 0;
  const ours: readonly [key: string, value: Row["value"]][] = [
    ["district", said],
    ["settlement", unless(sites.settlement(i), [district, said])],
    ["built", words.dates[built] ?? built],
    ["condition_by", state.speaker(i)],
    ["last_looked_on", words.dates[looked] ?? looked],
    ["n_statements", statements > 0 ? number(statements) : ""],
    ["designations", sites.designations(i).map((each) => designation(sites, each, words))],
  ];
  return [
    ...ours.map(([key, value]) => ({ key, title: words.titles[key] ?? key, value })),
    ...sites.foreign.map((title, k) => ({ key: title, title, value: sites.foreignText(k, i) })),
  ].filter(({ value }) => value !== "" && !(Array.isArray(value) && value.length === 0));
}

function designation(sites: Sites, { scheme, level, register }: ReturnType<Sites["designations"]>[number], words: Words): string {
  const parts = [sites.schemes[scheme] ?? "", sites.levels[level] ?? ""].filter(Boolean).join(", ");
  return register ? `${parts} · ${words.titles["register_id"] ?? ""} ${register}` : parts;
}

/** A settlement that only repeats the district is left out: the popup names the district already. */
function unless(text: string, said: readonly string[]): string {
  return said.some((each) => each.toLowerCase() === text.toLowerCase()) ? "" : text;
}
