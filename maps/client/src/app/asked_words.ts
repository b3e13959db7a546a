/** A question in a few words, each word of it once with all its values: for headings, where chips have no room. */
import type { Config } from "../config.ts";
import { _, ngettext } from "../messages.ts";
import { type Question, WORDS } from "../question.ts";
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
