-- Closures: roads and areas that no way may touch. Stops say which team makes them.

ALTER TABLE stops ADD COLUMN "team" TEXT;

CREATE TABLE closures (
  fid INTEGER PRIMARY KEY,
  geom GEOMETRY,
  "id" TEXT NOT NULL UNIQUE CHECK ("id" <> ''),
  "kind" TEXT NOT NULL CHECK ("kind" = 'closed_road' OR "kind" = 'seasonal' OR "kind" = 'bridge_out' OR "kind" = 'mine_risk' OR "kind" = 'military' OR "kind" = 'restricted' OR "kind" = 'other'),
  "title" TEXT NOT NULL CHECK ("title" <> ''),
  "first_day" TEXT,
  "last_day" TEXT,
  "yearly" TEXT,
  "as_of" TEXT NOT NULL CHECK ("as_of" <> ''),
  "expires" TEXT,
  "note" TEXT,
  source_fid INTEGER NOT NULL REFERENCES sources(fid));
CREATE TABLE closures_sources (fid INTEGER PRIMARY KEY, closure_fid INTEGER NOT NULL REFERENCES closures(fid), source_fid INTEGER NOT NULL REFERENCES sources(fid));
CREATE VIRTUAL TABLE rtree_closures_geom USING rtree(id, minx, maxx, miny, maxy);
INSERT INTO gpkg_extensions VALUES
  ('closures', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only');
CREATE TRIGGER rtree_closures_geom_insert AFTER INSERT ON closures WHEN (NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom))
BEGIN INSERT OR REPLACE INTO rtree_closures_geom VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;
CREATE TRIGGER rtree_closures_geom_update1 AFTER UPDATE OF geom ON closures WHEN OLD.fid = NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))
BEGIN INSERT OR REPLACE INTO rtree_closures_geom VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;
CREATE TRIGGER rtree_closures_geom_update2 AFTER UPDATE OF geom ON closures WHEN OLD.fid = NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))
BEGIN DELETE FROM rtree_closures_geom WHERE id = OLD.fid; END;
CREATE TRIGGER rtree_closures_geom_update3 AFTER UPDATE ON closures WHEN OLD.fid != NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))
BEGIN DELETE FROM rtree_closures_geom WHERE id = OLD.fid; INSERT OR REPLACE INTO rtree_closures_geom VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;
CREATE TRIGGER rtree_closures_geom_update4 AFTER UPDATE ON closures WHEN OLD.fid != NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))
BEGIN DELETE FROM rtree_closures_geom WHERE id IN (OLD.fid, NEW.fid); END;
CREATE TRIGGER rtree_closures_geom_delete AFTER DELETE ON closures WHEN OLD.geom NOT NULL
BEGIN DELETE FROM rtree_closures_geom WHERE id = OLD.fid; END;
CREATE TRIGGER closures_no_replace BEFORE INSERT ON closures WHEN EXISTS (SELECT 1 FROM closures WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM closures WHERE fid = NEW.fid) BEGIN SELECT RAISE(ABORT, 'the id exists in closures; other rows refer to it, so it is not replaced'); END;
CREATE UNIQUE INDEX closures_sources_pair ON closures_sources(closure_fid, source_fid);
CREATE INDEX closures_sources_source_fid ON closures_sources(source_fid);
CREATE TRIGGER closures_first_source_fid AFTER INSERT ON closures BEGIN INSERT INTO closures_sources(closure_fid, source_fid) SELECT NEW.fid, NEW.source_fid WHERE NOT EXISTS (SELECT 1 FROM closures_sources WHERE closure_fid = NEW.fid AND source_fid = NEW.source_fid); END;

INSERT INTO gpkg_contents(table_name, data_type, identifier, srs_id) VALUES
  ('closures', 'features', 'closures', 4326),
  ('closures_sources', 'attributes', 'closures_sources', 0);
INSERT INTO gpkg_geometry_columns VALUES ('closures', 'geom', 'GEOMETRY', 4326, 0, 0);

