/**
 * The address of the page: the view, the open site and panels after `#`, and the question, which on served pages stands
 * in the query so that the server and readers without scripts see it too, and after `#` everywhere else. Whoever
 * remembers something there does so here, so that the parts live side by side.
 */
import { VIEW_WORDS, type ViewWord, parseView, wordsOf } from "./hash.ts";
import { type Known, type Question, type QuestionProblem, formatQuestion, inQuery, readQuestion } from "./question.ts";
import type { View } from "./view.ts";

export { type HashState, type ViewWord, formatView, joined, listOf, parseHash, parseView } from "./hash.ts";

/** Browsers refuse an address that changes all the time, as while a slider is drawn. */
const REST_MS = 200;
const KEEP_HASH = "a[data-keep-hash]";
const KEEP_QUESTION = "a[data-keep-question]";

export class Address {
  /** Whether the page comes from a server that reads the question in the query. */
  readonly served: boolean;
  readonly #words = new Map<ViewWord, string>();
  #given: ReadonlyMap<ViewWord, string> = this.#words;
  readonly #listeners = new Set<() => void>();
  #question: Question | null = null;
  #timer = 0;
  #written = -REST_MS;
  /** Query and hash as they were read or written last: one change is told by two events. */
  #seen = location.search + location.hash;

  constructor(served: boolean) {
    this.served = served;
    this.#readWords();
    const heard = (): void => {
      const { search, hash } = location;
      if (search + hash === this.#seen || (hash.length > 1 && !hash.includes("="))) return; // an anchor: what is remembered stays
      this.#seen = search + hash;
      clearTimeout(this.#timer);
      this.#timer = 0;
      this.#readWords();
      for (const listener of this.#listeners) listener();
    };
    addEventListener("hashchange", heard);
    addEventListener("popstate", heard);
    addEventListener("pagehide", () => this.#flush());
  }

  #readWords(): void {
    const found = wordsOf(location.hash);
    this.#words.clear();
    for (const word of VIEW_WORDS) if (found.get(word)) this.#words.set(word, found.get(word) ?? "");
    this.#given = new Map(this.#words);
  }

  /** What stands under a word; empty where nothing does. */
  get(word: ViewWord): string {
    return this.#words.get(word) ?? "";
  }

  get view(): View | null {
    return parseView(this.get("map"));
  }

  /** What stood under a word when the address was last read, whatever has been remembered there since. */
  given(word: ViewWord): string {
    return this.#given.get(word) ?? "";
  }

  /** Language or colours as the address wants them; on served pages the query says so. */
  setting(word: "lang" | "style"): string {
    return this.served ? (new URLSearchParams(location.search).get(word) ?? "") : this.get(word);
  }

  /** Remember words, null for none; the others stay. */
  keep(words: Readonly<Partial<Record<ViewWord, string | null>>>): void {
    for (const [word, value] of Object.entries(words) as [ViewWord, string | null][]) {
      if (value) this.#words.set(word, value);
      else this.#words.delete(word);
    }
    this.#soon();
  }

  /** The question that the address asks, and what of it nobody understands. */
  read(known: Known = {}): { readonly question: Question; readonly problems: readonly QuestionProblem[] } {
    const pairs = this.served ? new URLSearchParams(location.search) : wordsOf(location.hash);
    return readQuestion(pairs, known, new Set<string>(this.served ? ["lang", "style"] : VIEW_WORDS));
  }

  keepQuestion(question: Question): void {
    this.#question = question;
    this.#soon();
  }

  /** Hear that somebody else changed the address: the back button, a link, a hand. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** The address with all that is remembered, from the path on. */
  get href(): string {
    const { pathname } = location;
    return pathname + this.search + this.hash;
  }

  get search(): string {
    return this.served && this.#question ? withQuestion(location.search, this.#question) : location.search;
  }

  get hash(): string {
    const parts = VIEW_WORDS.flatMap((word) => {
      const value = this.#words.get(word);
      return value ? [`${word}=${inQuery(value).replace(/%2F/g, "/")}`] : [];
    });
    if (!this.served) {
      const question = this.#question ?? readQuestion(wordsOf(location.hash)).question;
      parts.push(...[formatQuestion(question)].filter(Boolean));
    }
    return parts.length > 0 ? `#${parts.join("&")}` : "";
  }

  #soon(): void {
    if (this.#timer) return;
    const wait = REST_MS - (performance.now() - this.#written);
    if (wait <= 0) this.#write();
    else this.#timer = window.setTimeout(() => this.#write(), wait);
  }

  #flush(): void {
    if (this.#timer) this.#write();
  }

  /** Without a step in the history. */
  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#written = performance.now();
    const { search, hash } = this;
    keepInLinks(hash, this.served ? this.#question : null);
    this.#seen = search + hash;
    if (search === location.search && hash === location.hash) return;
    try {
      history.replaceState(history.state, "", location.pathname + search + hash);
    } catch (error) {
      // a map inside a notebook has no address of its own; nothing is lost but the memory
      if (!(error instanceof DOMException)) throw error;
    }
  }
}

/** Links to the same page in another language or style carry the view, those to the same sites in another form the question. */
function keepInLinks(hash: string, question: Question | null): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>(KEEP_HASH)) link.hash = hash;
  if (!question) return;
  for (const link of document.querySelectorAll<HTMLAnchorElement>(`${KEEP_HASH}, ${KEEP_QUESTION}`)) link.search = withQuestion(link.search, question);
}

/** A query with the words of a question replaced; the words of others stay before them. */
export function withQuestion(search: string, question: Question): string {
  const others = [...new URLSearchParams(search)].filter(([word]) => word === "lang" || word === "style");
  const parts = [...others.map(([word, value]) => `${word}=${inQuery(value)}`), formatQuestion(question)].filter(Boolean);
  return parts.length > 0 ? `?${parts.join("&")}` : "";
}

/** An address of the server with a question in it. */
export function asking(path: string, question: Question): string {
  const [before = "", search = ""] = path.split("?", 2);
  return before + withQuestion(search, question);
}
