/** What a click on a chart asks for, and whether the question already asks for it. */
import { NONE, type CrossWord } from "../cross.ts";
import type { Question } from "../question.ts";

/** The words of a question that a chart sets. */
export const OWN_WORDS = {
  district: ["district", "condition"],
  kind: ["kind", "condition"],
  year: ["as_of"],
  age: ["newest"],
} as const satisfies Record<CrossWord, readonly (keyof Question)[]>;

type Changes = Partial<Question>;

/** The part of a question that asks for one piece of a chart; null where no question can. */
export function asking(by: CrossWord, row: string, column: string): Changes | null {
  switch (by) {
    case "district":
      return { district: [row], condition: [column] };
    case "kind":
      return row === NONE ? null : { kind: [row], condition: [column] };
    case "year":
      return row === NONE ? null : { as_of: row };
    case "age":
      return { newest: [row] };
  }
}

/** Whether a question asks for exactly that. */
export function asks(question: Question, changes: Changes): boolean {
  return Object.entries(changes).every(([word, value]) => same(question[word as keyof Question], value));
}

/** What of a question is to change when a piece is clicked: it is asked for, or, where it was, no longer. */
export function toggled(question: Question, by: CrossWord, row: string, column: string): Changes | null {
  const changes = asking(by, row, column);
  if (!changes || !asks(question, changes)) return changes;
  return Object.fromEntries(Object.keys(changes).map((word) => [word, word === "as_of" ? "" : []]));
}

/** The words of a chart as a question has them. */
export function ownWords(question: Question, by: CrossWord): Changes {
  return Object.fromEntries(OWN_WORDS[by].map((word) => [word, question[word]]));
}

function same(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
