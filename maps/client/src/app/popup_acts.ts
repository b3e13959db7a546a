/** What the app adds to the popup of a site. */
import { button, h } from "../dom.ts";
import { _ } from "../messages.ts";
import type { Drawn } from "./drawn.ts";

/** A button that takes the open site into the visit; the popup may be made anew while it is open. */
export function addToPopups({ map, address, onOpen }: Pick<Drawn, "map" | "address" | "onOpen">, take: (ids: readonly string[]) => void): void {
  let opened = address.get("site") || null; // open since before the app came
  const complete = (): void => {
    const id = opened;
    const card = map.getPane("popupPane")?.querySelector(".leaflet-popup .mm-card");
    if (id === null || !card || card.querySelector(".mm-take")) return;
    const own = button(_("Add to the visit"), { class: "mm-plain mm-take" }, () => take([id]));
    let foot = card.querySelector("footer");
    if (!foot) card.append((foot = h("footer", {})));
    foot.append(own);
  };
  onOpen((id) => {
    opened = id;
    complete();
  });
  const pane = map.getPane("popupPane");
  complete();
  if (pane) new MutationObserver(complete).observe(pane, { childList: true, subtree: true });
}
