/** The layer switch: ground and style, what is shown, and each visit. */
import type { Ground } from "./basemap_switch.ts";
import { type Config, type Style, linkTo } from "./config.ts";
import { type Child, button, freshId, h, icon, svg } from "./dom.ts";
import { _, date, number } from "./messages.ts";
import { harmless } from "./names.ts";
import { dayStyle } from "./palette.ts";
import type { VisitLayer } from "./visit_layer.ts";
import { type Visit, newestFirst } from "./visits.ts";

const SHEETS = "M12 3.5l9 5-9 5-9-5zM3 13l9 5 9-5M3 17l9 5 9-5";

export interface Switches {
  setStyle(style: Style): void;
  setGround(ground: Ground): void;
  setSites(shown: boolean): void;
  setUncertainty(shown: boolean): void;
}

export function layersControl(config: Config, style: Style, visits: VisitLayer | null, switches: Switches): HTMLElement {
  const id = freshId("layers");
  const panel = h(
    "div",
    { class: "mm-panel mm-layers", id, hidden: true },
    grounds(config, style, switches),
    group(
      _("Show"),
      tick(_("Sites"), true, switches.setSites),
      tick(_("Uncertain and general places"), true, switches.setUncertainty),
    ),
    visits && visits.visits.visits.length > 0 && visitList(visits, config),
  );
  const toggle = button(
    icon(SHEETS),
    { class: "mm-square", "aria-expanded": "false", "aria-controls": id, "aria-label": _("Layers"), title: _("Layers") },
    () => open(panel.hasAttribute("hidden")),
  );
  const open = (now: boolean): void => {
    panel.hidden = !now;
    toggle.setAttribute("aria-expanded", String(now));
  };
  const control = h("div", { class: "mm-switch" }, toggle, panel);
  control.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    event.stopPropagation();
    open(false);
    toggle.focus();
  });
  return control;
}

function group(title: string, ...children: readonly Child[]): HTMLElement {
  return h("fieldset", {}, h("legend", {}, title), ...children);
}

function tick(label: string, checked: boolean, onChange: (checked: boolean) => void): HTMLElement {
  const box = h("input", { type: "checkbox", checked });
  box.addEventListener("change", () => onChange(box.checked));
  return h("label", { class: "mm-row" }, box, h("span", {}, label));
}

function grounds(config: Config, style: Style, switches: Switches): HTMLElement {
  const name = freshId("ground");
  const choice = (label: Child, checked: boolean, note: string | null, onChoose: () => void): HTMLElement => {
    const radio = h("input", { type: "radio", name, checked });
    radio.addEventListener("change", onChoose);
    return h("label", { class: "mm-row" }, radio, h("span", {}, label, note && h("small", { dir: "auto" }, note)));
  };
  const offline = (label: string, of: Style): HTMLElement =>
    choice(label, of === style, null, () => {
      switches.setGround(null);
      switches.setStyle(of);
    });
  const online = config.online.map((map, k) =>
    choice(h("bdi", {}, map.name), false, map.attribution, () => switches.setGround(k)),
  );
  return group(
    _("Base map"),
    offline(_("Light"), "light"),
    offline(_("Dark"), "dark"),
    offline(_("For print"), "print"),
    online.length > 0 && h("p", { class: "mm-note" }, _("From the internet:")),
    ...online,
  );
}

/** A box switches the lines of a visit; its title chooses it, which numbers its stops and brings them into view. */
function visitList(layer: VisitLayer, config: Config): HTMLElement {
  const titles = new Map<string, HTMLButtonElement>();
  const boxes = new Map<string, HTMLInputElement>();
  const mark = (): void => {
    for (const [id, title] of titles) title.setAttribute("aria-pressed", String(layer.chosen === id));
    for (const [id, box] of boxes) box.checked = layer.isShown(id);
  };
  const row = (visit: Visit): HTMLElement => {
    const text = harmless(visit.title);
    const box = h("input", { type: "checkbox", "aria-label": _("Lines of the visit {title}", { title: text }) });
    box.addEventListener("change", () => {
      layer.show(visit.id, box.checked);
      mark();
    });
    const stops = layer.visits.stops.filter((stop) => stop.visit === visit.id).length;
    const facts = [visit.start ? date(visit.start) : _("no date"), _("stops: {n}", { n: number(stops) })].join(" · ");
    const title = button(
      h("span", {}, h("bdi", {}, text), h("small", {}, facts)),
      { class: "mm-visit", "aria-pressed": "false", title: _("Number its stops") },
      () => {
        const next = layer.chosen === visit.id ? null : visit.id;
        layer.choose(next);
        if (next) layer.fit(next);
        mark();
      },
    );
    boxes.set(visit.id, box);
    titles.set(visit.id, title);
    const page = linkTo(config.links?.visit, visit.id);
    return h(
      "li",
      {},
      box,
      title,
      swatch(config, visit.days),
      page && h("a", { href: page, "aria-label": _("Page of the visit {title}", { title: text }) }, "›"),
    );
  };
  const shown = newestFirst(layer.visits.visits).filter(({ id }) => !config.options.visit || id === config.options.visit);
  const list = h("ul", { class: "mm-visits" }, ...shown.map(row));
  mark();
  return group(_("Visits"), h("p", { class: "mm-note" }, _("Choose one to number its stops.")), list);
}

function swatch(config: Config, days: number): SVGSVGElement {
  const shown = Math.max(1, Math.min(days, config.palette.days.length, 4));
  const lines = Array.from({ length: shown }, (_unused, k) => {
    const { colour, dash } = dayStyle(config.palette, k + 1);
    const y = ((k + 1) * 20) / (shown + 1);
    return svg("path", { d: `M1 ${y}H27`, stroke: colour, "stroke-width": 3, "stroke-dasharray": dash });
  });
  return svg("svg", { viewBox: "0 0 28 20", width: 28, height: 20, class: "mm-swatch", "aria-hidden": "true" }, ...lines);
}
