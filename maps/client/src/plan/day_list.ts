/** The days of a plan: each with its line on the map, its sums, a box that takes it off the map, and a way to it. */
import { button, calm, h, svg } from "../dom.ts";
import { L } from "../leaflet.ts";
import { _, date, kilometres, ngettext } from "../messages.ts";
import { harmless } from "../names.ts";
import { type Palette, dayStyle } from "../palette.ts";
import type { VisitLayer } from "../visit_layer.ts";
import { type Leg, type Stop, teamName, teamsOf } from "../visits.ts";
import { type Shift, shiftsOf } from "./timeline.ts";

const MAX_ZOOM = 14;

/** `onOnly` hears which day stands alone on the map. */
export function dayList(map: L.Map, layer: VisitLayer, palette: Palette, onOnly: (shift: Shift) => void): HTMLElement {
  const shifts = shiftsOf(layer.visits);
  const rows: Row[] = [];
  /** Only one day, or all of them again. */
  const only = (shown: Row): void => {
    const all = shown.title.getAttribute("aria-pressed") === "true";
    for (const row of rows) {
      row.box.checked = all || row === shown;
      row.title.setAttribute("aria-pressed", String(!all && row === shown));
      layer.showDay(row.shift.day, row.shift.team, row.box.checked);
    }
    show(map, all ? shifts : [shown.shift], layer);
    if (!all) onOnly(shown.shift);
  };
  for (const shift of shifts) {
    const name = shiftName(shift, layer);
    const box = h("input", { type: "checkbox", checked: true, "aria-label": _("On the map: {day}", { day: name }) });
    const label = h("span", {}, h("bdi", {}, name), h("small", {}, sums(shift, layer)));
    const title = button(label, { class: "mm-visit", "aria-pressed": "false", title: _("Only this day on the map; again for all days") }, () => only(row));
    const row = { shift, box, title };
    box.addEventListener("change", () => {
      for (const each of rows) each.title.setAttribute("aria-pressed", "false");
      layer.showDay(shift.day, shift.team, box.checked);
    });
    rows.push(row);
  }
  const items = rows.map(({ shift, box, title }) => h("li", { "data-day": shift.day }, box, title, swatch(palette, shift.day)));
  return h("ul", { class: "mm-visits mm-plan-days" }, ...items);
}

interface Row {
  readonly shift: Shift;
  readonly box: HTMLInputElement;
  readonly title: HTMLButtonElement;
}

function dayName(day: number, layer: VisitLayer): string {
  const moment = layer.visits.legs.find((leg) => leg.day === day)?.depart ?? "";
  return moment ? _("Day {day}, {date}", { day: String(day), date: date(moment.slice(0, 10)) }) : _("Day {day}", { day: String(day) });
}

/** "Day 2, 15 May 2026", and with several teams which of them. */
export function shiftName({ day, team }: Shift, layer: VisitLayer): string {
  const name = dayName(day, layer);
  return teamsOf(layer.visits).length > 1 ? _("{day}, team {team}", { day: name, team: harmless(teamName(team, layer.visits)) }) : name;
}

function sums(shift: Shift, layer: VisitLayer): string {
  const legs = ofShift(layer.visits.legs, shift);
  const km = legs.reduce((sum, leg) => sum + (leg.basis === "road" ? (leg.km ?? 0) : 0), 0);
  const minutes = Math.round(legs.reduce((sum, leg) => sum + (leg.basis === "road" ? (leg.minutes ?? 0) : 0), 0));
  return [
    ngettext("{n} stop", "{n} stops", ofShift(layer.visits.stops, shift).length),
    kilometres(Math.round(km)),
    _("{hours} h {minutes} min on the road", { hours: String(Math.floor(minutes / 60)), minutes: String(minutes % 60) }),
  ].join(" · ");
}

function ofShift<T extends Leg | Stop>(all: readonly T[], { day, team }: Shift): T[] {
  return all.filter((one) => one.day === day && one.team === team);
}

function show(map: L.Map, shifts: readonly Shift[], layer: VisitLayer): void {
  const points = shifts.flatMap((shift) => ofShift(layer.visits.legs, shift)).flatMap(({ coords }) => coords.map(([lon, lat]): L.LatLngTuple => [lat, lon]));
  if (points.length > 0) map.fitBounds(L.latLngBounds(points), { paddingTopLeft: [48, 84], paddingBottomRight: [48, 40], maxZoom: MAX_ZOOM, animate: !calm() });
}

function swatch(palette: Palette, day: number): SVGSVGElement {
  const { colour, dash } = dayStyle(palette, day);
  return svg("svg", { viewBox: "0 0 28 20", width: 28, height: 20, class: "mm-swatch", "aria-hidden": "true" }, svg("path", { d: "M1 10H27", stroke: colour, "stroke-width": 4, "stroke-dasharray": dash }));
}
