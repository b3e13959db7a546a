/** The interface's texts in the reader's language. Messages are their own English sentences, as in gettext. */
import { dateForm, numberForm } from "./locale_forms.ts";

/** What the build notes of a catalogue under the empty message. */
interface Heading {
  /** Which plural form says 0, 1, … 199, a digit each; beyond, the last two digits decide. */
  readonly forms?: string;
}

/** English sentence -> translation, or its plural forms in the order of the catalogue. */
export type Catalogue = Readonly<Record<string, string | readonly string[] | Heading>>;

/** Unicode's names of plural categories, in the order in which gettext catalogues list their forms. */
const CATEGORIES = ["zero", "one", "two", "few", "many", "other"] as const;

let texts: Readonly<Record<string, string | readonly string[] | undefined>> = {};
let heading: Heading = {};
let language = "en";
let languages: Readonly<Record<string, string>> = {};
let formats = formatsOf(language);

export function setMessages(lang: string, messages: Catalogue, names: Readonly<Record<string, string>> = {}): void {
  language = lang;
  languages = names;
  const { "": head, ...rest } = messages;
  heading = typeof head === "object" && "forms" in head ? head : {};
  texts = rest as Record<string, string | readonly string[]>;
  formats = formatsOf(lang);
}

/** Made when first needed: each costs milliseconds, and the sites shall be on the screen before. */
function formatsOf(lang: string) {
  return {
    rules: once(() => new Intl.PluralRules(lang)),
    // Western digits in Arabic too, as on the labels of the map and in the dates of the sources
    figures: once(() => numberForm(lang, { numberingSystem: "latn", maximumFractionDigits: 1 })),
  };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** Put values in the places of `{name}`; a value is text and is never read again. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => {
    const value = values[key];
    if (value === undefined) return whole;
    return typeof value === "number" ? number(value) : value;
  });
}

export function _(message: string, values: Readonly<Record<string, string | number>> = {}): string {
  const found = texts[message];
  return fill((typeof found === "string" ? found : found?.[0]) || message, values);
}

/** The form for `n`, with `{n}` filled in. */
export function ngettext(one: string, many: string, n: number): string {
  const found = texts[one];
  const forms = typeof found === "string" ? [found] : found;
  const form = forms?.length ? forms[pluralIndex(n, forms.length)] : undefined;
  return fill(form || (n === 1 ? one : many), { n });
}

/**
 * Which of `count` forms says `n`: as the catalogue's own rule has it, else by Unicode's categories, of which French has
 * one more than gettext, hence the minimum.
 */
export function pluralIndex(n: number, count: number): number {
  const form = heading.forms?.[n < 200 ? n : 100 + (n % 100)];
  if (form !== undefined) return Number(form);
  const known = formats.rules().resolvedOptions().pluralCategories as readonly string[];
  const category = formats.rules().select(n);
  return Math.min(CATEGORIES.filter((name) => known.includes(name)).indexOf(category), count - 1);
}

export function number(value: number): string {
  // most figures are small counts, which every language here writes alike
  return Number.isInteger(value) && value >= 0 && value < 1000 ? String(value) : formats.figures().format(value);
}

/** A plain day, month or year in words, day before month as on the pages; anything else of EDTF as it stands. */
export function date(edtf: string): string {
  const parts = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(edtf);
  const [, year, month, day] = parts ?? [];
  if (!month) return edtf;
  const form = { year: "numeric", month: "long", numberingSystem: "latn", timeZone: "UTC" } as const;
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1)));
  return dateForm(language, day ? { ...form, day: "numeric" } : form).format(at);
}

export function kilometres(km: number): string {
  return _("{km} km", { km: number(km) });
}

/** "a, b, c" in the reader's way; `Intl.ListFormat` would cost 20 ms before the first site is on the screen. */
export function list(parts: readonly string[]): string {
  return parts.length > 0 ? parts.reduce((before, part) => _("{before}, {part}", { before, part })) : "";
}

/** The reader's name for a language code, the code where the page brings none. */
export function languageName(code: string): string {
  return languages[code] ?? code;
}
