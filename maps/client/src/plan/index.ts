/** A plan on the map: its days, and the day played through. The page's script calls `mirasmapPlan.start`. */
import "../plan.css";
import type { Drawn } from "../app/drawn.ts";
import { addControl } from "../controls.ts";
import { h, narrow } from "../dom.ts";
import { _, setMessages } from "../messages.ts";
import { dayList } from "./day_list.ts";
import { Playback } from "./playback.ts";

/** Pixels of the map's height that the legend below and the edges take. */
const ROOM = 70;

export function start({ map, config, visits }: Drawn): void {
  setMessages(config.lang, config.messages, config.language_names);
  if (!visits) return;
  const playback = new Playback(map, visits, config.palette);
  const card = h(
    "details",
    { class: "mm-panel mm-plan", open: !narrow(map) },
    h("summary", {}, _("Plan by day")),
    dayList(map, visits, config.palette, (shift) => playback.choose(shift)),
    playback.element,
    h("p", { class: "mm-note" }, _("Nothing here says that a road or a place is safe or open.")),
  );
  const fit = (): void => void (card.style.maxBlockSize = `${Math.max(120, map.getSize().y - ROOM)}px`);
  map.on("resize", fit);
  fit();
  addControl(map, card, "top-start", config.dir);
}
