/** The question and the address move together: what the reader asks is written there, what is written there is asked. */
import { type Address, parseView } from "./address.ts";
import type { Config } from "./config.ts";
import type { Model } from "./model.ts";
import { type Known, type QuestionProblem, formatQuestion, readQuestion } from "./question.ts";

type Listener = (problems: readonly QuestionProblem[]) => void;

export class Asked {
  /** What the address asked for at first and nobody here knows. */
  readonly problems: readonly QuestionProblem[];
  readonly #listeners = new Set<Listener>();

  /** `known` are the values that words may take here. */
  constructor(model: Model, address: Address, known: Known, config: Config) {
    this.problems = [...strangers(address, known, config), ...address.read(known).problems];
    model.subscribe(() => address.keepQuestion(model.question));
    address.onChange(() => {
      const { question, problems } = address.read(known);
      for (const listener of this.#listeners) listener([...strangers(address, known, config), ...problems]);
      if (formatQuestion(question) !== formatQuestion(model.question)) model.set(question);
    });
  }

  /** Hear what else of the address nobody knows, when it is changed. */
  onProblems(listener: Listener): void {
    this.#listeners.add(listener);
  }
}

/** What the address says of view, site, language, colours and the other question of a comparison that nobody here knows. */
function strangers(address: Address, known: Known, { languages }: Config): QuestionProblem[] {
  const problems: QuestionProblem[] = [];
  const refuse = (word: string, value: string): void => void problems.push({ word, value: value.slice(0, 80), reason: "value" });
  const view = address.given("map");
  if (view && parseView(view) === null) refuse("map", view);
  const site = address.given("site");
  if (site && known["ids"] && !known["ids"].has(site)) refuse("site", site);
  const lang = address.setting("lang");
  if (lang && !languages.some(({ code }) => code === lang)) refuse("lang", lang);
  const style = address.setting("style");
  if (style && !["light", "dark", "print", "auto"].includes(style)) refuse("style", style);
  return [...problems, ...readQuestion(new URLSearchParams(address.given("vs")), known).problems];
}
