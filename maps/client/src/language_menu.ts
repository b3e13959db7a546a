/** The languages of a page that has several inside: a file, or a map in a notebook. Served pages have theirs in the heading. */
import type { Config } from "./config.ts";
import { h, icon } from "./dom.ts";
import { _ } from "./messages.ts";

const GLOBE = "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M3 12h18M12 3c5 5 5 13 0 18c-5-5-5-13 0-18";

/** A list of languages by their own names; null where there is no choice. */
export function languageMenu({ langs, lang, languages }: Config, choose: (lang: string) => void): HTMLElement | null {
  if (langs.length < 2) return null;
  const offered = languages.filter(({ code }) => langs.includes(code));
  const list = h(
    "select",
    { "aria-label": _("Language"), title: _("Language") },
    ...offered.map(({ code, label }) => h("option", { value: code, lang: code, selected: code === lang }, label)),
  );
  list.addEventListener("change", () => choose(list.value));
  return h("div", { class: "mm-square mm-language" }, icon(GLOBE), list);
}
