/** What stands on the map beside its sites, built once these are on the screen: ground, visits, circles, controls. */
import type { Address } from "./address.ts";
import type { Drawn } from "./app/drawn.ts";
import { Asked } from "./asked.ts";
import { BasemapSwitch } from "./basemap_switch.ts";
import { type Config, type Style, resolveStyle } from "./config.ts";
import { addControl, controlsFirst, freeze, placeLeafletControls } from "./controls.ts";
import { h, narrow } from "./dom.ts";
import { languageMenu } from "./language_menu.ts";
import { layersControl } from "./layers_control.ts";
import { Legend } from "./legend.ts";
import { LocalSource } from "./local_source.ts";
import type { Model } from "./model.ts";
import type { Sites } from "./payload.ts";
import { Search } from "./search.ts";
import { SearchIndex } from "./search_index.ts";
import type { Selection } from "./selection.ts";
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
  const uncertainty = new UncertaintyLayer(map, sites, config.palette, (i) => source instanceof LocalSource && source.found.mask[i] === 1);
  const visitLayer: VisitLayer | null = visitsOn(bare);

  let { style } = bare;
  let following = config.style === "auto";
  const setStyle = (next: Style): void => {
    style = next;
    map.getContainer().dataset["style"] = next;
    basemap.setStyle(next);
    siteLayer.setStyle(next);
    visitLayer?.setStyle(next);
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
      setSites: (shown) => siteLayer.setVisible(shown),
      setUncertainty: (shown) => uncertainty.setVisible(shown),
    });
    addControl(map, layers, "top-end", config.dir);
    const languages = languageMenu(config, (lang) => reopen(address, lang));
    if (languages) addControl(map, languages, "top-end", config.dir);
    if (options.legend) {
      const open = !narrow(map) && map.getSize().y > 640;
      const visitsShown = (): boolean => visitLayer?.visits.visits.some(({ id }) => visitLayer.isShown(id)) ?? false;
      const legend = new Legend(map, config, { items: () => siteLayer.items, visits: visitsShown }, open);
      addControl(map, legend.element, "bottom-start", config.dir);
    }
    placeLeafletControls(map, config.dir);
    address.onChange(() => {
      const { view } = address;
      if (view) map.setView([view.lat, view.lon], view.zoom, { animate: false });
      const site = address.get("site");
      if (site && site !== selection.opened) selection.open(site);
    });
  } else freeze(map);

  model.subscribe(() => {
    siteLayer.refresh();
    uncertainty.refresh();
    list?.refresh();
    selection.refresh();
  });
  const asked = config.app && new Asked(model, address, source.known, config);
  return {
    map, config, model, source, address, style, basemap,
    problems: asked?.problems ?? [],
    onProblems: (listener) => asked?.onProblems(listener),
    setStyle: chooseStyle,
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
