/** What the app adds to the popup of a site. */
import { button, h } from "../dom.ts";
import { _ } from "../messages.ts";
import type { Drawn } from "./drawn.ts";

/** A button that takes the open site into the visit. */
export function addToPopups({ map, onOpen }: Pick<Drawn, "map" | "onOpen">, take: (ids: readonly string[]) => void): void {
  onOpen((id) => {
    const card = id === null ? null : map.getContainer().querySelector(".leaflet-popup .mm-card");
    if (id === null || !card || card.querySelector(".mm-take")) return;
    const own = button(_("Add to the visit"), { class: "mm-plain mm-take" }, () => take([id]));
    let foot = card.querySelector("footer");
    if (!foot) card.append((foot = h("footer", {})));
    foot.append(own);
  });
}
