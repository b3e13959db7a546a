/** Places within a ring, such as a lasso draws. */

/** Even-odd rule. */
export function isInRing(lon: number, lat: number, ring: readonly (readonly [lon: number, lat: number])[]): boolean {
  let inside = false;
  for (let k = 0, before = ring.length - 1; k < ring.length; before = k++) {
    const [x, y] = ring[k] ?? [0, 0];
    const [px, py] = ring[before] ?? [0, 0];
    if (y > lat !== py > lat && lon < ((px - x) * (lat - y)) / (py - y) + x) inside = !inside;
  }
  return inside;
}
