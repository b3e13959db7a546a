/** What of a service worker's world is used here; TypeScript's own description of it cannot stand beside that of pages. */

/** What the server wrote above the script. */
export interface Plan {
  /** Changes with everything that is kept for good. */
  readonly version: string;
  /** Files that never change under their address. */
  readonly fixed: readonly string[];
  /** Pages to have before anybody has opened them. */
  readonly pages: readonly string[];
  /** What is shown for a page that was never opened. */
  readonly never_seen: string;
}

interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}

export interface Asked extends Lasting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

export interface Scope {
  readonly mirasmapOffline: Plan;
  readonly location: Location;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { includeUncontrolled: boolean; type: "window" }): Promise<readonly { readonly url: string }[]>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(kind: "install" | "activate", listener: (event: Lasting) => void): void;
  addEventListener(kind: "fetch", listener: (event: Asked) => void): void;
}
