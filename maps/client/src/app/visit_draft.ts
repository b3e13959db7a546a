/** The draft of a visit: which sites, in which order, on which day. Pure; nothing here knows a map or a page. */

/** Ids of sites by day, in order; no day is empty, and no site stands twice. */
export type Draft = readonly (readonly string[])[];

export const EMPTY: Draft = [];
/** More stops than anyone visits, and an address can hold. */
export const MOST_STOPS = 200;

export interface Place {
  readonly day: number;
  /** In the order of the day; both from 1, as in the layer `stops`. */
  readonly position: number;
}

export function stopsOf(draft: Draft): readonly string[] {
  return draft.flat();
}

export function placeOf(draft: Draft, id: string): Place | null {
  for (const [k, day] of draft.entries()) {
    const position = day.indexOf(id) + 1;
    if (position > 0) return { day: k + 1, position };
  }
  return null;
}

/** Put sites at the end of the last day; those that stand in it already stay where they are. */
export function withSites(draft: Draft, ids: readonly string[]): Draft {
  const known = new Set(stopsOf(draft));
  const fresh = [...new Set(ids)].filter((id) => id && !known.has(id)).slice(0, MOST_STOPS - known.size);
  return sound([...draft.slice(0, -1), [...(draft.at(-1) ?? []), ...fresh]]);
}

export function without(draft: Draft, id: string): Draft {
  return sound(draft.map((day) => day.filter((each) => each !== id)));
}

/** One step up or down. Over the edge of a day it changes the day first, and its place among the stops only then. */
export function stepped(draft: Draft, id: string, step: -1 | 1): Draft {
  const at = placeOf(draft, id);
  if (!at) return draft;
  const day = draft[at.day - 1] ?? [];
  const to = at.position - 1 + step;
  const other = draft[at.day - 1 + step];
  if (to >= 0 && to < day.length) return replaced(draft, at.day - 1, day.with(at.position - 1, day[to]!).with(to, id));
  if (!other) return draft;
  const moved = step < 0 ? [...other, id] : [id, ...other];
  return sound(draft.map((each, k) => (k === at.day - 1 ? each.filter((one) => one !== id) : k === at.day - 1 + step ? moved : each)));
}

/** Take a stop out and put it before another one, into that one's day; `null`: at the very end. */
export function movedBefore(draft: Draft, id: string, next: string | null): Draft {
  if (id === next || !placeOf(draft, id)) return draft;
  const rest = draft.map((day) => day.filter((each) => each !== id));
  if (next === null) return sound([...rest.slice(0, -1), [...(rest.at(-1) ?? []), id]]);
  return sound(rest.map((day) => day.flatMap((each) => (each === next ? [id, each] : [each]))));
}

/** Begin a new day with a stop, or where it begins one already, join that day to the day before. */
export function withBreak(draft: Draft, id: string): Draft {
  const at = placeOf(draft, id);
  if (!at) return draft;
  const k = at.day - 1;
  const day = draft[k] ?? [];
  if (at.position > 1) {
    const cut = at.position - 1;
    return [...draft.slice(0, k), day.slice(0, cut), day.slice(cut), ...draft.slice(k + 1)];
  }
  return k === 0 ? draft : [...draft.slice(0, k - 1), [...(draft[k - 1] ?? []), ...day], ...draft.slice(k + 1)];
}

function replaced(draft: Draft, k: number, day: readonly string[]): Draft {
  return draft.map((each, at) => (at === k ? day : each));
}

function sound(draft: Draft): Draft {
  return draft.filter((day) => day.length > 0);
}

/** `a,b|c,d`: the form of addresses and of what the browser keeps; signs with a meaning here are escaped in ids. */
export function formatDraft(draft: Draft): string {
  return draft.map((day) => day.map((id) => id.replace(/[%,|]/g, encodeURIComponent)).join(",")).join("|");
}

/** Read what `formatDraft` wrote; what makes no sense is left out. */
export function parseDraft(text: string): Draft {
  const seen = new Set<string>();
  return sound(
    text.split("|").map((day) =>
      day.split(",").flatMap((part) => {
        const id = decoded(part);
        if (!id || seen.has(id) || seen.size >= MOST_STOPS) return [];
        seen.add(id);
        return [id];
      }),
    ),
  );
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part).trim();
  } catch (error) {
    if (error instanceof URIError) return "";
    throw error;
  }
}
