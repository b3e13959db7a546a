/** On a phone the panel that is open is a sheet over the map. */
import type { Shell } from "./shell.ts";

const SHEETS = ":is(.mm-side, .mm-dock) > .mm-pane:not([hidden])";

/** Put sheets away: what works on the map needs the map. */
export function putSheetsAway(shell: Shell): void {
  if (!shell.narrow) return;
  for (const sheet of shell.element.querySelectorAll<HTMLElement>(SHEETS)) shell.close(sheet.dataset["panel"] ?? "");
}
