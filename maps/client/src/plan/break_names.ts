/** Names of the breaks of a plan. */
import { _ } from "../messages.ts";

export function breakName(name: string): string {
  const names: Readonly<Record<string, string>> = {
    lunch: _("Lunch"),
    "prayer:friday": _("Friday prayer"),
    "prayer:fajr": _("Prayer (fajr)"),
    "prayer:dhuhr": _("Prayer (dhuhr)"),
    "prayer:asr": _("Prayer (asr)"),
    "prayer:maghrib": _("Prayer (maghrib)"),
    "prayer:isha": _("Prayer (isha)"),
  };
  return Object.hasOwn(names, name) ? (names[name] ?? name) : _("Break");
}
