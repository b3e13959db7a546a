/** What stands on the map beside its sites, built once these are on the screen: ground, visits, circles, controls. */
import type { Address } from "./address.ts";
import type { Drawn } from "./app/drawn.ts";
import { Asked } from "./asked.ts";
import { BasemapSwitch } from "./basemap_switch.ts";
import { type Closures, drawClosures } from "./closure_layer.ts";
import { type Config, type Style, blockText, resolveStyle } from "./config.ts";
import { addControl, controlsFirst, freeze, placeLeafletControls } from "./controls.ts";
import { h, narrow } from "./dom.ts";
import { inflate, readPlain } from "./inflate.ts";
import { languageMenu } from "./language_menu.ts";
import { layersControl } from "./layers_control.ts";
import { Legend } from "./legend.ts";
import { LocalSource } from "./local_source.ts";
import { _ } from "./messages.ts";
import type { Model } from "./model.ts";
import type { Sites } from "./payload.ts";
import { Search } from "./search.ts";
import { SearchIndex } from "./search_index.ts";
import type { Selection } from "./selection.ts";
import { ShapeLayer } from "./shape_layer.ts";
import type { SiteLayer } from "./site_layer.ts";
import type { ServedSource } from "./served_source.ts";
import { SiteList } from "./site_list.ts";
import { then } from "./source.ts";
import { UncertaintyLayer } from "./uncertainty.ts";
import { VisitLayer } from "./visit_layer.ts";
import { type Stop, type Visits, defaultVisit } from "./visits.ts";

/** A map with its sites on it. */
export interface Bare {
  readonly map: L.Map;
  readonly config: Config;
  readonly sites: Sites;
  readonly visits: Visits | null;
  readonly source: LocalSource | ServedSource;
  readonly model: Model;
  readonly style: Style;
  readonly selection: Selection;
  readonly siteLayer: SiteLayer;
  readonly address: Address;
}

