/** Suggestions of the server, which also knows other spellings; without one, those of the page. */
import { harmless } from "./names.ts";
import type { Hit } from "./search_index.ts";

interface ServedHit {
  readonly site_id: string;
  readonly text: string;
  readonly lang?: string | null;
  readonly kind?: string | null;
  readonly district?: string | null;
}

/** Ask; null when the server does not answer as expected, so that the page's own search stands. */
export async function askServer(template: string, text: string, lang: string, signal: AbortSignal): Promise<Hit[] | null> {
  const url = template
    .replace("{q}", () => encodeURIComponent(text))
    .replace("{lang}", () => encodeURIComponent(lang));
  try {
    const answer = await fetch(url, { signal, headers: { Accept: "application/json" } });
    return answer.ok ? readHits(await answer.json()) : null;
  } catch (error) {
    if (error instanceof DOMException || error instanceof TypeError || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** A list of hits, bare or under `suggestions`. */
export function readHits(answer: unknown): Hit[] | null {
  const list = Array.isArray(answer) ? answer : (answer as { suggestions?: unknown } | null)?.suggestions;
  if (!Array.isArray(list)) return null;
  return (list as ServedHit[]).map(({ site_id, text, lang, kind, district }) => ({
    site: site_id,
    name: [lang ?? "und", harmless(text)],
    kind: kind ?? "",
    district: harmless(district ?? ""),
  }));
}
