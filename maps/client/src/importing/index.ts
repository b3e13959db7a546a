/** What scripts add to the pages of imports, which do without: problems on the map, and the size of a file before it is sent. */
import "../importing.css";
import type { Drawn } from "../app/drawn.ts";
import { inflate, readPlain } from "../inflate.ts";
import { setMessages } from "../messages.ts";
import { showProblems } from "./problem_map.ts";
import { type ProblemColumns, spotsOf } from "./problems.ts";
import { watchUpload } from "./upload.ts";

const BLOCK = "mirasmap-problems";

const form = document.querySelector<HTMLFormElement>("form.upload");
if (form) watchUpload(form);
const block = document.getElementById(BLOCK)?.textContent;
if (block) {
  const drawn = document.documentElement.dataset["mirasmapDrawn"] === undefined ? null : (globalThis as { mirasmap?: { drawn?: Drawn } }).mirasmap?.drawn;
  if (drawn) void begin(drawn, block);
  else document.addEventListener("mirasmap:drawn", ({ detail }) => void begin(detail, block), { once: true });
}

async function begin(drawn: Drawn, text: string): Promise<void> {
  setMessages(drawn.config.lang, drawn.config.messages, drawn.config.language_names);
  showProblems(drawn, spotsOf(readPlain<ProblemColumns>(text) ?? (await inflate<ProblemColumns>(text))));
  document.documentElement.dataset["mirasmapProblems"] = "";
}