export function furnish(bare: Bare): Drawn {
  const { map, config, sites, source, model, selection, siteLayer, address } = bare;
  const { options } = config;
  const basemap = new BasemapSwitch(map, config, bare.style, () => [...siteLayer.boxes(), ...(visitLayer?.boxes() ?? [])]);
  void basemap.load();
  const isFound = (i: number): boolean => source instanceof LocalSource && source.found.mask[i] === 1;
  const shapes = shapesOn(bare, isFound);
  const uncertainty = new UncertaintyLayer(map, sites, config.palette, (i) => isFound(i) && !(shapes && sites?.shapes.has(i)));
  const visitLayer: VisitLayer | null = visitsOn(bare);
  if (config.closures) void closuresOn(map, config.closures);

  let { style } = bare;
  let following = config.style === "auto";
  const look = (next: Style): void => {
    map.getContainer().dataset["style"] = next;
    siteLayer.setStyle(next);
    visitLayer?.setStyle(next);
  };
  const setStyle = (next: Style): void => {
    style = next;
    look(next);
    basemap.setStyle(next);
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    if (following) setStyle(resolveStyle("auto"));
  });
  const chooseStyle = (next: Style): void => {
    following = false;
    setStyle(next);
    if (!address.served) address.keep({ style: next });
  };

  let list: SiteList | null = null;
  if (options.interactive) {
    controlsFirst(map);
    if (options.search) list = addSearch(bare);
    const layers = layersControl(config, style, visitLayer, {
      setStyle: chooseStyle,
      setGround: (ground) => basemap.choose(ground),
      setSites: (shown) => {
        siteLayer.setVisible(shown);
        shapes?.setVisible(shown);
      },
      setUncertainty: (shown) => uncertainty.setVisible(shown),
    });
    addControl(map, layers, "top-end", config.dir);
    const languages = languageMenu(config, (lang) => reopen(address, lang));
    if (languages) addControl(map, languages, "top-end", config.dir);
    const explains = config.colouring != null && config.colouring.title !== "";
    if (options.legend && (explains || !config.colouring || visitLayer)) {
      const open = !narrow(map) && !config.plan && (explains || map.getSize().y > 640);
      const lines = (): ReadonlySet<string> => visitLayer?.bases ?? new Set();
      const legend = new Legend(map, config, {
        items: () => siteLayer.items,
        lines,
        plan: config.plan !== null,
        get colours() {
          return siteLayer.colours;
        },
        colourBy: (colours) => siteLayer.colourBy(colours),
      }, open);
      addControl(map, legend.element, "bottom-start", config.dir);
    }
    if (sites.placed === 0 && !config.served) {
      addControl(map, h("p", { class: "mm-panel mm-empty", role: "status" }, _("No site is in view.")), "bottom-start", config.dir);
    }
    placeLeafletControls(map, config.dir);
    address.onChange(() => {
      const { view } = address;
      if (view) map.setView([view.lat, view.lon], view.zoom, { animate: false });
      const site = address.get("site");
      if (!site && selection.opened) map.closePopup();
      else if (site && site !== selection.opened) {
        // as in a fresh page: where the address names no view, the site says where to look
        if (view) selection.open(site);
        else selection.goTo(site, undefined, false);
      }
    });
  } else freeze(map);

  model.subscribe(() => {
    siteLayer.refresh();
    uncertainty.refresh();
    shapes?.refresh();
    list?.refresh();
    selection.refresh();
  });
  const asked = config.app && new Asked(model, address, source.known, config);
  return {
    map, config, model, source, address, style, basemap,
    visits: visitLayer,
    problems: asked?.problems ?? [],
    onProblems: (listener) => asked?.onProblems(listener),
    setStyle: chooseStyle,
    look,
    items: () => siteLayer.items,
    openSite: (id, back) => selection.goTo(id, back),
    show: (id) => selection.open(id),
    highlight: (id) => {
      if (id === null) siteLayer.highlight(null);
      else void then(source.byId([id]), ([site]) => siteLayer.highlight(site?.placed ? site : null));
    },
    onOpen: (listener) => selection.onOpen(listener),
  };
}

/** Open the page anew in another language, as it is. */
function reopen(address: Address, lang: string): void {
  address.keep({ lang });
  location.hash = address.hash; // not another address: a frame of a notebook has none of its own
  location.reload();
}

/** The lines and areas of a layer that is not of our kind; such sites are no points any more. */
function shapesOn({ map, config, sites, source, siteLayer, selection }: Bare, isFound: (i: number) => boolean): ShapeLayer | null {
  if (!config.colouring?.plain || !sites || sites.shapes.size === 0 || !(source instanceof LocalSource)) return null;
  source.leaveShapes();
  siteLayer.refresh();
  return new ShapeLayer(map, sites, config, siteLayer.renderer, isFound, (id) => selection.open(id));
}

async function closuresOn(map: L.Map, block: string): Promise<void> {
  const text = blockText(block);
  drawClosures(map, (readPlain<Closures>(text) ?? (await inflate<Closures>(text))).closures);
}

function visitsOn({ map, config, visits, style, siteLayer, selection }: Bare): VisitLayer | null {
  if (!visits) return null;
  const openStops = (stops: readonly Stop[]): void => selection.openAny([...new Set(stops.map(({ site }) => site))]);
  const layer = new VisitLayer(map, visits, config, style, siteLayer.renderer, openStops, () => siteLayer.discs());
  const { focus, visit } = config.options;
  layer.choose(visit ?? (focus === null ? defaultVisit(visits) : null));
  return layer;
}

function addSearch({ map, sites, source, config, selection }: Bare): SiteList {
  const choose = (id: string, back: HTMLElement): void => selection.goTo(id, back);
  const search = new Search(new SearchIndex(sites, config.lang), config, choose);
  const list = new SiteList(map, source, config, choose);
  addControl(map, h("div", { class: "mm-top" }, search.element, list.toggle, list.panel), "top-start", config.dir);
  return list;
}
