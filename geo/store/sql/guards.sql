-- Rules that the database itself keeps, made after a bulk load and before everything else.
-- Triggers use built-in SQL only, so that QGIS and GDAL can write too.

CREATE INDEX statements_supersedes ON statements(supersedes) WHERE supersedes IS NOT NULL;
CREATE INDEX sites_kind ON sites(kind);
CREATE INDEX sites_hidden ON sites(sensitivity) WHERE sensitivity <> 'public';
CREATE INDEX sites_district ON sites(district);
CREATE INDEX names_to_index ON names(fid) WHERE folded IS NULL;

-- Statements that count: neither superseded nor withdrawn, nor of an import that was undone
CREATE VIEW live_statements AS
  SELECT s.fid, s.id, s.site_fid, s.observed_on, s.observed_key, s.asserted_by, s.status, s.method,
    CASE WHEN s.property = 'condition' AND s.status IN ('reviewed', 'proposed') THEN CAST(s.value AS INTEGER) END AS grade
  FROM statements s
  WHERE s.status <> 'withdrawn'
    AND (s.import_fid IS NULL OR NOT EXISTS (SELECT 1 FROM imports i WHERE i.fid = s.import_fid AND i.undone_at IS NOT NULL))
    AND NOT EXISTS (
      SELECT 1 FROM statements n LEFT JOIN imports i ON i.fid = n.import_fid
      WHERE n.supersedes = s.id AND i.undone_at IS NULL);

-- Append-only. REPLACE deletes without waking delete triggers, so inserting over a statement has a guard of its own.
CREATE TRIGGER statements_no_replace BEFORE INSERT ON statements
  WHEN EXISTS (SELECT 1 FROM statements WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM statements WHERE fid = NEW.fid)
  BEGIN SELECT RAISE(ABORT, 'append-only: this statement exists; add one with another id that supersedes it'); END;
CREATE TRIGGER statements_no_delete BEFORE DELETE ON statements
  BEGIN SELECT RAISE(ABORT, 'append-only: a statement is never removed; add one with status withdrawn that supersedes it'); END;
-- What the database fills in itself may be filled in once
CREATE TRIGGER statements_fill_once BEFORE UPDATE OF observed_from, observed_to, observed_key, created_at ON statements
  WHEN (OLD.observed_from IS NOT NULL AND NEW.observed_from IS NOT OLD.observed_from)
    OR (OLD.observed_to IS NOT NULL AND NEW.observed_to IS NOT OLD.observed_to)
    OR (OLD.observed_key IS NOT NULL AND NEW.observed_key IS NOT OLD.observed_key)
    OR (OLD.created_at IS NOT NULL AND NEW.created_at IS NOT OLD.created_at)
    OR (OLD.observed_on IS NULL AND coalesce(NEW.observed_from, NEW.observed_to, NEW.observed_key) IS NOT NULL)
  BEGIN SELECT RAISE(ABORT, 'append-only: a statement is never changed; add one that supersedes it'); END;

-- Foreign keys hold only where the connection asked for them; this holds always
CREATE TRIGGER statements_references BEFORE INSERT ON statements
  WHEN NOT EXISTS (SELECT 1 FROM sources WHERE fid = NEW.source_fid)
    OR NOT EXISTS (SELECT 1 FROM sites WHERE fid = NEW.site_fid)
    OR (NEW.supersedes IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM statements WHERE id = NEW.supersedes AND site_fid = NEW.site_fid AND property = NEW.property))
  BEGIN SELECT RAISE(ABORT, 'a statement needs a source and a site that exist, and supersedes only one of the same site and property'); END;

