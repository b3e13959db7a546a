/** Folding of names, so that a reader finds them without marks and whichever way letters are coded. */

/** Letters that no Unicode decomposition takes apart. */
const LETTERS: Readonly<Record<string, string>> = {
  ə: "e", ǝ: "e", ı: "i", ß: "ss", ø: "o", æ: "ae", œ: "oe", đ: "d", ð: "d", þ: "th", ł: "l",
  ʻ: "", ʼ: "", "’": "", "‘": "", "'": "", "`": "", "ـ": "",
  ى: "ي", ی: "ي", ک: "ك", ة: "ه", ٱ: "ا", և: "եւ",
};

/** Lower case, without marks, in one coding; spaces single. */
export function fold(text: string): string {
  const bare = text.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase().normalize("NFKD").replace(/\p{M}+/gu, "");
  return Array.from(bare, (letter) => LETTERS[letter] ?? letter)
    .join("")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
