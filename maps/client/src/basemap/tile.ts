/** A vector tile, decoded: the layers that are painted or named, as flat coordinates in pixels of a 512-pixel tile. */
import { VectorTile } from "@mapbox/vector-tile";
import { PbfReader } from "pbf";
import { LAYERS_READ } from "./rules.ts";

export const TILE_PX = 512;

export interface Feature {
  readonly kind: string;
  readonly name: string;
  readonly filled: boolean;
  /** x, y, x, y … of each line or ring. */
  readonly parts: readonly Float32Array[];
  readonly box: readonly [x0: number, y0: number, x1: number, y1: number];
}

export type Tile = ReadonlyMap<string, readonly Feature[]>;

export function decode(bytes: Uint8Array): Tile {
  const { layers } = new VectorTile(new PbfReader(bytes));
  const tile = new Map<string, Feature[]>();
  for (const name of LAYERS_READ) {
    const layer = layers[name];
    if (!layer) continue;
    const features = Array.from({ length: layer.length }, (_, i) => layer.feature(i));
    tile.set(name, features.map((feature) => ({
      kind: String(feature.properties["class"] ?? ""),
      name: String(feature.properties["name:latin"] ?? feature.properties["name"] ?? ""),
      filled: feature.type === 3,
      ...flatten(feature.loadGeometry(), TILE_PX / layer.extent),
    })));
  }
  return tile;
}

function flatten(lines: readonly (readonly { x: number; y: number }[])[], scale: number): Pick<Feature, "parts" | "box"> {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  const parts = lines.map((points) => {
    const flat = new Float32Array(points.length * 2);
    points.forEach((point, i) => {
      const x = point.x * scale, y = point.y * scale;
      flat[2 * i] = x;
      flat[2 * i + 1] = y;
      x0 = Math.min(x0, x);
      y0 = Math.min(y0, y);
      x1 = Math.max(x1, x);
      y1 = Math.max(y1, y);
    });
    return flat;
  });
  return { parts, box: [x0, y0, x1, y1] };
}
