/** The app around the map: the page's script calls `mirasmapApp.start` once the sites are on the screen. */
import "../app.css";
import { setMessages } from "../messages.ts";
import type { Drawn } from "./drawn.ts";
import { Shell } from "./shell.ts";

/** Put the frame around a map, with its panels and tools. */
export function start(drawn: Drawn): void {
  const { map, config } = drawn;
  setMessages(config.lang, config.messages, config.language_names);
  const shell = new Shell(map, config.dir);
  shell.restore();
}
