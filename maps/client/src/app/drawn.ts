/** What the map hands to the app around it. */
import type { Address } from "../address.ts";
import type { BasemapSwitch } from "../basemap_switch.ts";
import type { Config, Style } from "../config.ts";
import type { Model } from "../model.ts";
import type { QuestionProblem } from "../question.ts";
import type { SiteSource, ViewItem } from "../source.ts";
import type { VisitLayer } from "../visit_layer.ts";

export interface Drawn {
  readonly map: L.Map;
  readonly config: Config;
  /** The one writer of the page's address. */
  readonly address: Address;
  /** What the address asked for and nobody here knows, from the beginning on. */
  readonly problems: readonly QuestionProblem[];
  readonly model: Model;
  readonly source: SiteSource;
  readonly style: Style;
  readonly basemap: BasemapSwitch;
  /** Null where the page has no visits. */
  readonly visits: VisitLayer | null;
  setStyle(style: Style): void;
  /** Another look of what stands on the ground, for a while; the ground turns to print by itself. */
  look(style: Style): void;
  /** What is drawn: of the view, and a little around it. */
  items(): readonly ViewItem[];
  /** Go to a site and open its popup; the focus comes back to `back`. Sites without a position open their page. */
  openSite(id: string, back?: HTMLElement): void;
  /** Open the popup of a site where it is, without going there. */
  show(id: string): void;
  /** Ring a site on the map (null: none), without opening it. */
  highlight(id: string | null): void;
  /** Hear which site is open, null when none is. */
  onOpen(listener: (id: string | null) => void): void;
  /** Hear what else of the address nobody knows, when it is changed. */
  onProblems(listener: (problems: readonly QuestionProblem[]) => void): void;
}
