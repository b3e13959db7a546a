/** Visits on the map: thin lines for all that are switched on, strong lines and numbered stops for the chosen one. */
import type { Config, Style } from "./config.ts";
import { calm, h } from "./dom.ts";
import { L } from "./leaflet.ts";
import { _, kilometres, number } from "./messages.ts";
import { harmless } from "./names.ts";
import { dayStyle } from "./palette.ts";
import type { Box } from "./site_layer.ts";
import { StopIcon } from "./stop_icon.ts";
import { BaseIcon } from "./base_icon.ts";
import { type Base, type Leg, type Stop, type Visits, pinWidth, pointsOf, stopsByPin, teamMark, teamsOf } from "./visits.ts";

const THIN = { weight: 2, casing: 4, opacity: 0.6 };
/** Stops nearer than this share a pin. */
const PIN_PX = 26;
/** From the place to the point of its pin: clear of the symbol there. */
const LIFT_PX = 12;
const PIN_PX_HIGH = 32;
const STRONG = { weight: 4, casing: 7.5, opacity: 1 };
/** The last part to a stop, where no road leads: on foot, or on a track. */
const ACCESS = { weight: 2.5, casing: 5.5, opacity: 1, dash: "1 5" };

export class VisitLayer {
  readonly visits: Visits;
  readonly #map: L.Map;
  readonly #config: Config;
  readonly #renderer: L.Canvas;
  readonly #lines = L.layerGroup();
  readonly #pins = L.layerGroup();
  readonly #shown: Set<string>;
  readonly #openStops: (stops: readonly Stop[]) => void;
  readonly #clusters: () => readonly Disc[];
  #style: Style;
  #chosen: string | null = null;
  #groups: Stop[][] = [];
  #lifts: readonly number[] = [];
  readonly #teams: readonly string[];
  readonly #hidden = new Set<string>();
  /** What the pins on the map say and where, as text. */
  #drawn = "";

