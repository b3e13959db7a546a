/**
 * Drawing on the map: points one by one (a click, or Enter for the cross in the middle, under which the arrow keys move
 * the map), or one stroke of a pointer. While it is on, sites and clusters do not answer clicks.
 */
import { h } from "../dom.ts";
import type { LonLat } from "./geodesic.ts";
import { HANDLERS, isOthers, paused } from "./map_gestures.ts";
import { type Shape, SketchLayer, ringOf } from "./sketch_layer.ts";

/** Pixels: below, a pointer has not moved. */
const STILL_PX = 5;
const STROKE_STEP_PX = 4;

export interface SketchEvents {
  /** Points were added or taken away; `committed` is false while the pointer only shows where the next would be. */
  changed(committed: boolean): void;
  finished(): void;
}

export class Sketch {
  readonly #map: L.Map;
  readonly #events: SketchEvents;
  readonly #layer: SketchLayer;
  readonly #cross = h("div", { class: "mm-cross", "aria-hidden": "true" });
  #shape: Shape = "line";
  #points: LonLat[] = [];
  #next: LonLat | null = null;
  #on = false;
  #done = false;
  #off = new AbortController();
  #paused: L.Handler[] = [];
  #down: { readonly x: number; readonly y: number } | null = null;
  #stroke: number | null = null;

  constructor(map: L.Map, events: SketchEvents) {
    this.#map = map;
    this.#events = events;
    this.#layer = new SketchLayer(map);
  }

  get done(): boolean {
    return this.#done;
  }

  /** Points that stand. */
  get points(): readonly LonLat[] {
    return this.#points;
  }

  /** With the point that a click would add now. */
  get shown(): readonly LonLat[] {
    return this.#next && !this.#done ? [...this.#points, this.#next] : this.#points;
  }

