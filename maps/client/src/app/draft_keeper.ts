/**
 * The draft of a visit as all parts of the page share it: in the address, and on served pages in the reader's browser.
 * What only the browser remembers stays out of the address until it is edited: who shares a question shares no visit.
 */
import { type Draft, EMPTY, formatDraft, parseDraft, stopsOf, withSites } from "./visit_draft.ts";

const KEY = "mirasmap:visit-draft";

/** Where the draft stands in the address; see address.ts. */
export interface StopsWord {
  read(): string;
  write(stops: string): void;
}

export class DraftKeeper {
  readonly #word: StopsWord;
  readonly #store: Storage | null;
  readonly #listeners = new Set<() => void>();
  #draft: Draft = EMPTY;
  /** Whether the address says it, or is to. */
  #told: boolean;

  /** `store`: where the browser remembers it, null for nowhere. A draft in the address comes before a remembered one. */
  constructor(word: StopsWord, store: Storage | null) {
    this.#word = word;
    this.#store = store;
    const given = parseDraft(word.read());
    this.#told = given.length > 0;
    this.#draft = this.#told ? given : parseDraft(store?.getItem(KEY) ?? "");
    if (this.#told) word.write(formatDraft(given));
  }

  get draft(): Draft {
    return this.#draft;
  }

  set(draft: Draft): void {
    this.#draft = draft;
    this.#told = true;
    const text = formatDraft(draft);
    this.#word.write(text);
    try {
      if (text) this.#store?.setItem(KEY, text);
      else this.#store?.removeItem(KEY);
    } catch (error) {
      // no room, or not allowed: the address keeps it
      if (!(error instanceof DOMException)) throw error;
    }
    for (const listener of this.#listeners) listener();
  }

  /** Put sites into the draft; returns how many were new. */
  add(ids: readonly string[]): number {
    const before = stopsOf(this.#draft).length;
    const after = withSites(this.#draft, ids);
    this.set(after);
    return stopsOf(after).length - before;
  }

  /** The address was changed by hand, by a link or by going back. */
  heard(): void {
    const text = this.#word.read();
    if (text === (this.#told ? formatDraft(this.#draft) : "")) return;
    this.#told = true;
    this.#draft = parseDraft(text);
    for (const listener of this.#listeners) listener();
  }

  subscribe(listener: () => void): void {
    this.#listeners.add(listener);
  }
}

/** The browser's memory, or null where it is switched off or the page is a file that shares it with all others. */
export function memory(served: boolean): Storage | null {
  if (!served) return null;
  try {
    return localStorage;
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
