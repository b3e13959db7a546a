/** The day played through: a marker goes along the ways by the plan's clock, and a line says what is done. */
import { button, calm, freshId, h, icon } from "../dom.ts";
import { L } from "../leaflet.ts";
import { _, kilometres } from "../messages.ts";
import { harmless } from "../names.ts";
import { ElementIcon } from "../element_icon.ts";
import { dayStyle } from "../palette.ts";
import type { VisitLayer } from "../visit_layer.ts";
import { stopMark, teamsOf } from "../visits.ts";
import { breakName } from "./break_names.ts";
import { shiftName } from "./day_list.ts";
import { type Doing, type Shift, type Timeline, clock, doingAt, placeAt, shiftsOf, stepsOf, timelineOf } from "./timeline.ts";

const PLAY = "M8 5.500v13l10-6.500z";
const PAUSE = "M8.500 5.500v13M15.500 5.500v13";
/** Real seconds that a day takes, and those between two steps for readers who want no movement. */
const DAY_SECONDS = 24;
const STEP_SECONDS = 2;
const MINUTE = 60;

export class Playback {
  readonly element: HTMLElement;
  readonly #map: L.Map;
  readonly #layer: VisitLayer;
  readonly #teams: readonly string[];
  readonly #colour: (day: number) => string;
  readonly #choice: HTMLSelectElement;
  readonly #slider: HTMLInputElement;
  readonly #time = h("output", { class: "mm-clock" });
  readonly #said = h("p", { class: "mm-note mm-doing" });
  readonly #heard = h("p", { class: "mm-hidden", role: "status" });
  readonly #toggle: HTMLButtonElement;
  #line: Timeline | null = null;
  #marker: L.Marker | null = null;
  #at = 0;
  #frame = 0;
  #last = 0;

  constructor(map: L.Map, layer: VisitLayer, palette: Parameters<typeof dayStyle>[0]) {
    this.#map = map;
    this.#layer = layer;
    this.#colour = (day) => dayStyle(palette, day).colour;
    const id = freshId("clock");
    this.#choice = h("select", { "aria-label": _("Day to play") });
    this.#teams = teamsOf(layer.visits);
    for (const shift of shiftsOf(layer.visits)) this.#choice.append(h("option", { value: valueOf(shift) }, shiftName(shift, layer)));
    this.#slider = h("input", { type: "range", id, step: MINUTE, "aria-label": _("Time of the day") });
    this.#toggle = button(icon(PLAY), { class: "mm-square", "aria-label": _("Play the day"), title: _("Play the day") }, () => (this.#frame ? this.pause() : this.play()));
    this.element = h("section", { class: "mm-playback", "aria-label": _("Play the day") }, h("div", { class: "mm-playback-row" }, this.#choice), h("div", { class: "mm-playback-row" }, this.#toggle, this.#slider, this.#time), this.#said, this.#heard);
    this.#choice.addEventListener("change", () => this.#begin());
    this.#slider.addEventListener("input", () => {
      this.pause();
      this.#go(Number(this.#slider.value));
    });
    this.#begin();
  }

  choose(shift: Shift): void {
    this.#choice.value = valueOf(shift);
    this.#begin();
  }

