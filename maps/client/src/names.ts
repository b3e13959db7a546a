/** Names: which one the reader sees first, and how a hostile one is shown harmless. */
import type { Name } from "./payload.ts";

/** Bidirectional overrides and isolates turn the text around them; control characters have no look. */
const OVERRIDES = /[\u202a-\u202e\u2066-\u2069]/g;
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

export function harmless(text: string): string {
  return text.replace(OVERRIDES, "").replace(CONTROLS, " ").trim();
}

const scripts = new Map<string, string>();

/** The script a language is written in (ISO 15924), by Unicode's likely subtags; looked up once, for orders of a hundred thousand names. */
export function scriptOfLanguage(lang: string): string {
  const known = scripts.get(lang);
  if (known !== undefined) return known;
  const script = likelyScript(lang);
  scripts.set(lang, script);
  return script;
}

function likelyScript(lang: string): string {
  try {
    return new Intl.Locale(lang).maximize().script ?? "Latn";
  } catch (error) {
    if (error instanceof RangeError) return "Zyyy"; // no language code, so no script
    throw error;
  }
}

const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ["Latn", /\p{Script=Latin}/u],
  ["Arab", /\p{Script=Arabic}/u],
  ["Cyrl", /\p{Script=Cyrillic}/u],
  ["Armn", /\p{Script=Armenian}/u],
  ["Geor", /\p{Script=Georgian}/u],
  ["Hebr", /\p{Script=Hebrew}/u],
  ["Grek", /\p{Script=Greek}/u],
];

/** The script of the first letter that has a known one. */
export function scriptOfText(text: string): string {
  for (const letter of text) {
    const found = SCRIPTS.find(([, pattern]) => pattern.test(letter));
    if (found) return found[0];
  }
  return "Zyyy";
}

const STANDINGS: readonly string[] = ["official", "variant", "historical"];

/**
 * Names as the reader meets them: the reader's language, then names in the reader's script, then the others, each
 * by language code. No name is privileged beyond that; within a language the source's main title comes first.
 */
export function ordered(names: readonly Name[], lang: string): Name[] {
  const script = scriptOfLanguage(lang);
  const rank = ([code, text]: Name): number => (code === lang || code.startsWith(`${lang}-`) ? 0 : scriptOfText(text) === script ? 1 : 2);
  const standing = (name: Name): number => (STANDINGS.indexOf(name[2] ?? "") + 1 || STANDINGS.length + 1);
  return names
    .map((name): Name => [name[0], harmless(name[1]), name[2] ?? ""])
    .filter((name) => name[1])
    .sort(
      (a, b) =>
        rank(a) - rank(b) || (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0) || standing(a) - standing(b),
    );
}

export function firstName(names: readonly Name[], lang: string, otherwise: string): Name {
  return ordered(names, lang)[0] ?? ["und", harmless(otherwise)];
}
