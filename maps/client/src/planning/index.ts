/** What scripts add to the pages of planning, which do without and have a map: bases set on it, rows that show their place. */
import "../planning.css";
import type { Drawn } from "../app/drawn.ts";
import { setMessages } from "../messages.ts";
import { setBases } from "./base_map.ts";
import { fitToPaper } from "./paper.ts";
import { showRows } from "./row_places.ts";

const drawn = document.documentElement.dataset["mirasmapDrawn"] === undefined ? null : (globalThis as { mirasmap?: { drawn?: Drawn } }).mirasmap?.drawn;
if (drawn) begin(drawn);
else document.addEventListener("mirasmap:drawn", ({ detail }) => begin(detail), { once: true });

function begin(drawn: Drawn): void {
  setMessages(drawn.config.lang, drawn.config.messages, drawn.config.language_names);
  const form = document.querySelector<HTMLFormElement>("form.mission");
  if (form) setBases(drawn, form);
  if (drawn.visits) showRows(drawn.map, drawn.visits);
  const printed = document.querySelector<HTMLElement>(".plan-map");
  if (printed) fitToPaper(printed);
}
