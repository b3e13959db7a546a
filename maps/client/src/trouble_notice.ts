/** Over the map: that the server does not answer, or why it refuses. What is drawn stays. */
import { button, h } from "./dom.ts";
import { _ } from "./messages.ts";
import { harmless } from "./names.ts";

export class TroubleNotice {
  readonly #element = h("div", { class: "mm-trouble", role: "status", dir: "auto", hidden: true });
  readonly #again: () => void;

  constructor(container: HTMLElement, again: () => void) {
    this.#again = again;
    container.append(this.#element);
  }

  /** Say what the server said; empty: it did not answer; null: all is well again. */
  show(said: string | null): void {
    this.#element.hidden = said === null;
    if (said === null) return;
    const sentence = said ? _("The server refused: {reason}.", { reason: harmless(said) }) : _("The server does not answer; the map shows what came before.");
    this.#element.replaceChildren(h("span", {}, sentence), button(_("Try again"), { class: "mm-plain" }, this.#again));
  }
}
