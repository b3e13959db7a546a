/** The panel in which a visit is drafted: its stops, the estimated ways between them, and files to take along. */
import { asking } from "../address.ts";
import { button, calm, h, icon } from "../dom.ts";
import { _, kilometres, ngettext, number } from "../messages.ts";
import { EVERYTHING } from "../question.ts";
import { type SiteRow, then } from "../source.ts";
import { saveFile } from "./copy.ts";
import { draftGeojson, stopsCsv } from "./draft_files.ts";
import type { DraftKeeper } from "./draft_keeper.ts";
import { DraftLayer } from "./draft_layer.ts";
import { draftList } from "./draft_list.ts";
import type { Drawn } from "./drawn.ts";
import { type DraftLeg, legsOf, totalKm } from "./legs.ts";
import { putSheetsAway } from "./sheets.ts";
import type { PanelSpec, Shell } from "./shell.ts";
import type { Toast } from "./toast.ts";
import { type Draft, EMPTY, movedBefore, placeOf, stepped, stopsOf, withBreak, without } from "./visit_draft.ts";

const ICON = "M6 20a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM18 9a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM8.500 17.500H15a3.500 3.500 0 0 0 0-7H9a3 3 0 0 1 0-6h6.500";

export class VisitPanel {
  readonly spec: PanelSpec;
  readonly #drawn: Drawn;
  readonly #shell: Shell;
  readonly #toast: Toast;
  readonly #keeper: DraftKeeper;
  readonly #layer: DraftLayer;
  readonly #said = h("p", { class: "mm-hidden", role: "status" });
  readonly #content = h("div", {});
  #sites = new Map<string, SiteRow>();
  #legs: readonly DraftLeg[] = [];

  constructor(drawn: Drawn, shell: Shell, toast: Toast, keeper: DraftKeeper) {
    this.#drawn = drawn;
    this.#shell = shell;
    this.#toast = toast;
    this.#keeper = keeper;
    this.#layer = new DraftLayer(drawn.map, drawn.config, (id) => drawn.openSite(id));
    this.spec = {
      id: "visit",
      label: _("Visit"),
      icon: ICON,
      place: "side",
      mount: (body) => body.append(this.#said, this.#content),
    };
    keeper.subscribe(() => this.update());
  }

  /** Put sites into the draft, from wherever they were chosen. */
  take(ids: readonly string[]): void {
    const before = this.#keeper.draft;
    const fresh = this.#keeper.add(ids);
    const offer = { label: _("Undo"), press: (): void => this.#keeper.set(before) };
    if (fresh > 0) this.#toast.say(ngettext("{n} site is in the visit now.", "{n} sites are in the visit now.", fresh), offer);
    else this.#toast.say(_("The visit has it already, or is full."));
  }

  /** Read the sites of the draft, then draw panel and map anew. */
  update(): void {
    const { draft } = this.#keeper;
    const ids = stopsOf(draft);
    const shown = then(this.#drawn.source.byId(ids), (rows) => {
      if (draft !== this.#keeper.draft) return;
      this.#sites = new Map(rows.map((row) => [row.id, row]));
      this.#legs = legsOf(draft, (id) => {
        const site = this.#sites.get(id);
        return site?.placed ? [site.lon, site.lat] : null;
      });
      this.#show(draft);
    });
    if (shown instanceof Promise) void shown;
  }

