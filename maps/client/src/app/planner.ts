/** What a planner works with beside the filters: the table, the draft of a visit, and the tools on the map. */
import { DraftKeeper, memory } from "./draft_keeper.ts";
import type { Drawn } from "./drawn.ts";
import { fullScreenTool } from "./full_screen.ts";
import { locateTool } from "./locate.ts";
import { measureTool } from "./measure.ts";
import { addToPopups } from "./popup_acts.ts";
import { selectTool } from "./select_tool.ts";
import type { PanelSpec, Shell, ToolSpec } from "./shell.ts";
import { tablePanel } from "./table/panel.ts";
import { printTool } from "./print/print_tool.ts";
import { Toast } from "./toast.ts";
import { placeOf } from "./visit_draft.ts";
import { VisitPanel } from "./visit_panel.ts";

export class Planner {
  readonly #shell: Shell;
  readonly #table: PanelSpec;
  readonly #visit: PanelSpec;
  readonly #tools: readonly ToolSpec[];

  constructor(shell: Shell, drawn: Drawn) {
    this.#shell = shell;
    const { address } = drawn;
    const toast = new Toast(shell.element);
    const word = { read: () => address.get("stops"), write: (stops: string) => address.keep({ stops: stops || null }) };
    const keeper = new DraftKeeper(word, memory(address.served));
    const panel = new VisitPanel(drawn, shell, toast, keeper);
    const take = (ids: readonly string[]): void => panel.take(ids);
    const room = { drawn, shell, toast, take };
    this.#table = tablePanel(room);
    this.#visit = panel.spec;
    const full = fullScreenTool(shell.element, toast);
    this.#tools = [selectTool(room), measureTool(drawn, shell), locateTool(drawn, toast), printTool(drawn, shell), ...(full ? [full] : [])];
    address.onChange(() => keeper.heard());
    const complete = addToPopups(drawn, { take, has: (id) => placeOf(keeper.draft, id) !== null, show: () => shell.open("visit", true) });
    keeper.subscribe(complete);
    panel.update();
  }

  addTable(): void {
    this.#shell.panel(this.#table);
  }

  addVisit(): void {
    this.#shell.panel(this.#visit);
  }

  addTools(): void {
    this.#shell.gap();
    for (const tool of this.#tools) this.#shell.tool(tool);
  }
}
