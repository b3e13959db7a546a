/** A short message above the map that goes by itself, said to screen readers too; it may offer one thing to do. */
import { button, h } from "../dom.ts";

const SHOWN_MS = 7000;

export interface Offer {
  readonly label: string;
  press(): void;
}

export class Toast {
  readonly element = h("div", { class: "mm-toast", role: "status", "data-print": "no" });
  #timer = 0;

  constructor(frame: HTMLElement) {
    frame.append(this.element);
  }

  say(text: string, offer?: Offer): void {
    clearTimeout(this.#timer);
    const parts: Node[] = [h("span", { dir: "auto" }, text)];
    if (offer) parts.push(button(offer.label, { class: "mm-plain" }, () => {
      this.clear();
      offer.press();
    }));
    this.element.replaceChildren(...parts);
    this.#timer = window.setTimeout(() => this.#later(), SHOWN_MS);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.element.replaceChildren();
  }

  /** Not away under a reader's hands. */
  #later(): void {
    if (this.element.matches(":hover, :focus-within")) this.#timer = window.setTimeout(() => this.#later(), SHOWN_MS);
    else this.clear();
  }
}
