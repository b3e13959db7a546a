/** What the app adds to the popup of a site. */
import { button, h } from "../dom.ts";
import { _ } from "../messages.ts";
import type { Drawn } from "./drawn.ts";

export interface PopupActs {
  take(ids: readonly string[]): void;
  /** Whether a site is in the visit already. */
  has(id: string): boolean;
  /** Show the visit. */
  show(): void;
}

/** A button that takes the open site into the visit, or leads to the visit it is in; the popup may be made anew while it is open. */
export function addToPopups({ map, address, onOpen }: Pick<Drawn, "map" | "address" | "onOpen">, acts: PopupActs): () => void {
  let opened = address.get("site") || null; // open since before the app came
  const complete = (): void => {
    const id = opened;
    const card = map.getPane("popupPane")?.querySelector(".leaflet-popup .mm-card");
    const known = card?.querySelector<HTMLElement>(".mm-take");
    if (id === null || !card) return;
    const inside = String(acts.has(id));
    if (known?.dataset["in"] === inside && known.dataset["for"] === id) return;
    const [label, press] = acts.has(id) ? [_("In the visit"), acts.show] : [_("Add to the visit"), () => acts.take([id])];
    const own = button(label, { class: "mm-plain mm-take", "data-in": inside, "data-for": id }, press);
    const focused = document.activeElement === known;
    if (known) known.replaceWith(own);
    else {
      let foot = card.querySelector("footer");
      if (!foot) card.append((foot = h("footer", {})));
      foot.append(own);
    }
    if (focused) own.focus({ preventScroll: true });
  };
  onOpen((id) => {
    opened = id;
    complete();
  });
  const pane = map.getPane("popupPane");
  complete();
  if (pane) new MutationObserver(complete).observe(pane, { childList: true, subtree: true });
  return complete;
}
