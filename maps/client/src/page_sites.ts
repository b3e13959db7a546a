/** The sites and visits of a page out of its data blocks: small layers at once, large ones piece by piece. */
import { Columns } from "./columns.ts";
import { type Config, blockText, todayOf } from "./config.ts";
import { inflate, inflateBytes, inflateOnce, isPlain, readPlain } from "./inflate.ts";
import { Sites } from "./payload.ts";
import type { Visits } from "./visits.ts";

/** Blocks of a large layer after the first. */
const REST = ["facts", "texts"] as const;

export interface PageData {
  readonly sites: Sites;
  readonly visits: Visits | null;
  /** Resolves when a large layer is here as a whole; null where it is already. */
  readonly whole: Promise<void> | null;
}

/** Small layers at once, so that they are on the screen with the first frame. */
export function readPage(config: Config): PageData | Promise<PageData> {
  const packed = blockText(config.sites);
  const visits = config.visits ? blockText(config.visits) : null;
  if (!isPlain(packed) || (visits !== null && !isPlain(visits))) return unpacked(config, packed, visits);
  const sites = new Sites(Columns.ofJson(packed), config, todayOf(config));
  return { sites, visits: visits === null ? null : readPlain<Visits>(visits), whole: null };
}

async function unpacked(config: Config, packed: string, visits: string | null): Promise<PageData> {
  const small = isPlain(packed);
  const columns = small ? Columns.ofJson(packed) : Columns.ofBytes(await inflateOnce(config.sites, packed));
  const sites = new Sites(columns, config, todayOf(config));
  const whole = small ? null : Promise.all(REST.map((group) => added(sites, `${config.sites}-${group}`))).then(() => undefined);
  return { sites, whole, visits: visits === null ? null : (readPlain<Visits>(visits) ?? (await inflate<Visits>(visits))) };
}

async function added(sites: Sites, id: string): Promise<void> {
  sites.add(Columns.ofBytes(await inflateBytes(blockText(id))));
}
