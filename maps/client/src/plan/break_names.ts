/** Names of the breaks of a plan; the words are those of the pages. */
import { _ } from "../messages.ts";

export function breakName(name: string): string {
  const names: Readonly<Record<string, string>> = {
    lunch: _("Lunch"),
    "prayer:friday": _("Friday prayer"),
    "prayer:fajr": _("Dawn prayer"),
    "prayer:dhuhr": _("Noon prayer"),
    "prayer:asr": _("Afternoon prayer"),
    "prayer:maghrib": _("Sunset prayer"),
    "prayer:isha": _("Night prayer"),
  };
  return Object.hasOwn(names, name) ? (names[name] ?? name) : _("Break");
}
