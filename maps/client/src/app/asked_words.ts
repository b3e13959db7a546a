/** A question in a few words, each word of it once with all its values: for headings, where chips have no room. */
import type { Config } from "../config.ts";
import { _, list, ngettext } from "../messages.ts";
import { type Question, WORDS } from "../question.ts";
import type { Mode } from "./comparison.ts";
import { valueLabel, wordLabel } from "./filter_words.ts";

export function questionParts(question: Question, config: Config): string[] {
  const words = WORDS.filter((word) => question[word].length > 0).map((word) => {
    const values = question[word].map((value) => valueLabel(word, value, config)).join(" / ");
    return _("{word}: {value}", { word: wordLabel(word), value: values });
  });
  return [
    ...(question.q ? [_("Name: {text}", { text: question.q })] : []),
    ...words,
    ...(question.ids.length > 0 ? [ngettext("Selection of {n} site", "Selection of {n} sites", question.ids.length)] : []),
    ...(question.bbox ? [_("A box on the map")] : []),
  ];
}

/** The day of a question, short. */
export function dayWords(asOf: string): string {
  if (!asOf) return _("Today");
  return asOf.length === 4 ? _("End of {year}", { year: asOf }) : asOf;
}

/** What of a question another one does not say, and how many sites it finds. */
export function askedAndFound(question: Question, other: Question, n: number | undefined, mode: Mode, config: Config): string {
  const partsOf = (each: Question): string[] => questionParts({ ...each, ids: [] }, config);
  const [own, others] = [partsOf(question), new Set(partsOf(other))];
  const day = mode === "years" || question.as_of !== other.as_of ? [dayWords(question.as_of)] : [];
  const differing = [...own.filter((part) => !others.has(part)), ...day];
  const rest = own.length > 0 ? own : [_("All sites")];
  const found = n === undefined ? "…" : ngettext("{n} site", "{n} sites", n);
  return _("{asked}: {found}", { asked: list(differing.length > 0 ? differing : rest), found });
}
