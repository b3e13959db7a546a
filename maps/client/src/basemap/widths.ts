/** Widths of lines by zoom: [zoom, pixels] pairs, growing by a constant factor between two of them. */
export type Widths = readonly (readonly [zoom: number, px: number])[];

export function widthAt(widths: Widths, zoom: number): number {
  const above = widths.findIndex(([z]) => zoom <= z);
  if (above < 0) return widths.at(-1)?.[1] ?? 0;
  const [z1, w1] = widths[above]!;
  if (above === 0) return w1;
  const [z0, w0] = widths[above - 1]!;
  return w0 * (w1 / w0) ** ((zoom - z0) / (z1 - z0));
}
