/** Elements built node by node: text goes in as text and can be nothing else. */
import type { Map as LeafletMap } from "leaflet";

export type Child = Node | string | null | undefined | false;
type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>;

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes (`true` sets an empty one; null and false leave it out) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  append(element, children);
  return element;
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  setAttributes(element, attributes);
  append(element, children);
  return element;
}

function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

function append(element: Element, children: readonly Child[]): void {
  for (const child of children) if (child) element.append(child);
}

export function button(label: Child | readonly Child[], attributes: Attributes, onClick: () => void): HTMLButtonElement {
  const children = Array.isArray(label) ? (label as readonly Child[]) : [label as Child];
  const element = h("button", { type: "button", ...attributes }, ...children);
  element.addEventListener("click", onClick);
  return element;
}

/** A line icon on a grid of 24 × 24 for a control. */
export function icon(path: string): SVGSVGElement {
  return svg("svg", { viewBox: "0 0 24 24", class: "mm-icon", "aria-hidden": "true" }, svg("path", { d: path }));
}

/** Whether the reader asked for less movement. */
export function calm(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Whether the map is as narrow as a phone, on whatever screen. */
export function narrow(map: LeafletMap): boolean {
  return map.getSize().x <= 640;
}

let lastId = 0;

/** An id that no other element of the page has. */
export function freshId(stem: string): string {
  lastId += 1;
  return `mm-${stem}-${lastId}`;
}
