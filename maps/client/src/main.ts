/** The client's one door: Folium's script calls `mirasmap.start(map, id of the configuration)`. */
import "./client.css";
import { BasemapSwitch } from "./basemap_switch.ts";
import { Columns } from "./columns.ts";
import { type Config, type Style, blockText, readConfig, resolveStyle, todayOf } from "./config.ts";
import { addControl, controlsFirst, freeze, placeLeafletControls } from "./controls.ts";
import { h, narrow } from "./dom.ts";
import { firstView } from "./first_view.ts";
import { inflate, inflateBytes, isPlain, readPlain } from "./inflate.ts";
import { layersControl } from "./layers_control.ts";
import { legend } from "./legend.ts";
import { setMessages } from "./messages.ts";
import { Sites } from "./payload.ts";
import { PopupHost } from "./popup_host.ts";
import { Search } from "./search.ts";
import { Selection } from "./selection.ts";
import { SiteLayer } from "./site_layer.ts";
import { SiteList } from "./site_list.ts";
import { PREVIEW } from "./site_symbol.ts";
import { UncertaintyLayer } from "./uncertainty.ts";
import { parseHash } from "./view_hash.ts";
import { VisitLayer, fitVisit } from "./visit_layer.ts";
import { type Visits, defaultVisit } from "./visits.ts";

const FURTHEST_IN = 18;
/** Blocks of a large layer after the first. */
const REST = ["facts", "texts"] as const;

interface Data {
  readonly sites: Sites;
  readonly visits: Visits | null;
  /** The rest of a large layer, once it is here. */
  readonly whole: Promise<void> | null;
}

/** Draw the page's sites on a Leaflet map, then all the rest. */
export function start(map: L.Map, configId: string): void {
  const config = readConfig(configId);
  setMessages(config.lang, config.messages, config.language_names);
  speak(config);
  const packed = blockText(config.sites);
  const visits = config.visits ? blockText(config.visits) : null;
  // small payloads are plain: their sites are on the screen with the first frame
  if (isPlain(packed) && (visits === null || isPlain(visits))) {
    const sites = new Sites(Columns.ofJson(packed), config, todayOf(config));
    draw(map, config, { sites, visits: visits === null ? null : readPlain<Visits>(visits), whole: null });
  } else void unpacked(config, packed, visits).then((data) => draw(map, config, data));
}

async function unpacked(config: Config, packed: string, visits: string | null): Promise<Data> {
  const columns = isPlain(packed) ? Columns.ofJson(packed) : Columns.ofBytes(await inflateBytes(packed));
  const sites = new Sites(columns, config, todayOf(config));
  const whole = isPlain(packed) ? null : Promise.all(REST.map((group) => added(sites, `${config.sites}-${group}`))).then(() => undefined);
  const about = config.options.interactive ? (parseHash(location.hash).site ?? config.options.focus) : config.options.focus;
  if (about !== null) await whole; // the view is that of a site, and its id is in there
  return { sites, whole, visits: visits === null ? null : (readPlain<Visits>(visits) ?? (await inflate<Visits>(visits))) };
}

async function added(sites: Sites, id: string): Promise<void> {
  sites.add(Columns.ofBytes(await inflateBytes(blockText(id))));
}

/** The page speaks the language that the address asks for, where it has several. */
function speak({ lang, dir, title, langs }: Config): void {
  if (langs.length < 2) return;
  Object.assign(document.documentElement, { lang, dir });
  document.title = title;
}

function draw(map: L.Map, config: Config, data: Data): void {
  const { sites } = data;
  const { options } = config;
  const style = resolveStyle(config.style);
  const container = map.getContainer();
  container.classList.add("mirasmap");
  container.dataset["style"] = style;
  container.setAttribute("role", "region");
  container.setAttribute("aria-label", document.title || "mirasmap");
  container.dir = "ltr"; // the map itself is never mirrored; its controls and popups are
  if (!Number.isFinite(map.getMaxZoom())) map.setMaxZoom(FURTHEST_IN);

  const popups = new PopupHost(map);
  const selection: Selection = new Selection(map, sites, config, popups, () => siteLayer);
  const given = options.interactive ? parseHash(location.hash) : { view: null, site: null };
  const about = given.view || given.site !== null ? null : options.visit;
  if (!(about !== null && data.visits && fitVisit(map, data.visits, about, false))) {
    const view = firstView(sites, config, given, map.getSize());
    if (view) map.setView([view.lat, view.lon], view.zoom, { animate: false });
  }
  const siteLayer = new SiteLayer(map, sites, config, style, selection);
  container.querySelector(`.${PREVIEW}`)?.remove();
  whenPainted(() => {
    performance.mark("mirasmap:first-site");
    document.documentElement.dataset["mirasmapFirstSite"] = String(Math.round(performance.now()));
    const all = (): void => rest(map, config, data, { style, selection, siteLayer, site: given.site });
    if (data.whole) void data.whole.then(all);
    else all();
  });
}