  #show(draft: Draft): void {
    const { config } = this.#drawn;
    const focus = focusIn(this.#content);
    const placed = stopsOf(draft).flatMap((id) => {
      const site = this.#sites.get(id);
      const at = placeOf(draft, id);
      return site?.placed && at ? [{ ...at, site: id, lon: site.lon, lat: site.lat, name: site.name[1] }] : [];
    });
    this.#layer.show(placed, this.#legs);
    this.#shell.badge("visit", draft.length > 0 ? number(stopsOf(draft).length) : null);
    this.#content.replaceChildren(...(draft.length === 0 ? [emptyHint()] : [
      this.#summary(draft),
      draftList(draft, this.#sites, this.#legs, config.palette, {
        step: (id, by) => this.#change(id, stepped(draft, id, by)),
        before: (id, next) => this.#change(id, movedBefore(draft, id, next)),
        breakDay: (id) => this.#change(id, withBreak(draft, id)),
        remove: (id) => this.#remove(id),
        open: (id, from) => this.#open(id, from),
      }),
      this.#foot(draft),
    ]));
    focusAgain(this.#content, focus);
  }

  #summary(draft: Draft): HTMLElement {
    const n = stopsOf(draft).length;
    const parts = [ngettext("{n} stop", "{n} stops", n), ngettext("{n} day", "{n} days", draft.length), _("about {length}", { length: kilometres(totalKm(this.#legs)) })];
    return h(
      "div",
      { class: "mm-draft-head" },
      h("p", { class: "mm-total" }, parts.join(" · ")),
      h("p", { class: "mm-note" }, _("A draft: nothing of it has been agreed or taken place. Lengths are estimates, the straight line × 1.4, and no time is said: a plan has roads and times.")),
    );
  }

  #foot(draft: Draft): HTMLElement {
    const geojson = (): void => saveFile("visit-draft.geojson", "application/geo+json", draftGeojson(draft, this.#legs, this.#sites));
    return h(
      "div",
      { class: "mm-acts" },
      button(_("Show on the map"), { class: "mm-plain" }, () => {
        putSheetsAway(this.#shell);
        this.#layer.fit(!calm());
      }),
      button(_("GeoJSON"), { class: "mm-plain", title: _("Download stops and legs as GeoJSON") }, geojson),
      button(_("CSV"), { class: "mm-plain", title: _("Download the stops as CSV") }, () => saveFile("visit-draft-stops.csv", "text/csv", stopsCsv(draft))),
      button(_("Print"), { class: "mm-plain" }, () => this.#shell.turn("print", true)),
      this.#plan(draft),
      button(_("Empty"), { class: "mm-plain", title: _("Take all stops out") }, () => this.#empty(draft)),
    );
  }

  /** Where a server plans visits: the stops of the draft as must-sees, with real roads and times. */
  #plan(draft: Draft): HTMLElement | false {
    const page = this.#drawn.config.links?.plan;
    if (!page) return false;
    const ids = stopsOf(draft);
    const address = `${asking(page, { ...EVERYTHING, ids })}&must=${ids.join(",")}`;
    return h("a", { class: "mm-plain", href: address, title: _("Plan these stops on real roads, with days and times") }, _("Plan it"));
  }

  #open(id: string, from: HTMLElement): void {
    if (this.#sites.get(id)?.placed) putSheetsAway(this.#shell);
    this.#drawn.openSite(id, from);
  }

  #change(id: string, draft: Draft): void {
    this.#keeper.set(draft);
    const at = placeOf(draft, id);
    const name = this.#sites.get(id)?.name[1] ?? id;
    this.#said.textContent = at ? _("{name} is stop {position} of day {day} now.", { name, position: String(at.position), day: String(at.day) }) : "";
  }

  #remove(id: string): void {
    const before = this.#keeper.draft;
    this.#keeper.set(without(before, id));
    this.#toast.say(_("{name} is out of the visit.", { name: this.#sites.get(id)?.name[1] ?? id }), { label: _("Undo"), press: () => this.#keeper.set(before) });
  }

  #empty(before: Draft): void {
    this.#keeper.set(EMPTY);
    this.#toast.say(_("The visit is empty."), { label: _("Undo"), press: () => this.#keeper.set(before) });
  }
}

function emptyHint(): HTMLElement {
  return h(
    "div",
    { class: "mm-empty" },
    icon(ICON),
    h("p", {}, _("No stops yet. Take sites in from their popup, with + in the table, or with a box or lasso on the map.")),
  );
}

/** Which button of which stop has the focus: the list is made anew, and the reader goes on where they were. */
function focusIn(content: HTMLElement): readonly [stop: string, act: string] | null {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !content.contains(active)) return null;
  return [active.closest<HTMLElement>("[data-stop]")?.dataset["stop"] ?? "", active.dataset["act"] ?? ""];
}

function focusAgain(content: HTMLElement, focus: readonly [string, string] | null): void {
  if (!focus) return;
  const [stop, act] = focus;
  const items = [...content.querySelectorAll<HTMLElement>("[data-stop]")];
  const item = items.find((each) => each.dataset["stop"] === stop) ?? items[0];
  const wanted = item?.querySelector<HTMLButtonElement>(`[data-act="${act}"]:not([disabled])`) ?? item?.querySelector<HTMLButtonElement>("button:not([disabled])");
  (wanted ?? content.closest("section")?.querySelector<HTMLElement>("h2"))?.focus({ preventScroll: true });
  item?.scrollIntoView({ block: "nearest" });
}
