/** Dates and numbers in the reader's way, also where a browser names a language but does not have it. */

/** Chromium says that it knows Azerbaijani, and writes "2021 M01 12" and "1,234.5". Months as CLDR has them. */
const MONTHS: Readonly<Record<string, readonly string[]>> = {
  az: ["yanvar", "fevral", "mart", "aprel", "may", "iyun", "iyul", "avqust", "sentyabr", "oktyabr", "noyabr", "dekabr"],
};
const SHORT_MONTHS: Readonly<Record<string, readonly string[]>> = {
  az: ["yan", "fev", "mar", "apr", "may", "iyn", "iyl", "avq", "sen", "okt", "noy", "dek"],
};
/** A language that writes numbers alike and that every browser has. */
const FIGURES_LIKE: Readonly<Record<string, string>> = { az: "tr" };
const ENGLISH = "JanFebMarAprMayJunJulAugSepOctNovDec";

export interface DateForm {
  format(at: Date | number): string;
}

/** Day before month everywhere. */
export function dateForm(lang: string, options: Intl.DateTimeFormatOptions): DateForm {
  const form = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, options);
  return lang in MONTHS && /M\d\d/.test(form.format(0)) ? namedMonths(lang, options) : form;
}

/** English order, day month year, with the months of `lang`. */
export function namedMonths(lang: string, options: Intl.DateTimeFormatOptions): DateForm {
  const english = new Intl.DateTimeFormat("en-GB", options);
  const months = (options.month ?? options.dateStyle) === "long" ? MONTHS[lang] : SHORT_MONTHS[lang];
  const said = ({ type, value }: Intl.DateTimeFormatPart): string => {
    if (type === "month") return months?.[ENGLISH.indexOf(value.slice(0, 3)) / 3] ?? value;
    return type === "literal" && /[a-z]/.test(value) ? ", " : value;
  };
  return { format: (at) => english.formatToParts(at).map(said).join("") };
}

export function numberForm(lang: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return new Intl.NumberFormat(FIGURES_LIKE[lang] ?? lang, options);
}
