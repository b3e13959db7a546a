/** Two questions side by side: the one of the page, and another that stands in its address as `vs`. */
import type { Changes } from "../changes.ts";
import { Model } from "../model.ts";
import { EVERYTHING, type Question, formatQuestion, readQuestion } from "../question.ts";
import { asOfDay } from "../question_words.ts";
import { then } from "../source.ts";
import { askedAndFound } from "./asked_words.ts";
import type { Row } from "./change_rows.ts";
import type { Drawn } from "./drawn.ts";
import { SecondMap } from "./second_map.ts";

/** `years`: the same filters on two days; `questions`: any two. */
export type Mode = "years" | "questions";

const ALL = "order=up"; // says nothing, as an address has to, to ask for everything
const YEARS_BACK = 5;

export class Comparison {
  readonly #drawn: Drawn;
  readonly #listeners: (() => void)[] = [];
  #model: Model | null = null;
  #second: SecondMap | null = null;
  #mode: Mode = "years";
  #changes: Changes | null = null;
  #only: Row | null = null;
  /** Sites that both questions were restricted to before the reader asked for some of them only. */
  #idsBefore: readonly string[] = [];
  #shown: readonly string[] = [];
  #asking: AbortController | null = null;

  constructor(drawn: Drawn) {
    this.#drawn = drawn;
    drawn.model.subscribe(() => this.#follow());
    drawn.onOpen((id) => this.#second?.show(id));
    drawn.address.onChange(() => this.#heard());
  }

  get on(): boolean {
    return this.#model !== null;
  }

  get mode(): Mode {
    return this.#mode;
  }

  get a(): Question {
    return this.#drawn.model.question;
  }

  get b(): Question {
    return this.#model?.question ?? EVERYTHING;
  }

  /** What differs; null until it is known. */
  get changes(): Changes | null {
    return this.#changes;
  }

  get only(): Row | null {
    return this.#only;
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Compare what the address says, if it says anything. */
  restore(): void {
    if (this.#asked()) this.begin();
  }

  /** Compare with what the address says, else with what was known some years ago. */
  begin(): void {
    if (!this.on) this.start(this.#asked() ?? this.#earlier());
  }

  start(b: Question, mode?: Mode): void {
    const twin = this.#model?.source ?? this.#drawn.source.twin?.();
    if (!twin) return;
    this.#mode = mode ?? (withoutDay(this.a) === withoutDay(b) ? "years" : "questions");
    if (!this.#model) {
      this.#model = new Model(twin, b);
      this.#model.ask();
      this.#second = new SecondMap(this.#drawn, twin, this.#model.answer?.extent ?? null, () => this.stop());
      this.#model.subscribe(() => this.#answered());
      this.#answered();
      this.#second.show(this.#drawn.address.get("site") || null);
    } else this.#model.set(b);
  }

  stop(): void {
    if (!this.#model) return;
    this.show(null);
    this.#asking?.abort();
    this.#second?.remove();
    this.#second = this.#model = this.#changes = null;
    this.#drawn.address.keep({ vs: null });
    this.#tell();
    this.#drawn.map.getContainer().focus({ preventScroll: true });
  }

  /** Change the second question. */
  set(changes: Partial<Question>): void {
    this.#model?.set(changes);
  }

  setMode(mode: Mode): void {
    if (mode === this.#mode) return;
    this.show(null);
    this.start(mode === "years" ? this.#earlier() : { ...EVERYTHING, as_of: this.a.as_of }, mode);
  }

  /** The first question becomes the second and the second the first. */
  swap(): void {
    const { a, b } = this;
    this.#model?.set(a);
    this.#drawn.model.set(b);
  }

  /** Show the sites of one row only, or all again. */
  show(row: Row | null, ids: readonly string[] = []): void {
    if (this.#only === null && row !== null) this.#idsBefore = this.a.ids;
    const back = this.#only !== null && row === null;
    if (row === null && !back) return;
    this.#only = row;
    this.#shown = row === null ? this.#idsBefore : ids;
    this.#model?.set({ ids: this.#shown });
    this.#drawn.model.set({ ids: this.#shown });
  }

  #asked(): Question | null {
    const text = this.#drawn.address.get("vs");
    return text ? readQuestion(new URLSearchParams(text), this.#drawn.source.known).question : null;
  }

  #heard(): void {
    const asked = this.#asked();
    if (!asked) this.stop();
    else if (!this.on || formatQuestion(asked) !== formatQuestion(this.b)) this.start(asked);
  }

  #earlier(): Question {
    const { years } = this.#drawn.source;
    if (this.a.as_of) return { ...this.a, as_of: "" };
    const [first, last] = years ?? [0, new Date().getUTCFullYear()];
    return { ...this.a, as_of: String(Math.max(first, last - YEARS_BACK)).padStart(4, "0") };
  }

  /** The first question changed: on two days of the same filters the second changes with it. */
  #follow(): void {
    if (!this.#model) return;
    const { a, b } = this;
    if (this.#only !== null && a.ids.join() !== this.#shown.join()) {
      this.#only = null; // somebody else chose other sites, or all again
      if (b.ids.join() === this.#shown.join()) {
        this.#model.set({ ids: a.ids });
        return;
      }
    }
    if (this.#mode === "years" && withoutDay(a) !== withoutDay(b)) this.#model.set({ ...a, as_of: b.as_of });
    else this.#answered();
  }

  #answered(): void {
    const { source, address } = this.#drawn;
    if (!this.#model || !this.#second) return;
    address.keep({ vs: formatQuestion(this.b) || ALL });
    this.#second.refresh();
    const [answerA, answerB] = [this.#drawn.model.answer?.n ?? source.total, this.#model.answer?.n];
    const { config } = this.#drawn;
    const said = (question: Question, other: Question, n: number | undefined): string => askedAndFound(question, other, n, this.#mode, config);
    this.#second.say(said(this.a, this.b, answerA), said(this.b, this.a, answerB), isEarlier(this.b, this.a));
    this.#asking?.abort();
    const { signal } = (this.#asking = new AbortController());
    const base = (question: Question): Question => (this.#only === null ? question : { ...question, ids: this.#idsBefore });
    const soon = source.changes?.(base(this.a), base(this.b), signal);
    if (soon) {
      void then(soon, (changes) => {
        if (signal.aborted) return;
        this.#changes = changes;
        this.#tell();
      });
    } else this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function withoutDay(question: Question): string {
  return formatQuestion({ ...question, as_of: "", sort: "", order: "up" });
}

/** Whether a question is about an earlier day than another one. */
export function isEarlier(one: Question, other: Question): boolean {
  const day = ({ as_of: asOf }: Question): number => (asOf ? (asOfDay(asOf) ?? Infinity) : Infinity);
  return day(one) < day(other);
}

