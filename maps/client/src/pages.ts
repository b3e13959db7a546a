/** On every page of the server: keeps it for days without the network, says when what is shown was kept, follows a job. */
import { dateForm } from "./locale_forms.ts";
import { watchProgress } from "./planning/progress.ts";

const { dataset, lang } = document.documentElement;

const kept = dataset["kept"];
if (kept !== undefined) sayKept(kept);
const progress = document.querySelector<HTMLElement>("[data-state-url]");
if (progress) watchProgress(progress);
if ("serviceWorker" in navigator && isSecureContext) addEventListener("load", whenIdle);

/** After the map has come: what is fetched for later must not stand in its way. */
function whenIdle(): void {
  const register = (): void => void navigator.serviceWorker.register("/sw.js").catch(() => undefined);
  if ("requestIdleCallback" in globalThis) requestIdleCallback(register, { timeout: 5000 });
  else setTimeout(register, 1000);
}

function sayKept(since: string): void {
  const notice = document.getElementById("kept");
  if (!notice) return;
  notice.hidden = false;
  const words = dataset["keptOther"] === undefined ? notice.dataset["words"] : notice.dataset["other"];
  notice.textContent = (words ?? "").replace("{day}", since ? day(new Date(since)) : "?");
}

function day(date: Date): string {
  const form = { dateStyle: "long", timeStyle: "short", numberingSystem: "latn" } as const;
  return dateForm(lang, form).format(date);
}