  /** The outline of what was drawn. */
  get ring(): readonly LonLat[] {
    return ringOf(this.#shape, this.shown);
  }

  start(shape: Shape): void {
    this.stop();
    this.#shape = shape;
    this.#on = true;
    this.#done = false;
    this.#off = new AbortController();
    const container = this.#map.getContainer();
    container.classList.add("mm-sketching");
    container.classList.toggle("mm-freehand", this.#freehand);
    container.append(this.#cross);
    this.#paused = paused(this.#map, this.#freehand ? HANDLERS : ["doubleClickZoom", "boxZoom"]);
    const listen = <K extends keyof HTMLElementEventMap>(type: K, heard: (event: HTMLElementEventMap[K]) => void): void =>
      container.addEventListener(type, heard, { capture: true, signal: this.#off.signal });
    listen("pointerdown", (event) => this.#pointerDown(event));
    listen("pointermove", (event) => this.#pointerMove(event));
    listen("pointerup", (event) => this.#pointerUp(event));
    listen("pointercancel", () => this.clear());
    listen("click", (event) => this.#click(event));
    listen("dblclick", (event) => this.#doubleClick(event));
    listen("keydown", (event) => this.#key(event));
    this.#map.on("move", this.#moved);
    container.focus({ preventScroll: true });
    this.#crossShown(container.matches(":focus-visible"));
  }

  /** Put the map back into its own hands; with `keep` the drawing stays on it. */
  stop(keep = false): void {
    if (this.#on) {
      this.#on = false;
      this.#off.abort();
      this.#map.off("move", this.#moved);
      this.#map.getContainer().classList.remove("mm-sketching", "mm-freehand");
      this.#cross.remove();
      for (const handler of this.#paused.splice(0)) handler.enable();
    }
    this.#next = null;
    if (keep) return;
    this.#points = [];
    this.#layer.clear();
  }

  undo(): void {
    this.#points.pop();
    this.#done = false;
    this.#changed(true);
  }

  clear(): void {
    this.#points = [];
    this.#stroke = null;
    this.#done = false;
    this.#next = null;
    this.#changed(true);
  }

  finish(): void {
    this.#next = null;
    this.#done = true;
    this.#changed(true);
    this.#events.finished();
  }

  /** Draw a ring that was not drawn by hand. */
  show(ring: readonly LonLat[]): void {
    this.#points = [...ring];
    this.#shape = "lasso";
    this.#done = true;
    this.#next = null;
    this.#draw();
  }

  get #freehand(): boolean {
    return this.#shape === "box" || this.#shape === "lasso";
  }

  #at(event: MouseEvent): LonLat {
    const { lng, lat } = this.#map.mouseEventToLatLng(event);
    return [lng, lat];
  }

  #middle(): LonLat {
    const { lng, lat } = this.#map.getCenter();
    return [lng, lat];
  }

  #add(point: LonLat): void {
    if (this.#done) this.#points = [];
    this.#done = false;
    this.#next = null;
    this.#points.push(point);
    if (this.#shape === "box" && this.#points.length === 2) this.finish();
    else this.#changed(true);
  }

  #pointerDown(event: PointerEvent): void {
    if (isOthers(event) || event.button > 0) return;
    this.#crossShown(false);
    this.#down = { x: event.clientX, y: event.clientY };
    if (!this.#freehand) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!event.isPrimary) return this.clear(); // a second finger means something else
    this.#map.getContainer().setPointerCapture(event.pointerId);
    this.#stroke = event.pointerId;
    if (this.#done || this.#points.length === 0 || this.#shape === "lasso") this.#points = [];
    this.#done = false;
    if (this.#points.length === 0) this.#points.push(this.#at(event));
  }

  #pointerMove(event: PointerEvent): void {
    if (this.#done || event.pointerType === "touch" && !this.#freehand) return;
    if (this.#freehand && this.#stroke !== event.pointerId) return;
    const here = this.#at(event);
    if (this.#shape === "lasso" && this.#far(event)) {
      this.#points.push(here);
      this.#down = { x: event.clientX, y: event.clientY };
    } else if (this.#points.length > 0) this.#next = here;
    this.#changed(false);
  }

  #pointerUp(event: PointerEvent): void {
    if (this.#stroke !== event.pointerId) return;
    event.stopImmediatePropagation();
    this.#stroke = null;
    const next = this.#next;
    if (this.#shape === "box" && next && this.#far(event)) {
      this.#points = [this.#points[0] ?? next, next];
      this.finish();
    } else if (this.#shape === "lasso" && this.#points.length > 2) this.finish();
    else this.clear();
  }

  #far(event: PointerEvent): boolean {
    const least = this.#shape === "lasso" ? STROKE_STEP_PX : STILL_PX;
    return this.#down === null || Math.hypot(event.clientX - this.#down.x, event.clientY - this.#down.y) >= least;
  }

  #click(event: MouseEvent): void {
    if (isOthers(event)) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    if (this.#freehand || event.detail > 1 || this.#far(event as PointerEvent)) return;
    this.#add(this.#at(event));
  }

  #doubleClick(event: MouseEvent): void {
    if (isOthers(event)) return;
    event.stopImmediatePropagation();
    if (!this.#freehand) this.finish();
  }

  #key(event: KeyboardEvent): void {
    if (event.target !== this.#map.getContainer()) return;
    if (event.key.startsWith("Arrow")) return this.#crossShown(true);
    if (event.key === "Enter" || event.key === " ") {
      this.#crossShown(true);
      this.#add(this.#middle());
    } else if (event.key === "Backspace" || event.key === "Delete") this.undo();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  readonly #moved = (): void => {
    if (this.#cross.hidden || this.#done || this.#points.length === 0) return;
    this.#next = this.#middle();
    this.#changed(false);
  };

  #crossShown(shown: boolean): void {
    this.#cross.hidden = !shown;
  }

  #changed(committed: boolean): void {
    this.#draw();
    this.#events.changed(committed);
  }

  #draw(): void {
    const points = this.#stroke !== null || (this.#shape === "lasso" && this.#done) ? [] : this.#points;
    this.#layer.draw(this.#shape === "line" ? this.shown : this.ring, points, this.#shape !== "line");
  }
}
