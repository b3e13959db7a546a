/** The buttons beside the map: those of panels, and tools of which one at a time is on. */
import { button, h, icon } from "../dom.ts";
import { _ } from "../messages.ts";

export interface ToolSpec {
  readonly id: string;
  readonly label: string;
  readonly icon: string;
  /** Press: a plain action, or `toggle` for a tool that stays on until it is pressed again or Escape. */
  press?(): void;
  toggle?(on: boolean): void;
}

export class Rail {
  readonly element = h("div", { class: "mm-rail", role: "group", "aria-label": _("Around the map") });
  readonly #tools = new Map<string, { readonly spec: ToolSpec; readonly button: HTMLButtonElement }>();

  tool(spec: ToolSpec): void {
    const own = button([icon(spec.icon), h("span", {}, spec.label)], spec.toggle ? { "aria-pressed": "false" } : {}, () =>
      spec.toggle ? this.turn(spec.id, !isOn(own)) : spec.press?.(),
    );
    this.element.append(own);
    this.#tools.set(spec.id, { spec, button: own });
  }

  /** Draw a line between what was added and what follows. */
  gap(): void {
    this.element.append(h("hr", { "aria-hidden": "true" }));
  }

  turn(id: string, on: boolean): void {
    for (const [other, { spec, button: own }] of this.#tools) {
      if (!spec.toggle || (other !== id && !isOn(own))) continue;
      const now = other === id && on;
      own.setAttribute("aria-pressed", String(now));
      spec.toggle(now);
    }
  }

  /** Turn off the tool that is on and go back to its button; false where none is. */
  putAway(): boolean {
    const on = [...this.#tools.values()].find(({ button: own }) => isOn(own));
    if (!on) return false;
    this.turn(on.spec.id, false);
    on.button.focus();
    return true;
  }
}

function isOn(tool: HTMLElement): boolean {
  return tool.getAttribute("aria-pressed") === "true";
}
