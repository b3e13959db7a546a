/** Choosing sites on the map with a box, a lasso, or four numbers; what was chosen is listed, and can be taken elsewhere. */
import { button, h } from "../dom.ts";
import { _ } from "../messages.ts";
import { then } from "../source.ts";
import { onWorld } from "../world.ts";
import { Chosen, type ChosenRoom } from "./chosen.ts";
import type { LonLat } from "./geodesic.ts";
import type { ToolSpec } from "./shell.ts";
import { putSheetsAway } from "./sheets.ts";
import { Sketch } from "./sketch.ts";
import { boxRing } from "./sketch_layer.ts";
import { Choice, ToolCard } from "./tool_card.ts";

const ICON = "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M9 9l9 4-4 1.500-1.500 4z";
const MOST = 5_000;
const SIDES = ["west", "south", "east", "north"] as const;

export function selectTool(room: ChosenRoom): ToolSpec {
  const { drawn, shell } = room;
  const { map, config, source } = drawn;
  const hint = h("p", { class: "mm-note", role: "status" });
  let shape: "box" | "lasso" = "box";

  const chosen = new Chosen(room, () => again());
  const search = (drawnRing: readonly LonLat[], box: boolean): void => {
    const ring = onWorld(drawnRing);
    sketch.stop(true);
    choice.value = null;
    hint.textContent = "";
    const found = then(source.within(ring, MOST), (ids) => then(source.byId(ids), (rows) => chosen.show(rows, box ? ring : null, ids.length >= MOST)));
    if (found instanceof Promise) void found;
  };
  const sketch = new Sketch(map, {
    changed: (committed) => {
      if (!committed) return;
      finish.hidden = shape !== "lasso" || sketch.points.length < 3 || sketch.done;
      hint.textContent = hintOf(shape, sketch.points.length);
    },
    finished: () => search(sketch.ring, shape === "box"),
  });
  const begin = (next: "box" | "lasso"): void => {
    shape = choice.value = next;
    chosen.clear();
    sketch.start(next);
    finish.hidden = true;
    hint.textContent = hintOf(next, 0);
  };
  const again = (): void => {
    sketch.stop();
    begin(shape);
  };
  const finish = button(_("Finish"), { class: "mm-plain", hidden: true }, () => sketch.finish());
  const choice = new Choice(_("How to choose"), [["box", _("Box")], ["lasso", _("Lasso")]], begin);
  const numbers = boxForm(
    () => map.getBounds(),
    (ring) => {
      sketch.stop();
      sketch.show(ring);
      search(ring, true);
    },
  );
  const card = new ToolCard(map, config.dir, _("Choose sites"), () => shell.turn("select", false));
  card.body.append(choice.element, hint, finish, numbers, chosen.element);
  return {
    id: "select",
    label: _("Choose"),
    icon: ICON,
    toggle: (on) => {
      if (on) putSheetsAway(shell);
      card.shown = on;
      if (on) begin(shape);
      else {
        sketch.stop();
        chosen.clear();
      }
    },
  };
}

function hintOf(shape: "box" | "lasso", points: number): string {
  const keys = !matchMedia("(hover: none)").matches; // a phone has none
  const box = shape === "box";
  if (points > 0) return box ? _("Enter sets the corner across.") : _("Three points or more, then Finish.");
  const hand = box ? _("Draw a box over the sites.") : _("Draw around the sites.");
  if (!keys) return hand;
  return `${hand} ${box ? _("Keys: arrows move the map, Enter sets a corner in its middle.") : _("Keys: arrows move the map, Enter sets a point in its middle.")}`;
}

/** A box by its four sides, filled with what the map shows. */
function boxForm(bounds: () => L.LatLngBounds, choose: (ring: readonly LonLat[]) => void): HTMLElement {
  const labels = { west: _("West"), south: _("South"), east: _("East"), north: _("North") };
  const limit = { west: 180, east: 180, south: 90, north: 90 };
  const fields = SIDES.map((side) => h("input", { type: "number", step: "any", required: true, min: -limit[side], max: limit[side], inputmode: "decimal", dir: "ltr" }));
  const wrong = h("p", { class: "mm-note", role: "alert" });
  const form = h(
    "form",
    { class: "mm-box-form" },
    ...fields.map((field, k) => h("label", {}, h("span", {}, labels[SIDES[k]!]), field)),
    h("button", { type: "submit", class: "mm-plain" }, _("Choose")),
    wrong,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [west = NaN, south = NaN, east = NaN, north = NaN] = fields.map(({ valueAsNumber }) => valueAsNumber);
    const sound = west < east && south < north;
    wrong.textContent = sound ? "" : _("West must be less than east, and south less than north.");
    if (sound) choose(boxRing(west, south, east, north));
  });
  const details = h("details", {}, h("summary", {}, _("By degrees")), form);
  details.addEventListener("toggle", () => {
    const shown = bounds();
    const values = [shown.getWest(), shown.getSouth(), shown.getEast(), shown.getNorth()];
    for (const [k, field] of fields.entries()) field.value = String(Number(values[k]?.toFixed(4)));
  });
  return details;
}
