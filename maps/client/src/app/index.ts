/** The app around the map: the page's script calls `mirasmapApp.start` once the sites are on the screen. */
import "../app.css";
import { setMessages } from "../messages.ts";
import { filtersOf } from "../question.ts";
import { AnswerBar } from "./answer_bar.ts";
import { addCharts } from "./charts_panel.ts";
import { addCompare } from "./compare_panel.ts";
import type { Drawn } from "./drawn.ts";
import { addFilters } from "./filter_panel.ts";
import { Notice } from "./notice.ts";
import { Planner } from "./planner.ts";
import { Shell } from "./shell.ts";
import { showAll } from "./show_all.ts";
import { addYears } from "./year_slider.ts";

/** Put the frame around a map, with its panels and tools. */
export function start(drawn: Drawn): void {
  const { map, config, address, model } = drawn;
  const viewed = address.view !== null || address.get("site") !== "";
  setMessages(config.lang, config.messages, config.language_names);
  const shell = new Shell(map, config.dir, address);
  shell.head.append(new Notice(drawn, shell).element, new AnswerBar(drawn, shell).element);
  addFilters(shell, drawn);
  addYears(shell, drawn);
  const planner = new Planner(shell, drawn);
  planner.addTable();
  addCharts(shell, drawn);
  const comparison = addCompare(shell, drawn);
  planner.addVisit();
  planner.addTools();
  shell.restore();
  comparison?.restore();
  if (model.question.as_of) shell.open("years"); // whoever is sent a year sees where it comes from
  if (!model.answer) whenIdle(() => model.ask());
  const extent = model.answer?.extent;
  if (!viewed && extent && filtersOf(model.question).length > 0) showAll(map, extent, shell.covered);
}

/** The counts of all sites can wait until nothing else is to be done. */
function whenIdle(next: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(next, { timeout: 300 });
  else setTimeout(next, 50);
}