-- One trigger, because the order of several is not defined: what the database knows, and the state of the
-- site. Other programs write NULL where a form is left empty, so a DEFAULT would not do. The order day is the first day
-- of the last date: 1977/2019 counts as 2019.
CREATE TRIGGER statements_after_insert AFTER INSERT ON statements BEGIN
  UPDATE statements SET
    created_at = coalesce(created_at, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    observed_key = coalesce(observed_key, (
      WITH part(x) AS (SELECT CASE
          WHEN instr(NEW.observed_on, '/') = 0 THEN NEW.observed_on
          WHEN substr(NEW.observed_on, instr(NEW.observed_on, '/') + 1) IN ('', '..') THEN substr(NEW.observed_on, 1, instr(NEW.observed_on, '/') - 1)
          ELSE substr(NEW.observed_on, instr(NEW.observed_on, '/') + 1) END),
        plain(x) AS (SELECT replace(replace(replace(replace(replace(x, '~', ''), '?', ''), '%', ''), '-XX', ''), 'X', '0') FROM part)
      SELECT CAST(julianday(x || substr('0000-01-01', length(x) + 1)) - 1721424.5 AS INTEGER) FROM plain))
    WHERE fid = NEW.fid AND (created_at IS NULL OR (observed_key IS NULL AND observed_on IS NOT NULL));
  DELETE FROM site_state WHERE site_fid = NEW.site_fid;
  INSERT INTO site_state SELECT * FROM current_state WHERE site_fid = NEW.site_fid;
END;
CREATE TRIGGER imports_undone AFTER UPDATE OF undone_at ON imports BEGIN
  DELETE FROM site_state WHERE site_fid IN (SELECT site_fid FROM statements WHERE import_fid = NEW.fid);
  INSERT INTO site_state SELECT c.* FROM (SELECT DISTINCT site_fid FROM statements WHERE import_fid = NEW.fid) t
    JOIN current_state c ON c.site_fid = t.site_fid;
END;
CREATE TRIGGER imports_keep BEFORE DELETE ON imports
  WHEN EXISTS (SELECT 1 FROM statements WHERE import_fid = OLD.fid)
  BEGIN SELECT RAISE(ABORT, 'append-only: an import that brought statements is undone, not removed'); END;

-- A site that becomes hidden: its exact place and the words that tell it move to exact_places. The store puts the public
-- cell in when it next opens for writing; until then the site has no geometry.
CREATE TRIGGER sites_hidden_insert AFTER INSERT ON sites WHEN NEW.sensitivity <> 'public' BEGIN
  INSERT OR REPLACE INTO exact_places SELECT fid, geom, access_lon, access_lat, location_note, district_note, settlement, part_of, note
    FROM sites WHERE fid = NEW.fid;
  UPDATE sites SET geom = NULL, access_lon = NULL, access_lat = NULL, location_note = NULL, district_note = NULL,
    settlement = NULL, part_of = NULL, note = NULL WHERE fid = NEW.fid;
END;
CREATE TRIGGER sites_hidden_update AFTER UPDATE OF sensitivity ON sites
  WHEN NEW.sensitivity <> 'public' AND OLD.sensitivity = 'public' BEGIN
  INSERT OR REPLACE INTO exact_places SELECT fid, geom, access_lon, access_lat, location_note, district_note, settlement, part_of, note
    FROM sites WHERE fid = NEW.fid;
  UPDATE sites SET geom = NULL, access_lon = NULL, access_lat = NULL, location_note = NULL, district_note = NULL,
    settlement = NULL, part_of = NULL, note = NULL WHERE fid = NEW.fid;
END;
CREATE TRIGGER sites_withheld AFTER UPDATE OF sensitivity ON sites
  WHEN NEW.sensitivity = 'withheld' AND OLD.sensitivity NOT IN ('withheld', 'public') BEGIN
  UPDATE sites SET geom = NULL WHERE fid = NEW.fid;
END;

-- What tells where a hidden site is has one place; an edit elsewhere would publish it
CREATE TRIGGER sites_hidden_moved BEFORE UPDATE OF geom ON sites
  WHEN NEW.sensitivity <> 'public' AND OLD.sensitivity <> 'public' AND NEW.geom IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM settings WHERE key = 'placing cells') BEGIN
  SELECT RAISE(ABORT, 'this site is hidden: change its place in exact_places, the public sees a cell');
END;
CREATE TRIGGER sites_hidden_told BEFORE UPDATE OF access_lon, access_lat, location_note, district_note, settlement, part_of, note ON sites
  WHEN NEW.sensitivity <> 'public' AND OLD.sensitivity <> 'public' AND coalesce(NEW.access_lon, NEW.access_lat,
    NEW.location_note, NEW.district_note, NEW.settlement, NEW.part_of, NEW.note) IS NOT NULL BEGIN
  SELECT RAISE(ABORT, 'this site is hidden: what tells where it is stands in exact_places');
END;
-- A cell that no longer fits goes; the store makes it anew when it next opens for writing
CREATE TRIGGER exact_places_moved AFTER UPDATE OF geom ON exact_places BEGIN
  UPDATE sites SET geom = NULL WHERE fid = NEW.fid AND sensitivity <> 'public';
END;
CREATE TRIGGER sites_cell_resized AFTER UPDATE OF generalise_m ON sites WHEN NEW.sensitivity <> 'public' BEGIN
  UPDATE sites SET geom = NULL WHERE fid = NEW.fid;
END;

-- A site that becomes public: its exact place is the public one from then on
CREATE TRIGGER sites_shown AFTER UPDATE OF sensitivity ON sites
  WHEN NEW.sensitivity = 'public' AND OLD.sensitivity <> 'public' BEGIN
  UPDATE sites SET (geom, access_lon, access_lat, location_note, district_note, settlement, part_of, note) = (
    SELECT geom, access_lon, access_lat, location_note, district_note, settlement, part_of, note
    FROM exact_places WHERE fid = NEW.fid) WHERE fid = NEW.fid;
  DELETE FROM exact_places WHERE fid = NEW.fid;
END;

-- Names changed by another program are indexed again when the store next opens for writing
CREATE TRIGGER names_changed AFTER UPDATE OF text ON names WHEN OLD.folded IS NOT NULL BEGIN
  INSERT INTO search_removed(name_fid, folded) VALUES (OLD.fid, OLD.folded);
  UPDATE names SET folded = NULL WHERE fid = NEW.fid;
END;
CREATE TRIGGER names_removed AFTER DELETE ON names WHEN OLD.folded IS NOT NULL BEGIN
  INSERT INTO search_removed(name_fid, folded) VALUES (OLD.fid, OLD.folded);
END;
