/** The question and the address move together: what the reader asks is written there, what is written there is asked. */
import type { Address } from "./address.ts";
import type { Model } from "./model.ts";
import { type Known, type QuestionProblem, formatQuestion } from "./question.ts";

type Listener = (problems: readonly QuestionProblem[]) => void;

export class Asked {
  /** What the address asked for at first and nobody here knows. */
  readonly problems: readonly QuestionProblem[];
  readonly #listeners = new Set<Listener>();

  /** `known` are the values that words may take here. */
  constructor(model: Model, address: Address, known: Known) {
    this.problems = address.read(known).problems;
    model.subscribe(() => address.keepQuestion(model.question));
    address.onChange(() => {
      const { question, problems } = address.read(known);
      for (const listener of this.#listeners) listener(problems);
      if (formatQuestion(question) !== formatQuestion(model.question)) model.set(question);
    });
  }

  /** Hear what else of the address nobody knows, when it is changed. */
  onProblems(listener: Listener): void {
    this.#listeners.add(listener);
  }
}
