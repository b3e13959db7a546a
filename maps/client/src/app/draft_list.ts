/** The stops of a draft as lists by day, which are put in order with buttons or by dragging. */
import { type Child, button, h, icon } from "../dom.ts";
import { _, kilometres, ngettext } from "../messages.ts";
import { harmless } from "../names.ts";
import { type Palette, dayStyle } from "../palette.ts";
import { nameElement } from "../site_popup.ts";
import type { SiteRow } from "../source.ts";
import { type DraftLeg, totalKm } from "./legs.ts";
import type { Draft } from "./visit_draft.ts";

const UP = "M6 15l6-6 6 6";
const DOWN = "M6 9l6 6 6-6";
const BREAK = "M4 7h16M4 17h7M15 17h5M18 14v6";
const AWAY = "M6 6l12 12M18 6L6 18";
const GRIP = "M9 5v.01M15 5v.01M9 12v.01M15 12v.01M9 19v.01M15 19v.01";

export interface DraftActs {
  step(id: string, by: -1 | 1): void;
  before(id: string, next: string | null): void;
  breakDay(id: string): void;
  remove(id: string): void;
  open(id: string, from: HTMLElement): void;
}

export function draftList(draft: Draft, sites: ReadonlyMap<string, SiteRow>, legs: readonly DraftLeg[], palette: Palette, acts: DraftActs): HTMLElement {
  const element = h("div", { class: "mm-draft" });
  for (const [k, stops] of draft.entries()) {
    const own = legs.filter((leg) => leg.day === k + 1);
    const sum = own.length > 0 ? ` · ${_("about {length}", { length: kilometres(totalKm(own)) })}` : "";
    const items = stops.map((id, i) => {
      const site = sites.get(id);
      const leg = own.find(({ position }) => position === i + 1);
      return stopItem(id, site, { day: k + 1, position: i + 1, first: k === 0 && i === 0, last: k === draft.length - 1 && i === stops.length - 1 }, leg ?? null, palette, acts);
    });
    element.append(
      h(
        "section",
        {},
        h("h3", {}, _("Day {day}", { day: String(k + 1) }), h("small", {}, ngettext("{n} stop", "{n} stops", stops.length), sum)),
        h("ol", {}, ...items),
      ),
    );
  }
  return element;
}

interface Standing {
  readonly day: number;
  readonly position: number;
  readonly first: boolean;
  readonly last: boolean;
}

function stopItem(id: string, site: SiteRow | undefined, at: Standing, leg: DraftLeg | null, palette: Palette, acts: DraftActs): HTMLElement {
  const name = site ? harmless(site.name[1]) : id;
  const number = h("span", { class: "mm-stop mm-planned" }, String(at.position));
  number.style.color = dayStyle(palette, at.day).colour;
  number.style.background = "#ffffff";
  const small = (path: string, label: string, act: string, press: () => void, disabled = false): HTMLElement =>
    button(icon(path), { class: "mm-small", "aria-label": `${label}: ${name}`, title: label, "data-act": act, disabled }, press);
  const notes: Child[] = [];
  if (!site) notes.push(h("small", { class: "mm-mark" }, _("This map does not know the site.")));
  else if (!site.placed) notes.push(h("small", { class: "mm-mark" }, _("No position is known, so no way there and no length.")));
  if (leg) notes.push(h("small", {}, _("about {length} to here", { length: kilometres(leg.km) })));
  const grip = h("span", { class: "mm-grip", title: _("Drag to another place") }, icon(GRIP));
  const open = button(nameElement(site ? [site.name[0], name] : ["und", name]), { class: "mm-stop-name", disabled: !site }, () => acts.open(id, open));
  const element = h(
    "li",
    { "data-stop": id },
    grip,
    number,
    h("div", { class: "mm-stop-text" }, open, ...notes),
    h(
      "span",
      { class: "mm-acts" },
      small(UP, _("Earlier"), "up", () => acts.step(id, -1), at.first),
      small(DOWN, _("Later"), "down", () => acts.step(id, 1), at.last),
      small(BREAK, at.position === 1 && at.day > 1 ? _("Join to the day before") : _("Begin a new day here"), "break", () => acts.breakDay(id), at.first),
      small(AWAY, _("Take out"), "remove", () => acts.remove(id)),
    ),
  );
  dragged(element, grip, (next) => acts.before(id, next));
  return element;
}

/** Drag with any pointer: a line shows where the stop will stand; `drop` is told the stop that follows it then. */
function dragged(item: HTMLElement, grip: HTMLElement, drop: (next: string | null) => void): void {
  grip.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    event.preventDefault();
    const list = item.closest(".mm-draft");
    const others = [...(list?.querySelectorAll<HTMLElement>("li[data-stop]") ?? [])];
    const off = new AbortController();
    let target: HTMLElement | null | undefined;
    const unmark = (): void => {
      for (const each of others) each.classList.remove("mm-drop-before", "mm-drop-after");
    };
    grip.setPointerCapture(event.pointerId);
    item.classList.add("mm-dragged");
    grip.addEventListener("pointermove", ({ clientY }) => {
      unmark();
      target = others.find((each) => clientY < each.getBoundingClientRect().top + each.offsetHeight / 2) ?? null;
      if (target) target.classList.add("mm-drop-before");
      else others.at(-1)?.classList.add("mm-drop-after");
      (target ?? others.at(-1))?.scrollIntoView({ block: "nearest" });
    }, { signal: off.signal });
    const end = (put: boolean): void => {
      off.abort();
      unmark();
      item.classList.remove("mm-dragged");
      if (put && target !== undefined && target !== item) drop(target?.dataset["stop"] ?? null);
    };
    grip.addEventListener("pointerup", () => end(true), { signal: off.signal });
    grip.addEventListener("pointercancel", () => end(false), { signal: off.signal });
  });
}
