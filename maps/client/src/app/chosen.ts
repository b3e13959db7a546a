/** The sites that were chosen on the map: a list, and what can be done with it. */
import { asking } from "../address.ts";
import type { Bbox } from "../config.ts";
import { button, h } from "../dom.ts";
import { _, ngettext } from "../messages.ts";
import { EVERYTHING } from "../question.ts";
import type { SiteRow } from "../source.ts";
import { copyText } from "./copy.ts";
import type { Drawn } from "./drawn.ts";
import type { LonLat } from "./geodesic.ts";
import type { Shell } from "./shell.ts";
import { siteName } from "./table/columns.ts";
import { sitesList } from "./table/export.ts";
import type { Toast } from "./toast.ts";

const MOST_LISTED = 100;
/** More ids than this make an address that servers refuse. */
const MOST_IDS = 150;

export interface ChosenRoom {
  readonly drawn: Drawn;
  readonly shell: Shell;
  readonly toast: Toast;
  take(ids: readonly string[]): void;
}

export class Chosen {
  readonly element = h("div", { class: "mm-picked" });
  readonly #room: ChosenRoom;
  readonly #again: () => void;

  constructor(room: ChosenRoom, again: () => void) {
    this.#room = room;
    this.#again = again;
  }

  clear(): void {
    this.element.replaceChildren();
  }

  /** `box`: the ring, where it is one; `cut`: there may be more of them. */
  show(rows: readonly SiteRow[], box: readonly LonLat[] | null, cut: boolean): void {
    const { drawn, toast } = this.#room;
    const heading = h("p", { class: "mm-total", role: "status", tabindex: -1 });
    const said = ngettext("{n} site chosen", "{n} sites chosen", rows.length);
    const anew = button(_("Choose anew"), { class: "mm-plain" }, this.#again);
    if (rows.length === 0) {
      this.element.replaceChildren(heading, h("div", { class: "mm-acts" }, anew));
      heading.textContent = _("No site lies in it");
      return;
    }
    const ids = rows.map(({ id }) => id);
    const copy = async (): Promise<void> => {
      const done = await copyText(sitesList(rows, drawn.config));
      toast.say(done ? ngettext("{n} row is copied, with its id.", "{n} rows are copied, with their ids.", rows.length) : _("The browser does not let this page copy; take the CSV instead."));
    };
    const more = rows.length - MOST_LISTED;
    this.element.replaceChildren(
      heading,
      h(
        "div",
        { class: "mm-acts" },
        button(_("Into the visit"), { class: "mm-plain" }, () => this.#room.take(ids)),
        this.#plan(ids, box, cut),
        button(_("Only these"), { class: "mm-plain", title: _("Filter map, table and charts to these sites") }, () => this.#only(ids, box, cut)),
        button(_("Copy as list"), { class: "mm-plain" }, () => void copy()),
        anew,
      ),
      h(
        "ul",
        { class: "mm-picked-list" },
        ...rows.slice(0, MOST_LISTED).map((row) => this.#item(row)),
        more > 0 && h("li", { class: "mm-note" }, ngettext("and {n} more", "and {n} more", more)),
      ),
    );
    heading.textContent = cut ? _("{said}; there may be more", { said }) : said;
    heading.focus({ preventScroll: true });
  }

  /** Where a server plans visits: to these ids, or to what lies in the box where they are too many for an address. */
  #plan(ids: readonly string[], box: readonly LonLat[] | null, cut: boolean): HTMLElement | false {
    const { config, model } = this.#room.drawn;
    const page = config.links?.plan;
    const few = ids.length <= MOST_IDS && !cut;
    if (!page || (!few && !box)) return false;
    const question = few ? { ...EVERYTHING, ids } : { ...model.question, bbox: edges(box ?? []) };
    return h("a", { class: "mm-plain", href: asking(page, question) }, _("Plan a visit"));
  }

  #item(row: SiteRow): HTMLElement {
    const { drawn } = this.#room;
    const own = button(siteName(row, drawn.config, false), { class: "mm-choice" }, () => drawn.openSite(row.id, own));
    own.addEventListener("pointerenter", () => drawn.highlight(row.id));
    own.addEventListener("focus", () => drawn.highlight(row.id));
    return h("li", {}, own);
  }

  #only(ids: readonly string[], box: readonly LonLat[] | null, cut: boolean): void {
    const { drawn, toast } = this.#room;
    if (ids.length <= MOST_IDS && !cut) drawn.model.set({ ids });
    else if (box) {
      drawn.model.set({ bbox: edges(box) });
    } else return toast.say(_("More than {n} sites do not fit into an address; draw a smaller lasso, or a box.", { n: MOST_IDS }));
    this.#again();
    this.#room.shell.turn("select", false);
  }
}

function edges(box: readonly LonLat[]): Bbox {
  const [[west, south], , [east, north]] = box as readonly [LonLat, LonLat, LonLat];
  return [west, south, east, north];
}
