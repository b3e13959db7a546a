/** Folding of names, so that a reader finds them without marks and in whatever script; the same as geo/search.py does. */
import { TABLE } from "./folding_table.ts";

const SILENT = /['’ʼʻ`"ـ]/g;
/** A consonant at the beginning of a word, else mostly a vowel. */
const INITIAL_WAW = /(?<![\p{L}\p{N}_])و(?=[\p{L}\p{N}_])/gu;

let letters: ReadonlyMap<string, string> | null = null;

/** Lower-case words of a to z and 0 to 9, single blanks between; letters of other scripts than the table's stay. */
export function fold(text: string): string {
  const low = text.toLowerCase().replace(SILENT, "");
  const bare = /^[\x00-\x7f]*$/.test(low) ? low : romanised(low);
  return bare.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

function romanised(low: string): string {
  const table = (letters ??= read());
  return Array.from(low.replaceAll("ու", "u").replace(INITIAL_WAW, "v"), (letter) => table.get(letter) ?? plain(letter)).join("");
}

function plain(letter: string): string {
  return letter < "\x80" ? letter : letter.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase();
}

function read(): Map<string, string> {
  const found = new Map<string, string>();
  for (const [from, texts] of TABLE) {
    texts.split("|").forEach((text, k) => found.set(String.fromCodePoint(from + k), text.replaceAll("_", " ")));
  }
  return found;
}

/** The words of a question, folded, each to begin a word of one name. */
export function foldedWords(text: string): string[] {
  return fold(text).split(" ").filter(Boolean);
}

/** Whether each of the words begins a word of a folded name. */
export function beginsWords(name: string, words: readonly string[]): boolean {
  const within = ` ${name}`;
  return words.every((word) => within.includes(` ${word}`));
}
