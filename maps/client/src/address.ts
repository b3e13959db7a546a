/**
 * The address of the page: the view, the open site and panels after `#`, and the question, which on served pages stands
 * in the query so that the server and readers without scripts see it too, and after `#` everywhere else. Whoever
 * remembers something there does so here, so that the parts live side by side.
 */
import { type Known, type Question, type QuestionProblem, formatQuestion, inQuery, readQuestion } from "./question.ts";
import type { View } from "./view.ts";

/** What stands after `#` besides a question, in the order in which it is written. */
export const VIEW_WORDS = ["map", "site", "panel", "vs", "stops", "lang", "style"] as const;
export type ViewWord = (typeof VIEW_WORDS)[number];

export interface HashState {
  readonly view: View | null;
  readonly site: string | null;
}

const MOST = 200;
/** Browsers refuse an address that changes all the time, as while a slider is drawn. */
const REST_MS = 200;
const KEEP_HASH = "a[data-keep-hash]";
const KEEP_QUESTION = "a[data-keep-question]";

/** The words of a hash; an anchor such as `#names` has none. */
function wordsOf(hash: string): URLSearchParams {
  const text = hash.replace(/^#/, "");
  return new URLSearchParams(text.includes("=") ? text : "");
}

/** Read view and site of a hash; what makes no sense counts as absent. */
export function parseHash(hash: string): HashState {
  const words = wordsOf(hash);
  return { view: parseView(words.get("map") ?? ""), site: words.get("site") || null };
}

export function parseView(text: string): View | null {
  const parts = text.split("/").map((part) => (part.trim() === "" ? NaN : Number(part)));
  const [zoom = NaN, lat = NaN, lon = NaN] = parts;
  const sound = parts.length === 3 && zoom >= 0 && zoom <= 24 && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
  return sound ? { zoom, lat, lon } : null;
}

/** Five decimals of a degree are one metre, more than a view needs. */
export function formatView({ zoom, lat, lon }: View): string {
  return `${Number(zoom.toFixed(2))}/${lat.toFixed(5)}/${lon.toFixed(5)}`;
}

/** A list in one word; its values may hold commas themselves. */
export function listOf(text: string): string[] {
  return text.split(",").filter(Boolean).slice(0, MOST).map(decoded);
}

export function joined(values: readonly string[]): string {
  return values.map((value) => value.replace(/[%,]/g, encodeURIComponent)).join(",");
}

function decoded(text: string): string {
  return text.replace(/%(25|2C)/g, decodeURIComponent);
}

export class Address {
  /** Whether the page comes from a server that reads the question in the query. */
  readonly served: boolean;
  readonly #words = new Map<ViewWord, string>();
  readonly #listeners = new Set<() => void>();
  #question: Question | null = null;
  #timer = 0;
  #written = -REST_MS;

  constructor(served: boolean) {
    this.served = served;
    this.#readWords();
    const heard = (): void => {
      const { hash } = location;
      if (hash.length > 1 && !hash.includes("=")) return; // an anchor of the page; what is remembered stays
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
  }

  /** What stands under a word; empty where nothing does. */
  get(word: ViewWord): string {
    return this.#words.get(word) ?? "";
  }

  get view(): View | null {
    return parseView(this.get("map"));
  }

  /** Whether a view is named that makes no sense. */
  get brokenView(): boolean {
    return this.get("map") !== "" && this.view === null;
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
  for (const link of document.querySelectorAll<HTMLAnchorElement>(KEEP_QUESTION)) link.search = withQuestion(link.search, question);
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
