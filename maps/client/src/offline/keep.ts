/** What the device keeps: fixed files until the next version, pages and answers as they were last seen. */
import type { Plan } from "./scope.ts";
import { keyOf, namesContent, sameQuestion } from "./ways.ts";

const AT_ONCE = 6;
const MOST_FILES = 4000;
const MOST_PAGES = 150;
const MOST_ANSWERS = 300;
/** Milliseconds after which a page that is kept is shown, if the network has not answered. */
const PATIENCE = 4000;

/** Lets work go on after the answer: nobody waits for it to be kept. */
type After = (work: Promise<unknown>) => void;

export class Keep {
  readonly #plan: Plan;
  readonly #names: { readonly fixed: string; readonly pages: string; readonly answers: string };

  constructor(plan: Plan) {
    this.#plan = plan;
    const name = (what: string): string => `mirasmap-${what}-${plan.version}`;
    this.#names = { fixed: name("fixed"), pages: name("pages"), answers: name("answers") };
  }

  /** Fetch all that the plan names; files named by their content are taken over from an older version, tiles may have changed. */
  async fill(open: readonly string[]): Promise<void> {
    const fixed = await caches.open(this.#names.fixed);
    await each(this.#plan.fixed, async (url) => {
      const kept = namesContent(url) ? await caches.match(url, ANY_READER) : undefined;
      await fixed.put(url, kept ?? (await good(url)));
    });
    const pages = await caches.open(this.#names.pages);
    await each(this.#plan.pages, async (url) => pages.put(url, await good(url)));
    const seen = await this.#seenBefore();
    await each([...new Set([...open, ...seen])].slice(0, MOST_PAGES), async (url) => {
      const answer = await fetch(url);
      if (isPage(answer)) await pages.put(keyOf(new URL(url)), answer);
    });
  }

  /** Remove what older versions kept. */
  async clear(): Promise<void> {
    const names = Object.values(this.#names);
    const old = (await caches.keys()).filter((name) => name.startsWith("mirasmap-") && !names.includes(name));
    await Promise.all(old.map((name) => caches.delete(name)));
  }

  async fixed(request: Request, after: After): Promise<Response> {
    const cache = await caches.open(this.#names.fixed);
    const kept = await cache.match(request, ANY_READER);
    if (kept) return kept;
    try {
      const answer = await fetch(request);
      if (answer.ok) after(put(cache, request.url, answer.clone(), MOST_FILES));
      return answer;
    } catch (error) {
      // where the map was never looked at so near, a tile is as good as empty
      if (new URL(request.url).pathname.startsWith("/tiles/")) return new Response(null, { status: 204 });
      throw error;
    }
  }

  async page(request: Request, after: After): Promise<Response> {
    const url = new URL(request.url);
    const cache = await caches.open(this.#names.pages);
    const fresh = fetch(request).then((answer) => {
      if (isPage(answer)) after(put(cache, keyOf(url), answer.clone(), MOST_PAGES));
      return answer;
    });
    after(fresh.catch(() => undefined)); // it may come after what is kept has been shown
    const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE));
    const answer = await Promise.race([fresh, late]).catch(() => null);
    return answer ?? (await this.#kept(cache, url)) ?? fresh.catch(() => this.#neverSeen(cache));
  }

  async answer(request: Request, after: After): Promise<Response> {
    const cache = await caches.open(this.#names.answers);
    try {
      const answer = await fetch(request);
      if (answer.status === 200) after(put(cache, request.url, answer.clone(), MOST_ANSWERS));
      return answer;
    } catch (error) {
      const kept = await cache.match(request, ANY_READER);
      if (kept) return kept;
      throw error;
    }
  }

  async #kept(cache: Cache, url: URL): Promise<Response | null> {
    const exact = await cache.match(keyOf(url), ANY_READER);
    if (exact) return marked(exact, true);
    const near = (await cache.keys()).filter((request) => new URL(request.url).pathname === url.pathname);
    const same = near.find((request) => sameQuestion(url, request.url));
    const found = same ?? near.find((request) => new URL(request.url).search === "") ?? near[0];
    const kept = found && (await cache.match(found, ANY_READER));
    return kept ? marked(kept, same !== undefined) : null;
  }

  async #neverSeen(cache: Cache): Promise<Response> {
    return (await cache.match(this.#plan.never_seen, ANY_READER)) ?? Response.error();
  }

  async #seenBefore(): Promise<string[]> {
    const older = (await caches.keys()).filter((name) => name.startsWith("mirasmap-pages-") && name !== this.#names.pages);
    const requests = await Promise.all(older.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map((request) => request.url);
  }
}

/** Language and packing differ from reader to reader; on one device there is one reader. */
const ANY_READER: CacheQueryOptions = { ignoreVary: true };

async function good(url: string): Promise<Response> {
  const answer = await fetch(url, { cache: namesContent(url) ? "default" : "no-cache" });
  if (!answer.ok) throw new Error(`${url}: the server answered ${answer.status}`);
  return answer;
}

function isPage(answer: Response): boolean {
  return answer.status === 200 && !answer.redirected && (answer.headers.get("Content-Type") ?? "").startsWith("text/html");
}

async function put(cache: Cache, url: string, answer: Response, most: number): Promise<void> {
  await cache.delete(url, ANY_READER); // so that it stands last again, and the first are those seen longest ago
  await cache.put(url, answer);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - most)).map((key) => cache.delete(key)));
}

/** A kept page that says so: since when, and whether it shows what its address asks for. */
async function marked(answer: Response, same: boolean): Promise<Response> {
  const date = new Date(answer.headers.get("Date") ?? Number.NaN);
  const since = Number.isNaN(date.getTime()) ? "" : date.toISOString();
  const text = (await answer.text()).replace("<html ", `<html data-kept="${since}"${same ? "" : " data-kept-other"} `);
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  return new Response(text, { status: 200, headers });
}

async function each(urls: readonly string[], work: (url: string) => Promise<void>): Promise<void> {
  const left = [...urls];
  const worker = async (): Promise<void> => {
    for (let url = left.shift(); url !== undefined; url = left.shift()) await work(url);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
