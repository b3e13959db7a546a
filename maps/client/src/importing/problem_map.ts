/** Problems on the map: each a point that opens, and leads to its row; each row leads to its point. */
import type { Drawn } from "../app/drawn.ts";
import { button, calm, freshId, h, icon } from "../dom.ts";
import { L } from "../leaflet.ts";
import { _, ngettext } from "../messages.ts";
import { harmless } from "../names.ts";
import { PopupHost } from "../popup_host.ts";
import { type Problem, type Severity, type Spot, addressOf } from "./problems.ts";

/** Rows on a page of the table, as server/pages/import_issues.py has them. */
const ON_A_PAGE = 50;
const CLOSE = 14;
const SHOWN = 6;
const PIN = "M12 21s6-5.500 6-10.500a6 6 0 1 0-12 0C6 15.500 12 21 12 21zM12 12.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4z";
const LOOKS: Readonly<Record<Severity, { readonly fillColor: string; readonly radius: number }>> = {
  error: { fillColor: "#b3261e", radius: 8 },
  warning: { fillColor: "#e8a33d", radius: 7 },
  note: { fillColor: "#7d8894", radius: 6 },
};
/** Above the muted rows and what stands for many of them, below popups. */
const PANE = "mm-problems";

export function showProblems({ map }: Drawn, spots: readonly Spot[]): void {
  if (spots.length === 0) return;
  const pane = map.createPane(PANE);
  pane.style.zIndex = "620";
  const renderer = L.canvas({ pane: PANE, padding: 0.3, tolerance: 6 });
  const popups = new PopupHost(map);
  const open = (spot: Spot, back?: HTMLElement): void => popups.open(card(spot, () => popups.close()), spot.lon, spot.lat, 6, () => undefined, back);
  const byPlace = new Map<number, Spot>();
  // the gravest last, so that it lies on top
  const order: readonly Severity[] = ["note", "warning", "error"];
  const gravest = ({ problems }: Spot): Severity => problems[0]?.severity ?? "note";
  for (const spot of [...spots].sort((a, b) => order.indexOf(gravest(a)) - order.indexOf(gravest(b)))) {
    for (const { place } of spot.problems) byPlace.set(place, spot);
    L.circleMarker([spot.lat, spot.lon], { renderer, pane: PANE, ...LOOKS[gravest(spot)], color: "#fff", weight: 1.5, fillOpacity: 0.95 })
      .on("click", (event) => {
        L.DomEvent.stopPropagation(event);
        open(spot);
      })
      .addTo(map);
  }
  fitAll(map, spots);
  leadFromRows(map, byPlace, open);
}

/** Everything that is wrong, wherever on earth it lies. */
function fitAll(map: L.Map, spots: readonly Spot[]): void {
  const bounds = L.latLngBounds(spots.map(({ lat, lon }) => [lat, lon]));
  if (!map.getBounds().contains(bounds) || map.getZoom() < CLOSE - 6) map.fitBounds(bounds, { padding: [32, 32], maxZoom: CLOSE, animate: false });
}

function leadFromRows(map: L.Map, byPlace: ReadonlyMap<number, Spot>, open: (spot: Spot, back: HTMLElement) => void): void {
  for (const row of document.querySelectorAll<HTMLElement>("[data-place]")) {
    const spot = byPlace.get(Number(row.dataset["place"]));
    const place = row.querySelector("[data-show]");
    if (!spot || !place) continue;
    const name = _("Show on the map: {name}", { name: harmless(row.querySelector("th")?.textContent.trim().replace(/\s+/g, " ") ?? "") });
    const show = (): void => {
      map.getContainer().scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
      map.setView([spot.lat, spot.lon], Math.max(map.getZoom(), CLOSE), { animate: !calm() });
      open(spot, shower);
    };
    const shower = button(icon(PIN), { class: "mm-show-button", "aria-label": name, title: name }, show);
    place.append(shower);
  }
}

function card({ problems }: Spot, close: () => void): HTMLElement {
  const id = freshId("problem");
  const [first] = problems;
  const more = problems.length - SHOWN;
  return h(
    "div",
    { class: "mm-card mm-problem", role: "dialog", "aria-labelledby": id, tabindex: -1 },
    h("header", {}, h("div", {}, h("h2", { id }, first?.row ? _("Row {row}", { row: first.row }) : _("The file")), first?.id ? h("p", {}, h("bdi", {}, harmless(first.id))) : null)),
    h("ul", {}, ...problems.slice(0, SHOWN).map((problem) => item(problem, close))),
    more > 0 && h("p", {}, ngettext("{n} more in the table", "{n} more in the table", more)),
  );
}

function item({ title, severity, field, message, place }: Problem, close: () => void): HTMLElement {
  const link = h("a", { href: addressOf(place, location.search, ON_A_PAGE) }, _("In the table"));
  link.addEventListener("click", (event) => {
    const row = document.getElementById(`p${place}`);
    if (!row) return; // it stands on another page
    event.preventDefault();
    close();
    for (const other of document.querySelectorAll(".shown")) other.classList.remove("shown");
    row.classList.add("shown");
    row.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
    row.focus({ preventScroll: true });
  });
  return h(
    "li",
    { class: `mm-${severity}` },
    h("strong", { dir: "auto" }, harmless(title)),
    field ? h("p", { class: "mm-kind" }, h("bdi", {}, harmless(field))) : null,
    message ? h("p", {}, h("bdi", {}, harmless(message))) : null,
    h("p", {}, link),
  );
}
