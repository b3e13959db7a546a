/** The draft of a visit as files: GeoJSON of stops and legs, and CSV in the columns of a package's layer `stops`. */
import type { Feature, FeatureCollection } from "geojson";
import { harmless } from "../names.ts";
import type { SiteRow } from "../source.ts";
import { csv } from "./csv.ts";
import type { DraftLeg } from "./legs.ts";
import type { Draft } from "./visit_draft.ts";

/** Id of the visit in the files; whoever imports them gives it a name. */
const VISIT = "draft";
/** As geo/layers/visits.py has them. */
const STOP_COLUMNS = ["visit_id", "day", "position", "site_id", "attestation", "arrive", "depart", "service_min", "reason", "note", "team"] as const;

export function stopsCsv(draft: Draft): string {
  const rows = draft.flatMap((day, k) => day.map((id, i) => [VISIT, k + 1, i + 1, id, "planned", null, null, null, null, null, null]));
  return csv(STOP_COLUMNS, rows);
}

/** Stops without a position have no geometry; legs say that their length is an estimate. */
export function draftGeojson(draft: Draft, legs: readonly DraftLeg[], sites: ReadonlyMap<string, SiteRow>): string {
  const stops = draft.flatMap((day, k) =>
    day.map((id, i): Feature => {
      const site = sites.get(id);
      return {
        type: "Feature",
        geometry: site?.placed ? { type: "Point", coordinates: [rounded(site.lon), rounded(site.lat)] } : null,
        properties: { feature: "stop", visit_id: VISIT, day: k + 1, position: i + 1, site_id: id, name: site ? harmless(site.name[1]) : null, attestation: "planned" },
      } as Feature;
    }),
  );
  const lines = legs.map(
    (leg): Feature => ({
      type: "Feature",
      geometry: { type: "LineString", coordinates: leg.coords.map(([lon, lat]) => [rounded(lon), rounded(lat)]) },
      properties: {
        feature: "leg", visit_id: VISIT, day: leg.day, position: leg.position, from_site_id: leg.from, to_site_id: leg.to,
        length_km: Number(leg.km.toFixed(3)), duration_min: null, basis: "estimate",
      },
    }),
  );
  const all: FeatureCollection & { readonly status: string } = { type: "FeatureCollection", status: "draft", features: [...stops, ...lines] };
  return `${JSON.stringify(all, null, 1)}\n`;
}

function rounded(degrees: number): number {
  return Number(degrees.toFixed(6));
}
