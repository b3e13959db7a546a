/** The words of a question as the reader says them. */
import { bandLabel } from "../completeness.ts";
import type { Config } from "../config.ts";
import { centuryYears } from "../centuries.ts";
import { _, number } from "../messages.ts";
import { harmless } from "../names.ts";
import type { Word } from "../question.ts";

export function wordLabel(word: Word): string {
  switch (word) {
    case "kind":
      return _("Kind");
    case "district":
      return _("District");
    case "condition":
      return _("Condition");
    case "period":
      return _("Built in");
    case "designation":
      return _("Register or list");
    case "level":
      return _("Level of protection");
    case "access":
      return _("Access");
    case "newest":
      return _("Newest statement");
    case "visited":
      return _("Last visit");
    case "dispute":
      return _("Disputes");
    case "photos":
      return _("Photos");
    case "score":
      return _("How complete the record is, of 100");
    case "missing":
      return _("Missing in the record");
  }
}

/** What a value of a word says, under its heading. */
export function valueLabel(word: Word, value: string, config: Config): string {
  switch (word) {
    case "kind":
      return config.kinds[value] ?? harmless(value);
    case "district":
      return value === "none" ? _("No district stated") : harmless(config.districts[value] ?? value);
    case "condition":
      return config.conditions[value] ?? value;
    case "period":
      return value === "none" ? _("No date stated") : centuryLabel(value);
    case "designation":
      return value === "any" ? _("In any register") : value === "none" ? _("No register on record") : harmless(value);
    case "level":
      return value === "none" ? _("Level not stated") : harmless(value);
    case "access":
      return value === "none" ? _("Nobody said") : harmless(config.access[value] ?? value);
    case "newest":
      return value === "none" ? _("No dated statement") : ageLabel(value);
    case "visited":
      return value === "none" ? _("No visit on record") : ageLabel(value);
    case "dispute":
      return value === "disputed" ? _("Disputed") : value === "differ" ? _("Sources differ") : _("Neither");
    case "photos":
      return value === "yes" ? _("With photos") : _("Without photos");
    case "score":
      return bandLabel(value);
    case "missing":
      return criterionLabel(value);
  }
}

/** A criterion of the standard; "none": nothing is missing. */
function criterionLabel(value: string): string {
  const labels: Readonly<Record<string, string>> = {
    name: _("Name"),
    kind: _("Kind"),
    position: _("Position"),
    uncertainty: _("Uncertainty of the position"),
    "second-position": _("Second source of the position"),
    built: _("Date of building"),
    district: _("District"),
    designation: _("Register or list"),
    condition: _("Condition with date and who says it"),
    access: _("Access"),
    photo: _("Photo"),
    none: _("Nothing is missing"),
  };
  return labels[value] ?? value;
}

function ageLabel(value: string): string {
  const [how = "", months = ""] = value.split("-");
  if (how === "within") return _("In the last {n} months", { n: Number(months) });
  if (how === "not") return _("Not in the last {n} months", { n: Number(months) });
  if (!months) return _("More than {n} months ago", { n: Number(how) });
  return _("{from} to {to} months ago", { from: number(Number(how)), to: number(Number(months)) });
}

/** "1500–1599": in figures, which every language reads alike. */
function centuryLabel(century: string): string {
  const [first, last] = centuryYears(century);
  if (first >= 0) return `${String(first).padStart(4, "0")}–${String(last).padStart(4, "0")}`;
  return _("{from}–{to} before our era", { from: String(-first), to: String(-last) });
}
