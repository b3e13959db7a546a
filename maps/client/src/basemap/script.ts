/** Scripts: which one a language is read in, and which part of a name is written in it. */

const TOGETHER: Readonly<Record<string, readonly string[]>> = { // writing systems that mix Unicode's scripts
  Jpan: ["Hani", "Hira", "Kana"], Kore: ["Hang", "Hani"], Hans: ["Hani"], Hant: ["Hani"],
};
const LONGEST = 40;

export type InScript = (text: string) => boolean;

/** A test: is a text written in the script that readers of a language expect? */
export function inScriptOf(lang: string): InScript {
  const script = scriptOf(lang);
  const scripts = TOGETHER[script] ?? [script];
  const letters = new RegExp(`^[${scripts.map((code) => `\\p{Script=${code}}`).join("")}\\p{Script=Common}\\p{Script=Inherited}]+$`, "u");
  return (text) => letters.test(text) && /\p{L}/u.test(text);
}

function scriptOf(lang: string): string {
  try {
    return new Intl.Locale(lang).maximize().script ?? "Latn";
  } catch (error) {
    if (error instanceof RangeError) return "Latn"; // not a language code
    throw error;
  }
}

/** The part of "A / B" that is in the reader's script; empty where none is. */
export function pickName(text: string, inScript: InScript): string {
  return text.split(" / ").map((part) => part.trim()).find((part) => part.length > 0 && part.length < LONGEST && inScript(part)) ?? "";
}

/** Can its letters stand one by one along an arc? Joined and stacked scripts stay in one piece. */
export function standsApart(text: string): boolean {
  return /^[\p{Script=Latn}\p{Script=Cyrl}\p{Script=Armn}\p{Script=Geor}\p{Script=Grek}\p{Script=Common}\p{Script=Inherited}]+$/u.test(text);
}

/** Does it run from right to left? */
export function runsLeft(text: string): boolean {
  return /[\p{Script=Arab}\p{Script=Hebr}\p{Script=Syrc}\p{Script=Thaa}]/u.test(text);
}