  play(): void {
    if (!this.#line) return;
    if (this.#at >= this.#line.to) this.#at = this.#line.from;
    this.#look(true);
    this.#last = performance.now();
    this.#go(this.#at, true);
    this.#frame = requestAnimationFrame((now) => this.#tick(now));
  }

  pause(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#look(false);
  }

  #begin(): void {
    this.pause();
    this.#marker?.remove();
    this.#marker = null;
    this.#line = this.#choice.value ? timelineOf(this.#layer.visits, JSON.parse(this.#choice.value) as Shift) : null;
    this.element.hidden = this.#line === null;
    if (!this.#line) return;
    this.#at = this.#line.from;
    this.#slider.min = String(Math.floor(this.#line.from / MINUTE) * MINUTE);
    this.#slider.max = String(Math.ceil(this.#line.to / MINUTE) * MINUTE);
    this.#say(doingAt(this.#line, this.#at));
  }

  #look(playing: boolean): void {
    const label = playing ? _("Pause") : _("Play the day");
    this.#toggle.replaceChildren(icon(playing ? PAUSE : PLAY));
    this.#toggle.setAttribute("aria-label", label);
    this.#toggle.title = label;
  }

  #tick(now: number): void {
    if (!this.#line) return;
    const passed = (now - this.#last) / 1000;
    if (!calm()) {
      this.#last = now;
      this.#go(this.#at + (passed * (this.#line.to - this.#line.from)) / DAY_SECONDS, true);
    } else if (passed >= STEP_SECONDS) {
      this.#last = now;
      this.#go(stepsOf(this.#line).find((step) => step > this.#at) ?? this.#line.to, true);
    }
    if (this.#at >= this.#line.to) this.pause();
    else this.#frame = requestAnimationFrame((next) => this.#tick(next));
  }

  #go(at: number, follow = false): void {
    if (!this.#line) return;
    this.#at = Math.max(this.#line.from, Math.min(at, this.#line.to));
    const place = placeAt(this.#line, this.#at);
    if (!place) return;
    const to: L.LatLngTuple = [place[1], place[0]];
    if (this.#marker) this.#marker.setLatLng(to);
    else {
      this.#marker = L.marker(to, { icon: new Traveller(this.#colour(this.#line.day)), interactive: false, keyboard: false, zIndexOffset: 2000 });
      this.#marker.addTo(this.#map);
    }
    if (follow && !this.#map.getBounds().pad(-0.1).contains(to)) this.#map.panTo(to, { animate: !calm() });
    this.#say(doingAt(this.#line, this.#at));
  }

  #say(doing: Doing): void {
    const time = clock(this.#at);
    this.#slider.value = String(Math.round(this.#at / MINUTE) * MINUTE);
    this.#slider.setAttribute("aria-valuetext", time);
    this.#time.textContent = time;
    const text = this.#words(doing);
    this.#said.textContent = text;
    // ways are not read out while the day plays: stops and breaks are enough
    if (doing.kind !== "leg" && doing.kind !== "wait" && this.#heard.textContent !== text) this.#heard.textContent = text;
  }

  #words(doing: Doing): string {
    const until = clock(doing.to);
    if (doing.kind === "break") return _("{name} until {time}", { name: breakName(doing.what.name), time: until });
    if (doing.kind === "wait" && !doing.what) return this.#at >= (this.#line?.to ?? 0) ? _("The day is over.") : _("Waits until {time}", { time: until });
    const teams = this.#teams;
    if (doing.kind === "leg") {
      const { visit, day, team, position, km } = doing.what;
      const stop = this.#layer.visits.stops.find((each) => each.visit === visit && each.day === day && each.team === team && each.position === position);
      if (stop?.end && doing.what.depart && doing.what.depart >= stop.end) return _("Back to the road from stop {number}", { number: stopMark(stop, teams) });
      const far = km === null ? "" : ` · ${kilometres(km)}`;
      return (stop ? _("To stop {number}: {name}", { number: stopMark(stop, teams), name: harmless(stop.name) }) : _("To the end of the day")) + far;
    }
    const stop = doing.what;
    if (!stop) return "";
    const said = { number: stopMark(stop, teams), name: harmless(stop.name), time: until };
    return doing.kind === "stop" ? _("At stop {number}: {name}, until {time}", said) : _("Waits at stop {number}: {name}, until {time}", said);
  }
}

function valueOf({ day, team }: Shift): string {
  return JSON.stringify({ day, team });
}

class Traveller extends ElementIcon {
  constructor(colour: string) {
    super(() => {
      const dot = h("div", { class: "mm-traveller", "aria-hidden": "true" });
      dot.style.background = colour;
      return dot;
    });
  }
}
