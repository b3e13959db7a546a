/** Measuring: the geodesic length of a line, or the area of a polygon with the length of its edge. */
import { button, h } from "../dom.ts";
import { _, ngettext } from "../messages.ts";
import type { Drawn } from "./drawn.ts";
import { areaM2, crossesItself, lengthM } from "./geodesic.ts";
import { areaWords, lengthWords } from "./measure_words.ts";
import type { Shell, ToolSpec } from "./shell.ts";
import { putSheetsAway } from "./sheets.ts";
import { Sketch } from "./sketch.ts";
import { Choice, ToolCard } from "./tool_card.ts";

const ICON = "M3 17L17 3l4 4L7 21zM7 13l2 2M10 10l3 3M13 7l2 2";

export function measureTool({ map, config }: Drawn, shell: Shell): ToolSpec {
  const total = h("output", { class: "mm-total" });
  const note = h("p", { class: "mm-note" });
  const said = h("p", { class: "mm-hidden", role: "status" });
  let shape: "line" | "area" = "line";

  const words = (points: readonly (readonly [number, number])[]): string => {
    if (shape === "line") return lengthWords(lengthM(points), config.lang);
    const edge = points.length > 2 ? [...points, points[0]!] : points;
    const around = _("edge {length}", { length: lengthWords(lengthM(edge), config.lang) });
    return points.length > 2 ? `${areaWords(areaM2(points), config.lang)} · ${around}` : around;
  };
  const update = (committed: boolean): void => {
    const { points, shown } = sketch;
    total.textContent = words(shown);
    note.textContent =
      shape === "area" && crossesItself(shown)
        ? _("The edge crosses itself: the area says nothing.")
        : points.length === 0
          ? _("Click on the map, or press Enter for its middle; arrow keys move the map.")
          : sketch.done
            ? _("Done. The next point begins anew.")
            : _("Double click or Finish ends it.");
    for (const each of [undo, finish, clear]) each.disabled = points.length === 0;
    finish.disabled ||= sketch.done;
    if (committed) said.textContent = points.length === 0 ? "" : `${ngettext("{n} point", "{n} points", points.length)}: ${words(points)}`;
  };
  const sketch = new Sketch(map, { changed: update, finished: () => undefined });
  const undo = button(_("Undo"), { class: "mm-plain", title: _("Take the last point away") }, () => sketch.undo());
  const finish = button(_("Finish"), { class: "mm-plain" }, () => sketch.finish());
  const clear = button(_("Clear"), { class: "mm-plain" }, () => sketch.clear());
  const begin = (next: "line" | "area"): void => {
    shape = choice.value = next;
    sketch.start(next);
    update(true);
  };
  const choice = new Choice(_("What to measure"), [["line", _("Length")], ["area", _("Area")]], begin);
  const card = new ToolCard(map, config.dir, _("Measure lengths and areas"), () => shell.turn("measure", false));
  card.body.append(choice.element, total, note, said, h("div", { class: "mm-acts" }, undo, finish, clear), h("p", { class: "mm-note" }, _("On the ellipsoid WGS 84, as the crow flies.")));
  return {
    id: "measure",
    label: _("Distance"),
    icon: ICON,
    toggle: (on) => {
      if (on) putSheetsAway(shell);
      card.shown = on;
      if (on) begin(shape);
      else sketch.stop();
    },
  };
}