  /**
   * Lines lie on the renderer of the sites, below their symbols: a canvas above it would swallow their clicks. `clusters`
   * tells where clusters are, over which pins stand.
   */
  constructor(
    map: L.Map,
    visits: Visits,
    config: Config,
    style: Style,
    renderer: L.Canvas,
    openStops: (stops: readonly Stop[]) => void,
    clusters: () => readonly Disc[],
  ) {
    this.visits = visits;
    this.#teams = teamsOf(visits);
    this.#map = map;
    this.#config = config;
    this.#style = style;
    this.#renderer = renderer;
    this.#openStops = openStops;
    this.#clusters = clusters;
    const only = config.options.visit;
    this.#shown = new Set(only ? [only] : visits.visits.map(({ id }) => id));
    this.#lines.addTo(map);
    this.#pins.addTo(map);
    for (const base of visits.bases ?? []) this.#base(base);
    map.on("mirasmap:symbols", () => this.#drawPins());
  }

  get chosen(): string | null {
    return this.#chosen;
  }

  isShown(visit: string): boolean {
    return this.#shown.has(visit);
  }

  /** What lines on the map rest on. */
  get bases(): ReadonlySet<string> {
    return new Set([...this.#shown].flatMap((visit) => this.#legsOf(visit).map(({ basis }) => basis ?? "estimate")));
  }

  show(visit: string, shown: boolean): void {
    if (shown) this.#shown.add(visit);
    else this.#shown.delete(visit);
    if (!shown && this.#chosen === visit) this.#chosen = null;
    this.#draw();
  }

  /** Number the stops of one visit, or of none. */
  choose(visit: string | null): void {
    this.#chosen = visit;
    if (visit) this.#shown.add(visit);
    this.#draw();
  }

  /** Take a day of a plan off the map, or put it back; of one team, or of all. */
  showDay(day: number, team: string | null, shown: boolean): void {
    for (const each of team === null ? this.#teams : [team]) {
      if (shown) this.#hidden.delete(`${day}/${each}`);
      else this.#hidden.add(`${day}/${each}`);
    }
    this.#draw();
  }

  setStyle(style: Style): void {
    this.#style = style;
    this.#draw();
  }

  /** Bring all stops and legs of a visit into view. */
  fit(visit: string): void {
    fitVisit(this.#map, this.visits, visit, !calm());
  }

  #legsOf(visit: string): Leg[] {
    return this.visits.legs.filter((leg) => leg.visit === visit && this.#isOn(leg));
  }

  #isOn({ day, team }: Leg | Stop): boolean {
    return !this.#hidden.has(`${day}/${team ?? ""}`);
  }

  #draw(): void {
    this.#lines.clearLayers();
    for (const { id } of this.visits.visits) {
      if (!this.#shown.has(id)) continue;
      for (const leg of this.#legsOf(id)) this.#leg(leg, id === this.#chosen);
    }
    this.#drawn = "";
    this.#drawPins();
  }

  /** Pins share the room of the screen with each other and with clusters: drawn anew where either changed. */
  #drawPins(): void {
    const clusters = this.#chosen ? this.#clusters() : [];
    const lift = (stop: Stop): number => liftOver(this.#point(stop), clusters);
    const anchor = (stop: Stop): L.Point => this.#point(stop).subtract([0, lift(stop)]);
    const on = this.visits.stops.filter((stop) => this.#isOn(stop));
    this.#groups = this.#chosen ? stopsByPin(on, this.#chosen, anchor, PIN_PX) : [];
    const pins = this.#groups.map((stops) => ({ stops, lift: stops[0] ? lift(stops[0]) : 0 }));
    const drawn = JSON.stringify(pins.map((pin) => [pin.stops.map(({ day, team, position }) => [day, team, position]), pin.lift]));
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#lifts = pins.map((pin) => pin.lift);
    this.#pins.clearLayers();
    for (const pin of pins) this.#pins.addLayer(this.#pin(pin.stops, pin.lift));
    this.#map.fire("mirasmap:symbols");
  }

  #point({ lon, lat }: Stop): L.Point {
    return this.#map.latLngToLayerPoint([lat, lon]);
  }

  /** What the pins cover, in the map's layer points: labels keep clear of it. */
  boxes(): Box[] {
    return this.#groups.flatMap((stops, k) => {
      const [first] = stops;
      if (!first) return [];
      const { x, y } = this.#point(first);
      const half = pinWidth(stops, this.#teams) / 2;
      const foot = y - (this.#lifts[k] ?? 0);
      return [[x - half, foot - PIN_PX_HIGH, x + half, foot] as const];
    });
  }

  #leg(leg: Leg, strong: boolean): void {
    const ofDay = dayStyle(this.#config.palette, leg.day);
    const { colour } = ofDay;
    const onFoot = leg.basis === "access";
    const look = onFoot ? ACCESS : strong ? STRONG : THIN;
    const dash = onFoot ? ACCESS.dash : ofDay.dash;
    const at = leg.coords.map(([lon, lat]): L.LatLngTuple => [lat, lon]);
    const common = { renderer: this.#renderer, lineCap: "round" as const };
    const line = L.polyline(at, { ...common, color: colour, weight: look.weight, opacity: look.opacity });
    if (dash) line.setStyle({ dashArray: dash, lineCap: onFoot ? "round" : "butt" });
    const casing = L.polyline(at, {
      ...common,
      color: this.#config.palette.ring[this.#style],
      weight: look.casing,
      opacity: look.opacity * 0.9,
      interactive: false,
    });
    if (strong) line.bindTooltip(tipLines(legLines(leg, this.#teams)), { sticky: true, className: "mm-tip" });
    this.#lines.addLayer(line);
    this.#lines.addLayer(casing);
    line.bringToBack();
    casing.bringToBack();
  }

  #pin(stops: readonly Stop[], lift: number): L.Marker {
    const marker = L.marker([stops[0]?.lat ?? 0, stops[0]?.lon ?? 0], {
      icon: new StopIcon(stops, stops.map((stop) => stopText(stop, this.#teams)).join("; "), lift, this.#config, this.#teams),
      zIndexOffset: 1000,
      riseOnHover: true,
    });
    marker.bindTooltip(tipLines(stops.map((stop) => stopText(stop, this.#teams))), {
      direction: "top",
      offset: [0, -lift - PIN_PX_HIGH],
      className: "mm-tip",
    });
    marker.on("click", () => this.#openStops(stops));
    marker.on("keydown", ({ originalEvent }) => {
      if (originalEvent.key !== "Enter" && originalEvent.key !== " ") return;
      originalEvent.preventDefault();
      this.#openStops(stops);
    });
    return marker;
  }

  #base({ lon, lat, title }: Base): void {
    const text = _("Base: {name}", { name: harmless(title) });
    const marker = L.marker([lat, lon], { icon: new BaseIcon(text), zIndexOffset: 900, riseOnHover: true });
    marker.bindTooltip(tipLines([text]), { direction: "top", offset: [0, -14], className: "mm-tip" });
    marker.addTo(this.#map);
  }
}

function tipLines(lines: readonly string[]): HTMLElement {
  return h("span", {}, ...lines.map((text) => h("span", { class: "mm-line", dir: "auto" }, text)));
}

/** A cluster, in the map's layer points. */
export interface Disc {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** How far above its place a pin ends: over the cluster that covers the place, whose number stays to be read. */
function liftOver({ x, y }: L.Point, clusters: readonly Disc[]): number {
  const tops = clusters.filter((one) => Math.hypot(one.x - x, one.y - y) < one.radius).map((one) => Math.round(y - one.y + one.radius));
  return Math.max(LIFT_PX, ...tops);
}

/** "Stop 3, day 1: name", and whether a source reports that it took place. */
export function stopText({ position, day, name, attestation, team, arrive, depart }: Stop, teams: readonly string[] = []): string {
  const mark = team && teams.length > 1 ? teamMark(team, teams) : "";
  const said = { number: mark + String(position), day: String(day), name: harmless(name) };
  if (team && arrive && depart) return _("Stop {number}, day {day}: {name}, {arrive}–{depart}", { ...said, arrive, depart });
  return attestation === "planned"
    ? _("Stop {number}, day {day}: {name} (planned; no source reports it)", said)
    : _("Stop {number}, day {day}: {name}", said);
}

/** Where a leg leads, how far and long it is, and what that rests on. */
export function legLines(leg: Leg, teams: readonly string[] = []): string[] {
  const { position, km, minutes, climb, descent, team, depart, arrive } = leg;
  const mark = team && teams.length > 1 ? teamMark(team, teams) : "";
  const to = _("To stop {number}", { number: mark + String(position) });
  const parts = [
    km !== null && kilometres(km),
    typeof minutes === "number" && _("{n} min", { n: number(Math.round(minutes)) }),
    typeof climb === "number" && `↑ ${_("{n} m", { n: number(climb) })}`,
    typeof descent === "number" && `↓ ${_("{n} m", { n: number(descent) })}`,
  ].filter((part) => part !== false);
  const first = parts.length > 0 ? `${to}: ${parts.join(" · ")}` : to;
  const when = depart && arrive ? [`${depart.slice(11, 16)}–${arrive.slice(11, 16)}`] : [];
  return [first, ...when, basisText(leg)];
}

/** What the length of a leg rests on; notes are written by `geo` as "road: OSM 2021-08-06", "access: 620 m on foot". */
function basisText({ basis, note, team }: Leg): string {
  const said = /^\w+: (.+)$/u.exec(note ?? "")?.[1];
  if (basis === "road") {
    if (!said) return _("by road");
    return team ? _("by road, network of {network}", { network: harmless(said) }) : _("by road on the network of {network}; not the way that was taken", { network: harmless(said) });
  }
  if (basis === "access") return said?.includes("track") ? _("on a track: no road leads nearer") : _("on foot: no road leads nearer");
  return _("estimate, straight line × 1.4");
}

/** Show a whole visit; false when it has no place. */
export function fitVisit(map: L.Map, visits: Visits, visit: string, animate: boolean): boolean {
  const points = pointsOf(visits, visit).map(([lon, lat]): L.LatLngTuple => [lat, lon]);
  if (points.length === 0) return false;
  // above the stops more room than below: their pins stand on their places
  map.fitBounds(L.latLngBounds(points), { paddingTopLeft: [48, 84], paddingBottomRight: [48, 40], maxZoom: 13, animate });
  return true;
}
