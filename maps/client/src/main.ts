/** The client's one door: Folium's script calls `mirasmap.start(map, id of the configuration)`. */
import "./client.css";
import { Address, type HashState } from "./address.ts";
import type { Drawn } from "./app/drawn.ts";
import { type Config, type LaterPart, readConfig, resolveStyle } from "./config.ts";
import { firstView } from "./first_view.ts";
import { furnish } from "./furniture.ts";
import { loadScript } from "./load_script.ts";
import { LocalSource } from "./local_source.ts";
import { setMessages } from "./messages.ts";
import { Model } from "./model.ts";
import { type PageData, readPage } from "./page_sites.ts";
import { PopupHost } from "./popup_host.ts";
import { EVERYTHING, formatQuestion } from "./question.ts";
import { Selection } from "./selection.ts";
import { ServedSource } from "./served_source.ts";
import { SiteLayer } from "./site_layer.ts";
import { PREVIEW } from "./site_symbol.ts";
import { then } from "./source.ts";
import { TroubleNotice } from "./trouble_notice.ts";
import { fit } from "./view.ts";
import { fitVisit } from "./visit_layer.ts";

const FURTHEST_IN = 18;

/** Draw the page's sites on a Leaflet map, then all the rest. */
export function start(map: L.Map, configId: string): void {
  const config = readConfig(configId);
  setMessages(config.lang, config.messages, config.language_names);
  speak(config);
  if (!Number.isFinite(map.getMaxZoom())) map.setMaxZoom(FURTHEST_IN);
  const address = new Address(config.links !== null);
  const begin = (): void =>
    void then(readPage(config), (data) => {
      const needsAll = aboutOne(config, address) || asks(config, address);
      if (data.whole && needsAll) void data.whole.then(() => draw(map, config, data, address));
      else draw(map, config, data, address);
    });
  // where the sites are on the screen already, what waits goes first: their frame, and what the reader does
  if (document.querySelector(`.${PREVIEW}`)) setTimeout(begin, 0);
  else begin();
}

/** The page speaks the language that the address asks for, where it has several. */
function speak({ lang, dir, title, langs }: Config): void {
  if (langs.length < 2) return;
  Object.assign(document.documentElement, { lang, dir });
  document.title = title;
}

/** Whether the first view is that of one site, which only its id tells. */
function aboutOne({ options }: Config, address: Address): boolean {
  return options.focus !== null || (options.interactive && address.get("site") !== "");
}

/** Whether the address asks for some sites only. Maps without an app around them show what they are about. */
function asks({ app }: Config, address: Address): boolean {
  return app !== null && formatQuestion(address.read().question) !== "";
}

function draw(map: L.Map, config: Config, data: PageData, address: Address): void {
  const { sites, visits } = data;
  const { options } = config;
  const style = resolveStyle(config.style);
  const container = map.getContainer();
  container.classList.add("mirasmap");
  container.dataset["style"] = style;
  container.setAttribute("role", "region");
  container.setAttribute("aria-label", document.title || "mirasmap");
  container.dir = "ltr"; // the map itself is never mirrored; its controls and popups are

  const trouble = config.served && new TroubleNotice(container, () => {
    model.ask();
    siteLayer.refresh();
  });
  const source = trouble ? new ServedSource(config, (said) => trouble.show(said)) : new LocalSource(sites, config, map.getMaxZoom());
  const model: Model = new Model(source, asks(config, address) ? address.read(source.known).question : EVERYTHING);
  if (asks(config, address)) model.ask();
  const popups = new PopupHost(map);
  const selection: Selection = new Selection(map, source, config, popups, address, () => siteLayer);
  const given: HashState = options.interactive ? { view: address.view, site: address.get("site") || null } : { view: null, site: null };
  const about = given.view || given.site !== null ? null : options.visit;
  if (!(about !== null && visits && fitVisit(map, visits, about, false))) {
    const view = firstView(sites, config, given, map.getSize(), model.answer?.extent ?? config.served?.extent);
    if (view) map.setView([view.lat, view.lon], view.zoom, { animate: false });
  }
  const siteLayer = new SiteLayer(map, source, config, style, selection);
  container.querySelector(`.${PREVIEW}`)?.remove();
  whenPainted(() => {
    performance.mark("mirasmap:first-site");
    document.documentElement.dataset["mirasmapFirstSite"] = String(Math.round(performance.now()));
    const rest = (): void => {
      const drawn = furnish({ map, config, sites, visits, source, model, style, selection, siteLayer, address });
      // a popup finds its room in the map as the app leaves it
      const open = (): void => openAtFirst(config, given, selection, drawn);
      tell(drawn);
      const later = [config.app && startLater(config.app, "mirasmapApp", drawn), config.plan && startLater(config.plan, "mirasmapPlan", drawn)];
      void Promise.allSettled(later).then(open);
    };
    if (data.whole) void data.whole.then(rest);
    else rest();
    if (source instanceof ServedSource && !given.view && given.site === null) fitFirst(map, model);
  });
}

/** After the frame in which the sites are painted: the next frame tells that it is done, and must not wait for the rest. */
function whenPainted(next: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(next, 0)));
}

function openAtFirst({ options, served }: Config, { site, view }: HashState, selection: Selection, drawn: Drawn): void {
  if (site !== null && served && !view) selection.goTo(site, undefined, false); // its place was not in the page
  else if (site !== null) selection.open(site);
  else if (options.focus !== null) drawn.highlight(options.focus);
}

/** Show all of what the address asks for, once the server has said where it lies. */
function fitFirst(map: L.Map, model: Model): void {
  if (formatQuestion(model.question) === "") return;
  const fitted = ({ answer }: Model): void => {
    done();
    const view = answer?.extent && fit(answer.extent, map.getSize(), 24, 15);
    if (view) map.setView([view.lat, view.lon], view.zoom, { animate: false });
  };
  const done = model.subscribe(fitted);
  if (model.answer) fitted(model);
}

/** Whatever else stands on the page hears of the map, now or when its own script comes. */
function tell(drawn: Drawn): void {
  Object.assign((globalThis as unknown as { mirasmap: object }).mirasmap, { drawn });
  document.documentElement.dataset["mirasmapDrawn"] = "";
  document.dispatchEvent(new CustomEvent("mirasmap:drawn", { detail: drawn }));
}

declare global {
  interface DocumentEventMap {
    "mirasmap:drawn": CustomEvent<Drawn>;
  }
}

/** Parts that go around the map, by the names that their scripts have on the page. */
type Later = "mirasmapApp" | "mirasmapPlan";

/** Start a part after its script has come. */
async function startLater({ script }: LaterPart, name: Later, drawn: Drawn): Promise<void> {
  if (script) await loadScript(script);
  (globalThis as Partial<Record<Later, { start(drawn: Drawn): void }>>)[name]?.start(drawn);
}

Object.assign(globalThis, { mirasmap: { start } });