/** After the frame in which the sites are painted: the next frame tells that it is done, and must not wait for the rest. */
function whenPainted(then: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(then, 0)));
}

interface Drawn {
  readonly style: Style;
  readonly selection: Selection;
  readonly siteLayer: SiteLayer;
  readonly site: string | null;
}

/** Everything that may come after the sites. */
function rest(map: L.Map, config: Config, { sites, visits }: Data, { style, selection, siteLayer, site }: Drawn): void {
  const { options } = config;
  const basemap = new BasemapSwitch(map, config, style, () => [...siteLayer.boxes(), ...(visitLayer?.boxes() ?? [])]);
  void basemap.load();
  const uncertainty = new UncertaintyLayer(map, sites, config.palette);
  const visitLayer: VisitLayer | null =
    visits &&
    new VisitLayer(map, visits, config, style, siteLayer.renderer, (stops) => {
      const indices = [...new Set(stops.flatMap((stop) => onMap(sites, stop.site) ?? []))];
      selection.openAny(indices);
    });
  visitLayer?.choose(options.visit ?? (options.focus === null && visits ? defaultVisit(visits) : null));

  let following = config.style === "auto";
  const setStyle = (next: Style): void => {
    map.getContainer().dataset["style"] = next;
    basemap.setStyle(next);
    siteLayer.setStyle(next);
    visitLayer?.setStyle(next);
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    if (following) setStyle(resolveStyle("auto"));
  });

  if (options.interactive) {
    controlsFirst(map);
    if (options.search) addSearch(map, sites, config, selection);
    const layers = layersControl(config, style, visitLayer, {
      setStyle: (next) => {
        following = false;
        setStyle(next);
      },
      setGround: (ground) => basemap.choose(ground),
      setSites: (shown) => siteLayer.setVisible(shown),
      setUncertainty: (shown) => uncertainty.setVisible(shown),
    });
    addControl(map, layers, "top-end", config.dir);
    if (options.legend) {
      const open = !narrow(map) && map.getSize().y > 640;
      addControl(map, legend(sites, config, visitLayer !== null, open), "bottom-start", config.dir);
    }
    placeLeafletControls(map, config.dir);
  } else freeze(map);

  // a link to another view, put into the address of the page that is open
  if (options.interactive) {
    addEventListener("hashchange", () => {
      const given = parseHash(location.hash);
      if (given.view) map.setView([given.view.lat, given.view.lon], given.view.zoom, { animate: false });
      const i = given.site === null ? undefined : onMap(sites, given.site);
      if (i !== undefined) selection.open(i);
    });
  }
  const opened = site === null ? undefined : onMap(sites, site);
  const focus = options.focus === null ? undefined : onMap(sites, options.focus);
  if (opened !== undefined) selection.open(opened);
  else if (focus !== undefined) siteLayer.highlight(focus);
}

/** The site of an id, if it has a position. */
function onMap(sites: Sites, id: string): number | undefined {
  const i = sites.index(id);
  return i !== undefined && i < sites.placed ? i : undefined;
}

function addSearch(map: L.Map, sites: Sites, config: Config, selection: Selection): void {
  const choose = (i: number, back: HTMLElement): void => selection.goTo(i, back);
  const search = new Search(sites, config, choose);
  const list = new SiteList(map, sites, config, choose);
  addControl(map, h("div", { class: "mm-top" }, search.element, list.toggle, list.panel), "top-start", config.dir);
}

Object.assign(globalThis, { mirasmap: { start } });
