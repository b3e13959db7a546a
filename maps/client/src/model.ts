/** What the reader asks and what was found: the one state that map, panels and address share. */
import { EVERYTHING, type Question } from "./question.ts";
import { type Answer, type SiteSource, then } from "./source.ts";

export type Listener = (model: Model) => void;

export class Model {
  readonly source: SiteSource;
  #question: Question;
  #answer: Answer | null = null;
  #asking: AbortController | null = null;
  readonly #listeners = new Set<Listener>();

  constructor(source: SiteSource, question: Question = EVERYTHING) {
    this.source = source;
    this.#question = question;
  }

  get question(): Question {
    return this.#question;
  }

  /** What the question found; null until a server has answered. */
  get answer(): Answer | null {
    return this.#answer;
  }

  /** Change a part of the question and ask anew; the rest stays. */
  set(changes: Partial<Question>): void {
    this.#question = { ...this.#question, ...changes };
    this.ask();
  }

  ask(): void {
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    const soon = then(this.source.answer(this.#question, asking.signal), (answer) => {
      if (asking.signal.aborted) return;
      this.#answer = answer;
      for (const listener of this.#listeners) listener(this);
    });
    if (soon instanceof Promise) soon.catch((error: unknown) => this.#failed(error));
  }

  /** Hear of every answer from now on; the function that is returned ends it. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A question that another one overtook is no failure. */
  #failed(error: unknown): void {
    if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
  }
}