-- Views that name the new table or the new column
DROP VIEW public_stops;
DROP VIEW citations;
DROP VIEW public_citations;
DROP VIEW public_counts;
CREATE VIEW public_closures AS SELECT t.fid, t.geom, t."id", t."kind", t."title", t."first_day", t."last_day", t."yearly", t."as_of", t."expires", (SELECT group_concat(id, ';') FROM (SELECT r.id FROM closures_sources l JOIN sources r ON r.fid = l.source_fid WHERE l.closure_fid = t.fid ORDER BY l.fid)) AS source_ids, t."note" FROM closures t;
CREATE VIEW public_stops AS SELECT t.fid AS OGC_FID, s.geom, t.visit_fid, j_visit_id.id AS visit_id, t."day", row_number() OVER (PARTITION BY t.visit_fid, t.day ORDER BY t.position, t.fid) AS position, s.id AS site_id, t."attestation", t."arrive", t."depart", t."service_min", CASE WHEN s.sensitivity = 'public' THEN t.reason END AS reason, CASE WHEN s.sensitivity = 'public' THEN t.note END AS note, t."team" FROM stops t JOIN sites s ON s.fid = t.site_fid AND s.sensitivity <> 'withheld' LEFT JOIN visits j_visit_id ON j_visit_id.fid = t.visit_fid;
CREATE VIEW citations AS SELECT source_fid FROM names UNION ALL SELECT source_fid FROM identifiers UNION ALL SELECT source_fid FROM photos UNION ALL SELECT source_fid FROM closures_sources UNION ALL SELECT source_fid FROM sites_location_sources UNION ALL SELECT source_fid FROM sites_built_sources UNION ALL SELECT source_fid FROM designations_sources UNION ALL SELECT source_fid FROM access_sources UNION ALL SELECT source_fid FROM visits_sources UNION ALL SELECT source_fid FROM statements_sources UNION ALL SELECT source_fid FROM measures_sources UNION ALL SELECT source_fid FROM measure_statements_sources;
CREATE VIEW public_citations AS SELECT t.source_fid FROM names t JOIN sites s ON s.fid = t.site_fid AND s.sensitivity <> 'withheld' UNION ALL SELECT t.source_fid FROM identifiers t JOIN sites s ON s.fid = t.site_fid AND s.sensitivity = 'public' UNION ALL SELECT t.source_fid FROM photos t JOIN sites s ON s.fid = t.site_fid AND (s.sensitivity = 'public' OR s.sensitivity = 'generalised') UNION ALL SELECT l.source_fid FROM closures_sources l JOIN public_closures t ON t.fid = l.closure_fid UNION ALL SELECT l.source_fid FROM sites_location_sources l JOIN sites s ON s.fid = l.site_fid AND s.sensitivity = 'public' UNION ALL SELECT l.source_fid FROM sites_built_sources l JOIN sites s ON s.fid = l.site_fid AND s.sensitivity <> 'withheld' UNION ALL SELECT l.source_fid FROM designations_sources l JOIN designations t ON t.fid = l.designation_fid JOIN sites s ON s.fid = t.site_fid AND s.sensitivity <> 'withheld' UNION ALL SELECT l.source_fid FROM access_sources l JOIN access t ON t.fid = l.access_fid JOIN sites s ON s.fid = t.site_fid AND s.sensitivity <> 'withheld' UNION ALL SELECT l.source_fid FROM visits_sources l JOIN public_visits t ON t.fid = l.visit_fid UNION ALL SELECT l.source_fid FROM statements_sources l JOIN statements t ON t.fid = l.statement_fid JOIN sites s ON s.fid = t.site_fid AND s.sensitivity <> 'withheld' UNION ALL SELECT l.source_fid FROM measures_sources l JOIN public_measures t ON t.fid = l.measure_fid UNION ALL SELECT l.source_fid FROM measure_statements_sources l JOIN public_measure_statements t ON t.fid = l.measure_statement_fid;
CREATE VIEW public_counts AS SELECT 'sources' AS layer, (SELECT count(*) FROM public_sources) AS n UNION ALL SELECT 'districts' AS layer, (SELECT count(*) FROM public_districts) AS n UNION ALL SELECT 'places' AS layer, (SELECT count(*) FROM public_places) AS n UNION ALL SELECT 'place_names' AS layer, (SELECT count(*) FROM public_place_names) AS n UNION ALL SELECT 'closures' AS layer, (SELECT count(*) FROM public_closures) AS n UNION ALL SELECT 'sites' AS layer, (SELECT count(*) FROM sites) - (SELECT count(*) FROM sites WHERE sensitivity = 'withheld') AS n UNION ALL SELECT 'names' AS layer, (SELECT count(*) FROM names) - (SELECT count(*) FROM sites s JOIN names t ON t.site_fid = s.fid WHERE s.sensitivity <> 'public' AND NOT (s.sensitivity <> 'withheld')) AS n UNION ALL SELECT 'identifiers' AS layer, (SELECT count(*) FROM identifiers) - (SELECT count(*) FROM sites s JOIN identifiers t ON t.site_fid = s.fid WHERE s.sensitivity <> 'public' AND NOT (s.sensitivity = 'public')) AS n UNION ALL SELECT 'designations' AS layer, (SELECT count(*) FROM designations) - (SELECT count(*) FROM sites s JOIN designations t ON t.site_fid = s.fid WHERE s.sensitivity <> 'public' AND NOT (s.sensitivity <> 'withheld')) AS n UNION ALL SELECT 'access' AS layer, (SELECT count(*) FROM access) - (SELECT count(*) FROM sites s JOIN access t ON t.site_fid = s.fid WHERE s.sensitivity <> 'public' AND NOT (s.sensitivity <> 'withheld')) AS n UNION ALL SELECT 'photos' AS layer, (SELECT count(*) FROM photos) - (SELECT count(*) FROM sites s JOIN photos t ON t.site_fid = s.fid WHERE s.sensitivity <> 'public' AND NOT ((s.sensitivity = 'public' OR s.sensitivity = 'generalised'))) AS n UNION ALL SELECT 'visits' AS layer, (SELECT count(*) FROM public_visits) AS n UNION ALL SELECT 'stops' AS layer, (SELECT count(*) FROM stops) - (SELECT count(*) FROM sites s JOIN stops t ON t.site_fid = s.fid WHERE s.sensitivity <> 'public' AND NOT (s.sensitivity <> 'withheld')) AS n UNION ALL SELECT 'statements' AS layer, (SELECT count(*) FROM statements) - (SELECT count(*) FROM sites s JOIN statements t ON t.site_fid = s.fid WHERE s.sensitivity <> 'public' AND NOT (s.sensitivity <> 'withheld')) AS n UNION ALL SELECT 'measures' AS layer, (SELECT count(*) FROM public_measures) AS n UNION ALL SELECT 'measure_statements' AS layer, (SELECT count(*) FROM public_measure_statements) AS n;
