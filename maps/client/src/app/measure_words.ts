/** Lengths and areas in the units in which people say them. */
import { numberForm } from "../locale_forms.ts";
import { _ } from "../messages.ts";

function figure(value: number, lang: string): string {
  // four digits that count, and never a fraction of a metre
  const digits = Math.max(0, Math.min(3, 3 - Math.floor(Math.log10(Math.max(value, 1)))));
  return numberForm(lang, { numberingSystem: "latn", maximumFractionDigits: digits }).format(value);
}

export function lengthWords(metres: number, lang: string): string {
  return metres < 1000
    ? _("{m} m", { m: figure(Math.round(metres), lang) })
    : _("{km} km", { km: figure(metres / 1000, lang) });
}

export function areaWords(metres2: number, lang: string): string {
  if (metres2 < 1e4) return _("{m2} m²", { m2: figure(Math.round(metres2), lang) });
  return metres2 < 1e6 ? _("{ha} ha", { ha: figure(metres2 / 1e4, lang) }) : _("{km2} km²", { km2: figure(metres2 / 1e6, lang) });
}
