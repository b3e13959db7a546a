/** The table beside the map: the same sites, in the same order for everyone, walked with the arrow keys. */
import { todayOf } from "../../config.ts";
import { button, freshId, h, icon } from "../../dom.ts";
import { _, ngettext } from "../../messages.ts";
import { formatQuestion } from "../../question.ts";
import { type SiteRow, then } from "../../source.ts";
import type { Bounds } from "../../view.ts";
import type { Drawn } from "../drawn.ts";
import { putSheetsAway } from "../sheets.ts";
import type { PanelSpec, Shell } from "../shell.ts";
import type { Toast } from "../toast.ts";
import { urgencyHelp } from "../urgency_parts.ts";
import { Body } from "./body.ts";
import { columns } from "./columns.ts";
import { Heading } from "./heading.ts";
import { RowStore } from "./row_store.ts";
import { Takeaway } from "./takeaway.ts";

const ICON = "M4 5h16v14H4zM4 10h16M4 14.500h16M10 10v9";
const PRINT = "M7 9V4h10v5M7 18H4v-8h16v8h-3M7 14h10v6H7z";
const REST_MS = 120;

/** What the table needs of the page. */
export interface TableRoom {
  readonly drawn: Drawn;
  readonly shell: Shell;
  readonly toast: Toast;
  take(ids: readonly string[]): void;
}

export function tablePanel(room: TableRoom): PanelSpec {
  let table: Table | null = null;
  return {
    id: "table",
    label: _("Table"),
    icon: ICON,
    place: "dock",
    mount: (body) => {
      table = new Table(room, body);
    },
    shown: (open) => table?.shown(open),
  };
}

class Table {
  readonly #room: TableRoom;
  readonly #status = h("p", { class: "mm-count", role: "status" });
  readonly #seen = h("input", { type: "checkbox" });
  readonly #store: RowStore;
  readonly #heading: Heading;
  readonly #body: Body;
  readonly #takeaway: Takeaway;
  readonly #empty = h("p", { class: "mm-empty", hidden: true }, _("No site answers this question. Take a filter away to see more."));
  #visible = false;
  #stale = true;
  #timer = 0;
  #openId: string | null;
  /** The open site has not been brought into sight yet. */
  #sought = true;
  /** What was asked when it was; the same rows, come anew, are at their top again. */
  #soughtIn = "";

  constructor(room: TableRoom, body: HTMLElement) {
    this.#room = room;
    const { map, config, model, source } = room.drawn;
    const help = freshId("help");
    const all = columns(config);
    this.#heading = new Heading(model, all, help);
    this.#store = new RowStore(source, (failed) => {
      if (failed) return room.toast.say(_("Rows of the table did not come. Is there a network? Scroll to ask again."));
      this.#body.arrived();
      this.#say();
    });
    const scroller = h("div", { class: "mm-scroller" });
    const acts = {
      choose: (id: string | null): void => room.drawn.highlight(id),
      open: (row: SiteRow, from: HTMLElement): void => this.#open(row, from),
      take: (row: SiteRow): void => room.take([row.id]),
    };
    this.#body = new Body(scroller, this.#heading.element, this.#store, all, { config, today: () => todayOf(config) }, acts);
    const caption = h("caption", { class: "mm-hidden" }, _("Sites that answer the question, one a row. Arrow keys go from row to row, Enter opens a site on the map."));
    const table = h("table", { class: "mm-table", role: "grid", "aria-colcount": all.length + 1 }, caption, this.#heading.element, this.#body.element);
    scroller.append(table);
    this.#seen.addEventListener("change", () => this.#renew());
    this.#takeaway = new Takeaway(room.drawn, room.toast, this.#store);
    body.classList.add("mm-table-panel");
    body.append(
      h(
        "div",
        { class: "mm-bar" },
        this.#status,
        h("label", { class: "mm-row" }, this.#seen, h("span", {}, _("Only what is in view"))),
        this.#heading.choice,
        h(
          "span",
          { class: "mm-acts" },
          this.#takeaway.csv,
          this.#takeaway.copy,
          button([icon(PRINT), h("span", {}, _("Print"))], { class: "mm-plain" }, () => room.shell.turn("print", true)),
          h("details", { class: "mm-help" }, h("summary", {}, _("What is urgency?")), h("p", { id: help }, urgencyHelp())),
        ),
      ),
      scroller,
      this.#empty,
    );
    model.subscribe(() => this.#renew());
    map.on("moveend", () => {
      if (!this.#seen.checked) return;
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => this.#renew(), REST_MS);
    });
    this.#openId = room.drawn.address.get("site") || null; // open since before the app came
    room.drawn.onOpen((id) => this.#opened(id));
  }

  shown(open: boolean): void {
    this.#visible = open;
    const { drawn } = this.#room;
    if (!open) drawn.highlight(this.#openId);
    else if (!drawn.model.answer) drawn.model.ask(); // a map that shows all sites has not asked yet
    else if (this.#stale) this.#renew();
    else this.#body.draw();
  }

  /** The rows of the question as it is now; while the table is closed nobody asks for them. */
  #renew(): void {
    this.#stale = true;
    if (!this.#visible || !this.#room.drawn.model.answer) return;
    this.#stale = false;
    this.#sought ||= this.#soughtIn === this.#asked();
    this.#store.reset(this.#seen.checked ? this.#bounds() : null, this.#room.drawn.model.answer.n);
    this.#heading.update();
    this.#body.renew();
    this.#say();
    this.#markOpen();
  }

  #asked(): string {
    return `${formatQuestion(this.#room.drawn.model.question)} ${this.#seen.checked}`;
  }

  #bounds(): Bounds {
    const bounds = this.#room.drawn.map.getBounds();
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  }

  #say(): void {
    const answer = this.#room.drawn.model.answer;
    const { n, bounds } = this.#store;
    if (!answer) return;
    const parts = [
      bounds ? _("{n} of {total} sites are in view", { n, total: answer.n }) : ngettext("{n} site", "{n} sites", n),
    ];
    const unplaced = answer.n - answer.placed;
    if (bounds && unplaced > 0) parts.push(ngettext("{n} has no position", "{n} have no position", unplaced));
    this.#status.textContent = parts.join(" · ");
    this.#empty.hidden = n > 0;
    this.#takeaway.update();
    this.#body.element.closest("table")?.setAttribute("aria-rowcount", String(n + 1));
  }

  #open(row: SiteRow, from: HTMLElement): void {
    const { shell, drawn } = this.#room;
    if (row.placed) putSheetsAway(shell);
    drawn.openSite(row.id, from);
  }

  /** A site was opened or closed, here or on the map. */
  #opened(id: string | null): void {
    this.#sought = id !== null && !this.#body.element.contains(document.activeElement);
    this.#openId = id;
    if (this.#visible) this.#markOpen();
  }

  /** Mark the row of the open site; once, bring it into sight. */
  #markOpen(): void {
    const id = this.#openId;
    this.#body.setOpen(id, -1);
    if (id === null || !this.#sought) return;
    this.#sought = false;
    const asked = (this.#soughtIn = this.#asked());
    const { source } = this.#room.drawn;
    const there = then(source.rank?.(id, this.#store.bounds) ?? this.#store.find(id), (index) => {
      if (this.#openId === id && this.#asked() === asked) this.#body.setOpen(id, index);
    });
    if (there instanceof Promise) void there;
  }
}
