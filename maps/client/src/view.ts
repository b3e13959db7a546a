/** Where a map looks, in the pixels of Web Mercator: 256 of them go around the Earth at zoom 0. */
export interface View {
  readonly zoom: number;
  readonly lat: number;
  readonly lon: number;
}

export interface Size {
  readonly x: number;
  readonly y: number;
}

/** West, south, east, north. */
export type Bounds = readonly [number, number, number, number];

const HIGHEST = 85.0511287798;

export function project(lon: number, lat: number): readonly [x: number, y: number] {
  return [projectX(lon), projectY(lat)];
}

export function projectX(lon: number): number {
  return (256 * (lon + 180)) / 360;
}

export function projectY(lat: number): number {
  const sine = Math.sin((Math.max(-HIGHEST, Math.min(HIGHEST, lat)) * Math.PI) / 180);
  return 256 * (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI));
}

export function unproject(x: number, y: number): { lon: number; lat: number } {
  return { lon: (x / 256) * 360 - 180, lat: (360 / Math.PI) * Math.atan(Math.exp((0.5 - y / 256) * 2 * Math.PI)) - 90 };
}

/** The closest whole zoom that shows the bounds in a map of `size`, with `padding` pixels around; as Leaflet fits bounds. */
export function fit([west, south, east, north]: Bounds, size: Size, padding: number, closest: number): View {
  const [left, bottom] = project(west, south);
  const [right, top] = project(east, north);
  const scale = Math.min((size.x - 2 * padding) / (right - left), (size.y - 2 * padding) / (bottom - top));
  const exact = Math.log2(Math.max(scale, 1));
  // a hundredth of a zoom short of a whole one is that one
  const zoom = Math.min(closest, Math.floor(Math.round(exact * 100) / 100));
  return { zoom, ...unproject((left + right) / 2, (top + bottom) / 2) };
}

/** Where a place lies on a map of `size` that shows `view`. */
export function pixelOf(lon: number, lat: number, view: View, size: Size): readonly [x: number, y: number] {
  const [x, y] = project(lon, lat);
  const [middleX, middleY] = project(view.lon, view.lat);
  const scale = 2 ** view.zoom;
  return [size.x / 2 + (x - middleX) * scale, size.y / 2 + (y - middleY) * scale];
}

/** What a map of `size` shows. */
export function boundsOf(view: View, size: Size): Bounds {
  const [middleX, middleY] = project(view.lon, view.lat);
  const [x, y] = [size.x / 2 / 2 ** view.zoom, size.y / 2 / 2 ** view.zoom];
  const upper = unproject(middleX - x, middleY - y);
  const lower = unproject(middleX + x, middleY + y);
  return [upper.lon, lower.lat, lower.lon, upper.lat];
}
