/** Taking the rows of the table elsewhere: as a file, or as a list on the clipboard. */
import { asking } from "../../address.ts";
import { button, h, icon } from "../../dom.ts";
import { _, ngettext, number } from "../../messages.ts";
import type { SiteRow } from "../../source.ts";
import { seenOf } from "../../world.ts";
import { copyText, saveFile } from "../copy.ts";
import type { Drawn } from "../drawn.ts";
import type { Toast } from "../toast.ts";
import { MOST_COPIED, allRows, sitesCsv, sitesList } from "./export.ts";
import type { RowStore } from "./row_store.ts";

const SAVE = "M12 4v11M7 11l5 5 5-5M5 20h14";
const COPY = "M9 9h11v11H9zM5 15H4V4h11v1";

export class Takeaway {
  /** Where a server makes it a link, else a button that makes the file in the page. */
  readonly csv: HTMLAnchorElement | HTMLButtonElement;
  readonly copy = button([icon(COPY), h("span", {}, _("Copy as list"))], { class: "mm-plain" }, () => void this.#copy());
  readonly #drawn: Drawn;
  readonly #toast: Toast;
  readonly #store: RowStore;

  constructor(drawn: Drawn, toast: Toast, store: RowStore) {
    this.#drawn = drawn;
    this.#toast = toast;
    this.#store = store;
    const label = [icon(SAVE), h("span", {}, _("CSV"))] as const;
    const said = { class: "mm-plain", title: _("Download the rows as CSV") };
    const { links } = drawn.config;
    this.csv = links?.csv ? h("a", { ...said, href: links.csv, download: "sites.csv" }, ...label) : button(label, said, () => void this.#save());
  }

  /** Let the link ask for what the table shows now. */
  update(): void {
    const { config, model } = this.#drawn;
    const { bounds } = this.#store;
    if (!(this.csv instanceof HTMLAnchorElement) || !config.links?.csv) return;
    const bbox = bounds ? seenOf(bounds, model.question.bbox) : model.question.bbox;
    this.csv.href = asking(config.links.csv, { ...model.question, bbox });
  }

  async #save(): Promise<void> {
    const { config, source } = this.#drawn;
    saveFile("sites.csv", "text/csv", await sitesCsv(await this.#rows(Infinity), source, config));
  }

  async #copy(): Promise<void> {
    const rows = await this.#rows(MOST_COPIED);
    const done = await copyText(sitesList(rows, this.#drawn.config));
    if (!done) this.#toast.say(_("The browser does not let this page copy; take the CSV instead."));
    else if (rows.length < this.#store.n) this.#toast.say(_("The first {n} of {total} rows are copied; the CSV has all.", { n: rows.length, total: number(this.#store.n) }));
    else this.#toast.say(ngettext("{n} row is copied, with its id.", "{n} rows are copied, with their ids.", rows.length));
  }

  #rows(limit: number): Promise<readonly SiteRow[]> {
    return allRows(this.#drawn.source, this.#store.bounds, limit);
  }
}
