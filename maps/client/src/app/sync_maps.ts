/** Two maps that look at the same place: whichever is moved, the other goes with it. */
import { calm } from "../dom.ts";

/** Keep two maps together until the function that is returned is called. */
export function syncMaps(a: L.Map, b: L.Map): () => void {
  let leading: L.Map | null = null;
  const lead = (map: L.Map, other: L.Map, center: L.LatLng, zoom: number, animate: boolean): void => {
    if (leading === other) return; // it follows, and does not lead back
    const before = leading;
    leading = map;
    other.setView(center, zoom, { animate, noMoveStart: true } as L.ZoomPanOptions);
    leading = before;
  };
  const stops = ([[a, b], [b, a]] as const).map(([map, other]) => {
    let animating = false;
    const zooming = ({ center, zoom }: L.ZoomAnimEvent): void => {
      if (leading === other) return;
      animating = true;
      lead(map, other, center, zoom, !calm());
    };
    const moving = (): void => {
      if (!animating && !same(map, other)) lead(map, other, map.getCenter(), map.getZoom(), false);
    };
    const ended = (): void => {
      animating = false;
      moving();
    };
    map.on("zoomanim", zooming).on("move", moving).on("moveend", ended);
    return () => void map.off("zoomanim", zooming).off("move", moving).off("moveend", ended);
  });
  b.setView(a.getCenter(), a.getZoom(), { animate: false });
  return () => {
    for (const stop of stops) stop();
  };
}

/** Whether both look at the same place, to a fraction of a pixel. */
function same(a: L.Map, b: L.Map): boolean {
  const zoom = a.getZoom();
  return zoom === b.getZoom() && a.project(a.getCenter(), zoom).distanceTo(a.project(b.getCenter(), zoom)) < 0.5;
}
