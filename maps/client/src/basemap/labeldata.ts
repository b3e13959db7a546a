/** The payload of labels: settlements by rank and summits by height, in the reader's language. */
import { L } from "../leaflet.ts";

/** 0 big town, 1 town, 2 large village, 3 village, 4 hamlet or known by a gazetteer only, 5 abandoned. */
export type Rank = 0 | 1 | 2 | 3 | 4 | 5;

export interface LabelPayload {
  readonly places: readonly (readonly [lon: number, lat: number, rank: number, text: string])[];
  readonly peaks: readonly (readonly [lon: number, lat: number, metres: number, name: string])[];
}

/** In pixels of the world at zoom 0. */
interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface Place extends Spot {
  readonly rank: Rank;
  readonly text: string;
}

export interface Peak extends Spot {
  readonly metres: number;
  readonly name: string;
}

export interface LabelData {
  readonly places: readonly Place[];
  readonly peaks: readonly Peak[];
}

export const NO_LABELS: LabelData = { places: [], peaks: [] };

export function readLabels({ places, peaks }: LabelPayload): LabelData {
  return {
    places: places.map(([lon, lat, rank, text]) => ({ ...spot(lon, lat), rank: toRank(rank), text: String(text) })),
    peaks: peaks.map(([lon, lat, metres, name]) => ({ ...spot(lon, lat), metres: Math.round(Number(metres)), name: String(name ?? "") })),
  };
}

function spot(lon: number, lat: number): Spot {
  const { x, y } = L.CRS.EPSG3857.latLngToPoint(L.latLng(lat, lon), 0);
  return { x, y };
}

function toRank(rank: number): Rank {
  return Math.min(5, Math.max(0, Math.round(rank))) as Rank;
}
