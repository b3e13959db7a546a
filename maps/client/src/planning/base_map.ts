/** Bases on the map of the form: pressed, dragged, or set at the cross from the keyboard; the form's fields hold them. */
import type { Drawn } from "../app/drawn.ts";
import { addControl } from "../controls.ts";
import { button, h } from "../dom.ts";
import { ElementIcon } from "../element_icon.ts";
import { L } from "../leaflet.ts";
import { _ } from "../messages.ts";
import { harmless } from "../names.ts";

const DIGITS = 5;

/** One place of the form: a town of the list, or a position. */
interface Slot {
  readonly row: HTMLElement;
  readonly label: string;
  readonly town: HTMLSelectElement | null;
  readonly lon: HTMLInputElement;
  readonly lat: HTMLInputElement;
}

export function setBases({ map, config }: Drawn, form: HTMLFormElement): void {
  const slots = slotsOf(form);
  if (slots.length === 0) return;
  const choice = h("select", { "aria-label": _("Which place") }, ...slots.map(({ label }, k) => h("option", { value: k }, label)));
  const said = h("p", { class: "mm-note", role: "status" }, _("Press the map, or set it at the cross."));
  const markers = slots.map((slot) => markerOf(map, slot, () => said.replaceChildren(whereText(slot))));
  const chosen = (): Slot | undefined => slots[Number(choice.value)];
  const set = (at: L.LatLng): void => {
    const slot = chosen();
    if (!slot) return;
    put(slot, at);
    said.textContent = whereText(slot);
  };
  const here = button(_("Set at the cross"), {}, () => set(map.getCenter()));
  const card = h("section", { class: "mm-panel mm-bases", "aria-label": _("Places on the map") }, h("div", { class: "mm-bases-row" }, choice, here), said);
  addControl(map, card, "top-start", config.dir);
  map.getContainer().append(h("div", { class: "mm-middle", "aria-hidden": "true" }));
  map.on("click", ({ latlng }) => set(latlng));
  form.addEventListener("change", () => {
    for (const marker of markers) marker.update();
  });
  for (const slot of slots) slot.row.addEventListener("focusin", () => (choice.value = String(slots.indexOf(slot))));
}

function slotsOf(form: HTMLFormElement): Slot[] {
  return [...form.querySelectorAll<HTMLElement>("[data-base]")].flatMap((row) => {
    const lon = row.querySelector<HTMLInputElement>("[data-lon]:not(option)");
    const lat = row.querySelector<HTMLInputElement>("[data-lat]:not(option)");
    const label = row.querySelector("label")?.textContent.trim() ?? "";
    return lon && lat ? [{ row, label, town: row.querySelector("select"), lon, lat }] : [];
  });
}

/** Where a slot is: its own position, else that of the town that is chosen. */
function positionOf({ lon, lat, town }: Slot): L.LatLngTuple | null {
  const option = town?.selectedOptions[0];
  for (const [x, y] of [[lon.value, lat.value], [option?.dataset["lon"], option?.dataset["lat"]]]) {
    const at: L.LatLngTuple = [Number(y), Number(x)];
    if (x && y && at.every(Number.isFinite) && Math.abs(at[0]) <= 90 && Math.abs(at[1]) <= 180) return at;
  }
  return null;
}

function put({ row, lon, lat, town }: Slot, { lat: y, lng: x }: L.LatLng): void {
  lon.value = x.toFixed(DIGITS);
  lat.value = y.toFixed(DIGITS);
  if (town) town.value = "";
  const details = lon.closest("details");
  if (details) details.open = true;
  row.dispatchEvent(new Event("change", { bubbles: true }));
}

function whereText({ label, lon, lat }: Slot): string {
  return `${label}: ${lat.value}, ${lon.value}`;
}

function markerOf(map: L.Map, slot: Slot, moved: () => void): { update(): void } {
  let marker: L.Marker | null = null;
  const update = (): void => {
    const at = positionOf(slot);
    if (!at) {
      marker?.remove();
      marker = null;
    } else if (marker) marker.setLatLng(at);
    else {
      marker = L.marker(at, { icon: new SlotIcon(slot.label), draggable: true, autoPan: true, zIndexOffset: 2000 }).addTo(map);
      marker.on("dragend", () => {
        if (marker) put(slot, marker.getLatLng());
        moved();
      });
    }
  };
  update();
  return { update };
}

class SlotIcon extends ElementIcon {
  constructor(label: string) {
    super(() => h("div", { class: "mm-slot", role: "img", "aria-label": harmless(label) }, h("span", { dir: "auto" }, harmless(label))));
  }
}
