-- The first source of a row stands in its own table only, and the table of its sources holds further ones; which sites a source
-- tells of is kept in one table, instead of an index by source of every layer.

DROP TRIGGER names_named_insert;
DROP TRIGGER names_named_update;
DROP TRIGGER names_named_delete;
DROP TRIGGER statements_after_insert;
DROP TRIGGER closures_first_source_fid;
DROP TRIGGER designations_first_source_fid;
DROP TRIGGER access_first_source_fid;
DROP TRIGGER visits_first_source_fid;
DROP TRIGGER measures_first_source_fid;
DROP TRIGGER measure_statements_first_source_fid;
DROP TRIGGER sources_keep;
DROP VIEW names_of_source;
DROP VIEW citations;
DROP VIEW public_citations;
DROP VIEW public_statement_sources;
DROP VIEW public_source_names;
DROP VIEW source_sites;
DROP VIEW public_source_sites;
DROP VIEW public_site_details;
DROP VIEW public_visits;
DROP VIEW public_measures;
DROP VIEW public_closures;
DROP VIEW public_designations;
DROP VIEW public_access;
DROP VIEW public_statements;
DROP VIEW public_measure_statements;
DROP TRIGGER statements_no_update;
DROP TRIGGER statements_sources_no_update;
DROP TRIGGER statements_sources_no_delete;
DROP TRIGGER statements_sources_no_replace;
DROP TRIGGER measure_statements_no_update;
DROP TRIGGER measure_statements_sources_no_update;
DROP TRIGGER measure_statements_sources_no_delete;
DROP TRIGGER measure_statements_sources_no_replace;
DROP INDEX identifiers_source_fid;
DROP INDEX designations_sources_source_fid;
DROP INDEX access_sources_source_fid;
DROP INDEX photos_source_fid;
DROP INDEX statements_sources_source_fid;
DROP TABLE named_by;

-- What was read stays: where a list begins with another source than the one in the table of its row (another program may have
-- changed either), that one becomes the first. It is quickest to empty a table and to put the few further rows in again.

UPDATE closures SET source_fid = f.source_fid FROM (SELECT closure_fid, source_fid, min(fid) FROM closures_sources GROUP BY closure_fid) f WHERE f.closure_fid = closures.fid AND f.source_fid <> closures.source_fid;
CREATE TEMP TABLE further AS SELECT l.* FROM closures_sources l JOIN closures t ON t.fid = l.closure_fid WHERE l.source_fid <> t.source_fid ORDER BY l.fid;
DROP INDEX closures_sources_pair;
DROP INDEX closures_sources_source_fid;
DELETE FROM closures_sources;
INSERT INTO closures_sources SELECT * FROM temp.further;
DROP TABLE temp.further;
CREATE UNIQUE INDEX closures_sources_pair ON closures_sources(closure_fid, source_fid);
CREATE INDEX closures_sources_source_fid ON closures_sources(source_fid);

UPDATE designations SET source_fid = f.source_fid FROM (SELECT designation_fid, source_fid, min(fid) FROM designations_sources GROUP BY designation_fid) f WHERE f.designation_fid = designations.fid AND f.source_fid <> designations.source_fid;
CREATE TEMP TABLE further AS SELECT l.* FROM designations_sources l JOIN designations t ON t.fid = l.designation_fid WHERE l.source_fid <> t.source_fid ORDER BY l.fid;
DROP INDEX designations_sources_pair;
DELETE FROM designations_sources;
INSERT INTO designations_sources SELECT * FROM temp.further;
DROP TABLE temp.further;
CREATE UNIQUE INDEX designations_sources_pair ON designations_sources(designation_fid, source_fid);

UPDATE access SET source_fid = f.source_fid FROM (SELECT access_fid, source_fid, min(fid) FROM access_sources GROUP BY access_fid) f WHERE f.access_fid = access.fid AND f.source_fid <> access.source_fid;
CREATE TEMP TABLE further AS SELECT l.* FROM access_sources l JOIN access t ON t.fid = l.access_fid WHERE l.source_fid <> t.source_fid ORDER BY l.fid;
DROP INDEX access_sources_pair;
DELETE FROM access_sources;
INSERT INTO access_sources SELECT * FROM temp.further;
DROP TABLE temp.further;
CREATE UNIQUE INDEX access_sources_pair ON access_sources(access_fid, source_fid);

UPDATE visits SET source_fid = f.source_fid FROM (SELECT visit_fid, source_fid, min(fid) FROM visits_sources GROUP BY visit_fid) f WHERE f.visit_fid = visits.fid AND f.source_fid <> visits.source_fid;
CREATE TEMP TABLE further AS SELECT l.* FROM visits_sources l JOIN visits t ON t.fid = l.visit_fid WHERE l.source_fid <> t.source_fid ORDER BY l.fid;
DROP INDEX visits_sources_pair;
DROP INDEX visits_sources_source_fid;
DELETE FROM visits_sources;
INSERT INTO visits_sources SELECT * FROM temp.further;
DROP TABLE temp.further;
CREATE UNIQUE INDEX visits_sources_pair ON visits_sources(visit_fid, source_fid);
CREATE INDEX visits_sources_source_fid ON visits_sources(source_fid);

UPDATE statements SET source_fid = f.source_fid FROM (SELECT statement_fid, source_fid, min(fid) FROM statements_sources GROUP BY statement_fid) f WHERE f.statement_fid = statements.fid AND f.source_fid <> statements.source_fid;
CREATE TEMP TABLE further AS SELECT l.* FROM statements_sources l JOIN statements t ON t.fid = l.statement_fid WHERE l.source_fid <> t.source_fid ORDER BY l.fid;
DROP INDEX statements_sources_pair;
DELETE FROM statements_sources;
INSERT INTO statements_sources SELECT * FROM temp.further;
DROP TABLE temp.further;
CREATE UNIQUE INDEX statements_sources_pair ON statements_sources(statement_fid, source_fid);

UPDATE measures SET source_fid = f.source_fid FROM (SELECT measure_fid, source_fid, min(fid) FROM measures_sources GROUP BY measure_fid) f WHERE f.measure_fid = measures.fid AND f.source_fid <> measures.source_fid;
CREATE TEMP TABLE further AS SELECT l.* FROM measures_sources l JOIN measures t ON t.fid = l.measure_fid WHERE l.source_fid <> t.source_fid ORDER BY l.fid;
DROP INDEX measures_sources_pair;
DROP INDEX measures_sources_source_fid;
DELETE FROM measures_sources;
INSERT INTO measures_sources SELECT * FROM temp.further;
DROP TABLE temp.further;
CREATE UNIQUE INDEX measures_sources_pair ON measures_sources(measure_fid, source_fid);
CREATE INDEX measures_sources_source_fid ON measures_sources(source_fid);

UPDATE measure_statements SET source_fid = f.source_fid FROM (SELECT measure_statement_fid, source_fid, min(fid) FROM measure_statements_sources GROUP BY measure_statement_fid) f WHERE f.measure_statement_fid = measure_statements.fid AND f.source_fid <> measure_statements.source_fid;
CREATE TEMP TABLE further AS SELECT l.* FROM measure_statements_sources l JOIN measure_statements t ON t.fid = l.measure_statement_fid WHERE l.source_fid <> t.source_fid ORDER BY l.fid;
DROP INDEX measure_statements_sources_pair;
DROP INDEX measure_statements_sources_source_fid;
DELETE FROM measure_statements_sources;
INSERT INTO measure_statements_sources SELECT * FROM temp.further;
DROP TABLE temp.further;
CREATE UNIQUE INDEX measure_statements_sources_pair ON measure_statements_sources(measure_statement_fid, source_fid);
CREATE INDEX measure_statements_sources_source_fid ON measure_statements_sources(source_fid);

CREATE TRIGGER statements_no_update BEFORE UPDATE OF "fid", "id", "site_fid", "property", "value", "value_raw", "scale", "certainty", "observed_on", "method", "asserted_by", "role", "visit_fid", "supersedes", "status", "source_fid", "import_fid" ON statements BEGIN SELECT RAISE(ABORT, 'append-only: a statement is never changed; add one that supersedes it'); END;
CREATE TRIGGER statements_sources_no_update BEFORE UPDATE ON statements_sources BEGIN SELECT RAISE(ABORT, 'append-only: the sources of a statement are only ever added to'); END;
CREATE TRIGGER statements_sources_no_delete BEFORE DELETE ON statements_sources BEGIN SELECT RAISE(ABORT, 'append-only: the sources of a statement are only ever added to'); END;
CREATE TRIGGER statements_sources_no_replace BEFORE INSERT ON statements_sources WHEN EXISTS (SELECT 1 FROM statements_sources WHERE fid = NEW.fid) OR EXISTS (SELECT 1 FROM statements_sources WHERE statement_fid = NEW.statement_fid AND source_fid = NEW.source_fid) BEGIN SELECT RAISE(ABORT, 'append-only: the sources of a statement are only ever added to'); END;
CREATE TRIGGER measure_statements_no_update BEFORE UPDATE OF "fid", "id", "measure_fid", "property", "value", "value_raw", "observed_on", "asserted_by", "source_fid" ON measure_statements BEGIN SELECT RAISE(ABORT, 'append-only: a statement is never changed; add one that supersedes it'); END;
CREATE TRIGGER measure_statements_sources_no_update BEFORE UPDATE ON measure_statements_sources BEGIN SELECT RAISE(ABORT, 'append-only: the sources of a statement are only ever added to'); END;
CREATE TRIGGER measure_statements_sources_no_delete BEFORE DELETE ON measure_statements_sources BEGIN SELECT RAISE(ABORT, 'append-only: the sources of a statement are only ever added to'); END;
CREATE TRIGGER measure_statements_sources_no_replace BEFORE INSERT ON measure_statements_sources WHEN EXISTS (SELECT 1 FROM measure_statements_sources WHERE fid = NEW.fid) OR EXISTS (SELECT 1 FROM measure_statements_sources WHERE measure_statement_fid = NEW.measure_statement_fid AND source_fid = NEW.source_fid) BEGIN SELECT RAISE(ABORT, 'append-only: the sources of a statement are only ever added to'); END;

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
CREATE INDEX closures_source_fid ON closures(source_fid);
CREATE TRIGGER closures_sources_further_insert BEFORE INSERT ON closures_sources WHEN NOT EXISTS (SELECT 1 FROM closures WHERE fid = NEW.closure_fid AND source_fid <> NEW.source_fid) BEGIN SELECT RAISE(ABORT, 'a further source of a row of closures needs a row that is there and has another first one'); END;
CREATE TRIGGER closures_sources_further_update BEFORE UPDATE OF closure_fid, source_fid ON closures_sources WHEN NOT EXISTS (SELECT 1 FROM closures WHERE fid = NEW.closure_fid AND source_fid <> NEW.source_fid) BEGIN SELECT RAISE(ABORT, 'a further source of a row of closures needs a row that is there and has another first one'); END;
CREATE TRIGGER closures_first_source_fid AFTER UPDATE OF source_fid ON closures BEGIN DELETE FROM closures_sources WHERE closure_fid = NEW.fid AND source_fid = NEW.source_fid; END;
CREATE TRIGGER closures_further_delete BEFORE DELETE ON closures BEGIN DELETE FROM closures_sources WHERE closure_fid = OLD.fid; END;
CREATE TRIGGER designations_sources_further_insert BEFORE INSERT ON designations_sources WHEN NOT EXISTS (SELECT 1 FROM designations WHERE fid = NEW.designation_fid AND source_fid <> NEW.source_fid) BEGIN SELECT RAISE(ABORT, 'a further source of a row of designations needs a row that is there and has another first one'); END;
CREATE TRIGGER designations_sources_further_update BEFORE UPDATE OF designation_fid, source_fid ON designations_sources WHEN NOT EXISTS (SELECT 1 FROM designations WHERE fid = NEW.designation_fid AND source_fid <> NEW.source_fid) BEGIN SELECT RAISE(ABORT, 'a further source of a row of designations needs a row that is there and has another first one'); END;
CREATE TRIGGER designations_first_source_fid AFTER UPDATE OF source_fid ON designations BEGIN DELETE FROM designations_sources WHERE designation_fid = NEW.fid AND source_fid = NEW.source_fid; END;
CREATE TRIGGER designations_further_delete BEFORE DELETE ON designations BEGIN DELETE FROM designations_sources WHERE designation_fid = OLD.fid; END;
CREATE TRIGGER access_sources_further_insert BEFORE INSERT ON access_sources WHEN NOT EXISTS (SELECT 1 FROM access WHERE fid = NEW.access_fid AND source_fid <> NEW.source_fid) BEGIN SELECT RAISE(ABORT, 'a further source of a row of access needs a row that is there and has another first one'); END;
CREATE TRIGGER access_sources_further_update BEFORE UPDATE OF access_fid, source_fid ON access_sources WHEN NOT EXISTS (SELECT 1 FROM access WHERE fid = NEW.access_fid AND source_fid <> NEW.source_fid) BEGIN SELECT RAISE(ABORT, 'a further source of a row of access needs a row that is there and has another first one'); END;
CREATE TRIGGER access_first_source_fid AFTER UPDATE OF source_fid ON access BEGIN DELETE FROM access_sources WHERE access_fid = NEW.fid AND source_fid = NEW.source_fid; END;
CREATE TRIGGER access_further_delete BEFORE DELETE ON access BEGIN DELETE FROM access_sources WHERE access_fid = OLD.fid; END;
CREATE INDEX visits_source_fid ON visits(source_fid);
CREATE TRIGGER visits_sources_further_insert BEFORE INSERT ON visits_sources WHEN NOT EXISTS (SELECT 1 FROM visits WHERE fid = NEW.visit_fid AND source_fid <> NEW.source_fid) BEGIN SELECT RAISE(ABORT, 'a further source of a row of visits needs a row that is there and has another first one'); END;
CREATE TRIGGER visits_sources_further_update BEFORE UPDATE OF visit_fid, source_fid ON visits_sources WHEN NOT EXISTS (SELECT 1 FROM visits WHERE fid = NEW.visit_fid AND source_fid <> NEW.source_fid) BEGIN SELECT RAISE(ABORT, 'a further source of a row of visits needs a row that is there and has another first one'); END;
CREATE TRIGGER visits_first_source_fid AFTER UPDATE OF source_fid ON visits BEGIN DELETE FROM visits_sources WHERE visit_fid = NEW.fid AND source_fid = NEW.source_fid; END;
CREATE TRIGGER visits_further_delete BEFORE DELETE ON visits BEGIN DELETE FROM visits_sources WHERE visit_fid = OLD.fid; END;
CREATE TRIGGER statements_sources_further_insert BEFORE INSERT ON statements_sources WHEN NOT EXISTS (SELECT 1 FROM statements WHERE fid = NEW.statement_fid AND source_fid <> NEW.source_fid) BEGIN SELECT RAISE(ABORT, 'a further source of a row of statements needs a row that is there and has another first one'); END;
CREATE INDEX measures_source_fid ON measures(source_fid);
CREATE TRIGGER measures_sources_further_insert BEFORE INSERT ON measures_sources WHEN NOT EXISTS (SELECT 1 FROM measures WHERE fid = NEW.measure_fid AND source_fid <> NEW.source_fid) BEGIN SELECT RAISE(ABORT, 'a further source of a row of measures needs a row that is there and has another first one'); END;
CREATE TRIGGER measures_sources_further_update BEFORE UPDATE OF measure_fid, source_fid ON measures_sources WHEN NOT EXISTS (SELECT 1 FROM measures WHERE fid = NEW.measure_fid AND source_fid <> NEW.source_fid) BEGIN SELECT RAISE(ABORT, 'a further source of a row of measures needs a row that is there and has another first one'); END;
CREATE TRIGGER measures_first_source_fid AFTER UPDATE OF source_fid ON measures BEGIN DELETE FROM measures_sources WHERE measure_fid = NEW.fid AND source_fid = NEW.source_fid; END;
CREATE TRIGGER measures_further_delete BEFORE DELETE ON measures BEGIN DELETE FROM measures_sources WHERE measure_fid = OLD.fid; END;
CREATE INDEX measure_statements_source_fid ON measure_statements(source_fid);
CREATE TRIGGER measure_statements_sources_further_insert BEFORE INSERT ON measure_statements_sources WHEN NOT EXISTS (SELECT 1 FROM measure_statements WHERE fid = NEW.measure_statement_fid AND source_fid <> NEW.source_fid) BEGIN SELECT RAISE(ABORT, 'a further source of a row of measure_statements needs a row that is there and has another first one'); END;
CREATE VIEW telling(source_fid, site_fid, import_fid) AS SELECT source_fid, site_fid, import_fid FROM names UNION ALL SELECT source_fid, site_fid, import_fid FROM identifiers UNION ALL SELECT source_fid, site_fid, import_fid FROM designations UNION ALL SELECT l.source_fid, t.site_fid, t.import_fid FROM designations_sources l JOIN designations t ON t.fid = l.designation_fid UNION ALL SELECT source_fid, site_fid, import_fid FROM access UNION ALL SELECT l.source_fid, t.site_fid, t.import_fid FROM access_sources l JOIN access t ON t.fid = l.access_fid UNION ALL SELECT source_fid, site_fid, NULL FROM photos UNION ALL SELECT source_fid, site_fid, import_fid FROM statements UNION ALL SELECT l.source_fid, t.site_fid, t.import_fid FROM statements_sources l JOIN statements t ON t.fid = l.statement_fid;
CREATE TABLE tells_of (source_fid INTEGER NOT NULL, site_fid INTEGER NOT NULL, PRIMARY KEY (source_fid, site_fid)) WITHOUT ROWID;
INSERT INTO tells_of(source_fid, site_fid) SELECT source_fid, site_fid FROM telling GROUP BY source_fid, site_fid;
CREATE TRIGGER names_told_insert AFTER INSERT ON names BEGIN INSERT INTO tells_of(source_fid, site_fid) VALUES (NEW.source_fid, NEW.site_fid) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER names_told_update AFTER UPDATE OF source_fid, site_fid ON names BEGIN DELETE FROM tells_of WHERE source_fid IN (OLD.source_fid) AND site_fid = OLD.site_fid AND NOT EXISTS (SELECT 1 FROM telling t WHERE t.site_fid = tells_of.site_fid AND t.source_fid = tells_of.source_fid); INSERT INTO tells_of(source_fid, site_fid) VALUES (NEW.source_fid, NEW.site_fid) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER names_told_delete AFTER DELETE ON names BEGIN DELETE FROM tells_of WHERE source_fid IN (OLD.source_fid) AND site_fid = OLD.site_fid AND NOT EXISTS (SELECT 1 FROM telling t WHERE t.site_fid = tells_of.site_fid AND t.source_fid = tells_of.source_fid); END;
CREATE TRIGGER identifiers_told_insert AFTER INSERT ON identifiers BEGIN INSERT INTO tells_of(source_fid, site_fid) VALUES (NEW.source_fid, NEW.site_fid) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER identifiers_told_update AFTER UPDATE OF source_fid, site_fid ON identifiers BEGIN DELETE FROM tells_of WHERE source_fid IN (OLD.source_fid) AND site_fid = OLD.site_fid AND NOT EXISTS (SELECT 1 FROM telling t WHERE t.site_fid = tells_of.site_fid AND t.source_fid = tells_of.source_fid); INSERT INTO tells_of(source_fid, site_fid) VALUES (NEW.source_fid, NEW.site_fid) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER identifiers_told_delete AFTER DELETE ON identifiers BEGIN DELETE FROM tells_of WHERE source_fid IN (OLD.source_fid) AND site_fid = OLD.site_fid AND NOT EXISTS (SELECT 1 FROM telling t WHERE t.site_fid = tells_of.site_fid AND t.source_fid = tells_of.source_fid); END;
CREATE TRIGGER designations_told_insert AFTER INSERT ON designations BEGIN INSERT INTO tells_of(source_fid, site_fid) VALUES (NEW.source_fid, NEW.site_fid) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER designations_told_update AFTER UPDATE OF source_fid, site_fid ON designations BEGIN DELETE FROM tells_of WHERE source_fid IN (SELECT OLD.source_fid UNION ALL SELECT source_fid FROM designations_sources WHERE designation_fid = NEW.fid) AND site_fid = OLD.site_fid AND NOT EXISTS (SELECT 1 FROM telling t WHERE t.site_fid = tells_of.site_fid AND t.source_fid = tells_of.source_fid); INSERT INTO tells_of(source_fid, site_fid) VALUES (NEW.source_fid, NEW.site_fid) ON CONFLICT DO NOTHING; INSERT INTO tells_of(source_fid, site_fid) SELECT source_fid, NEW.site_fid FROM designations_sources WHERE designation_fid = NEW.fid ON CONFLICT DO NOTHING; END;
CREATE TRIGGER designations_told_delete AFTER DELETE ON designations BEGIN DELETE FROM tells_of WHERE source_fid IN (OLD.source_fid) AND site_fid = OLD.site_fid AND NOT EXISTS (SELECT 1 FROM telling t WHERE t.site_fid = tells_of.site_fid AND t.source_fid = tells_of.source_fid); END;
CREATE TRIGGER designations_sources_told_insert AFTER INSERT ON designations_sources BEGIN INSERT INTO tells_of(source_fid, site_fid) SELECT NEW.source_fid, site_fid FROM designations WHERE fid = NEW.designation_fid ON CONFLICT DO NOTHING; END;
CREATE TRIGGER designations_sources_told_update AFTER UPDATE ON designations_sources BEGIN DELETE FROM tells_of WHERE source_fid IN (OLD.source_fid) AND site_fid = (SELECT site_fid FROM designations WHERE fid = OLD.designation_fid) AND NOT EXISTS (SELECT 1 FROM telling t WHERE t.site_fid = tells_of.site_fid AND t.source_fid = tells_of.source_fid); INSERT INTO tells_of(source_fid, site_fid) SELECT NEW.source_fid, site_fid FROM designations WHERE fid = NEW.designation_fid ON CONFLICT DO NOTHING; END;
CREATE TRIGGER designations_sources_told_delete AFTER DELETE ON designations_sources BEGIN DELETE FROM tells_of WHERE source_fid IN (OLD.source_fid) AND site_fid = (SELECT site_fid FROM designations WHERE fid = OLD.designation_fid) AND NOT EXISTS (SELECT 1 FROM telling t WHERE t.site_fid = tells_of.site_fid AND t.source_fid = tells_of.source_fid); END;
CREATE TRIGGER access_told_insert AFTER INSERT ON access BEGIN INSERT INTO tells_of(source_fid, site_fid) VALUES (NEW.source_fid, NEW.site_fid) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER access_told_update AFTER UPDATE OF source_fid, site_fid ON access BEGIN DELETE FROM tells_of WHERE source_fid IN (SELECT OLD.source_fid UNION ALL SELECT source_fid FROM access_sources WHERE access_fid = NEW.fid) AND site_fid = OLD.site_fid AND NOT EXISTS (SELECT 1 FROM telling t WHERE t.site_fid = tells_of.site_fid AND t.source_fid = tells_of.source_fid); INSERT INTO tells_of(source_fid, site_fid) VALUES (NEW.source_fid, NEW.site_fid) ON CONFLICT DO NOTHING; INSERT INTO tells_of(source_fid, site_fid) SELECT source_fid, NEW.site_fid FROM access_sources WHERE access_fid = NEW.fid ON CONFLICT DO NOTHING; END;
CREATE TRIGGER access_told_delete AFTER DELETE ON access BEGIN DELETE FROM tells_of WHERE source_fid IN (OLD.source_fid) AND site_fid = OLD.site_fid AND NOT EXISTS (SELECT 1 FROM telling t WHERE t.site_fid = tells_of.site_fid AND t.source_fid = tells_of.source_fid); END;
CREATE TRIGGER access_sources_told_insert AFTER INSERT ON access_sources BEGIN INSERT INTO tells_of(source_fid, site_fid) SELECT NEW.source_fid, site_fid FROM access WHERE fid = NEW.access_fid ON CONFLICT DO NOTHING; END;
CREATE TRIGGER access_sources_told_update AFTER UPDATE ON access_sources BEGIN DELETE FROM tells_of WHERE source_fid IN (OLD.source_fid) AND site_fid = (SELECT site_fid FROM access WHERE fid = OLD.access_fid) AND NOT EXISTS (SELECT 1 FROM telling t WHERE t.site_fid = tells_of.site_fid AND t.source_fid = tells_of.source_fid); INSERT INTO tells_of(source_fid, site_fid) SELECT NEW.source_fid, site_fid FROM access WHERE fid = NEW.access_fid ON CONFLICT DO NOTHING; END;
CREATE TRIGGER access_sources_told_delete AFTER DELETE ON access_sources BEGIN DELETE FROM tells_of WHERE source_fid IN (OLD.source_fid) AND site_fid = (SELECT site_fid FROM access WHERE fid = OLD.access_fid) AND NOT EXISTS (SELECT 1 FROM telling t WHERE t.site_fid = tells_of.site_fid AND t.source_fid = tells_of.source_fid); END;
CREATE TRIGGER photos_told_insert AFTER INSERT ON photos BEGIN INSERT INTO tells_of(source_fid, site_fid) VALUES (NEW.source_fid, NEW.site_fid) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER photos_told_update AFTER UPDATE OF source_fid, site_fid ON photos BEGIN DELETE FROM tells_of WHERE source_fid IN (OLD.source_fid) AND site_fid = OLD.site_fid AND NOT EXISTS (SELECT 1 FROM telling t WHERE t.site_fid = tells_of.site_fid AND t.source_fid = tells_of.source_fid); INSERT INTO tells_of(source_fid, site_fid) VALUES (NEW.source_fid, NEW.site_fid) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER photos_told_delete AFTER DELETE ON photos BEGIN DELETE FROM tells_of WHERE source_fid IN (OLD.source_fid) AND site_fid = OLD.site_fid AND NOT EXISTS (SELECT 1 FROM telling t WHERE t.site_fid = tells_of.site_fid AND t.source_fid = tells_of.source_fid); END;
CREATE TRIGGER statements_told_insert AFTER INSERT ON statements BEGIN INSERT INTO tells_of(source_fid, site_fid) VALUES (NEW.source_fid, NEW.site_fid) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER statements_sources_told_insert AFTER INSERT ON statements_sources BEGIN INSERT INTO tells_of(source_fid, site_fid) SELECT NEW.source_fid, site_fid FROM statements WHERE fid = NEW.statement_fid ON CONFLICT DO NOTHING; END;
CREATE TRIGGER sources_keep BEFORE DELETE ON sources WHEN EXISTS (SELECT 1 FROM tells_of x CROSS JOIN statements t ON t.site_fid = x.site_fid AND (t.source_fid = x.source_fid OR EXISTS (SELECT 1 FROM statements_sources l WHERE l.statement_fid = t.fid AND l.source_fid = x.source_fid)) WHERE x.source_fid = OLD.fid) BEGIN SELECT RAISE(ABORT, 'append-only: statements refer to this row of sources'); END;

CREATE VIEW citations AS SELECT x.source_fid FROM tells_of x WHERE EXISTS (SELECT 1 FROM names t WHERE t.site_fid = x.site_fid AND t.source_fid = x.source_fid) OR EXISTS (SELECT 1 FROM identifiers t WHERE t.site_fid = x.site_fid AND t.source_fid = x.source_fid) OR EXISTS (SELECT 1 FROM designations t WHERE t.site_fid = x.site_fid AND (t.source_fid = x.source_fid OR EXISTS (SELECT 1 FROM designations_sources l WHERE l.designation_fid = t.fid AND l.source_fid = x.source_fid))) OR EXISTS (SELECT 1 FROM access t WHERE t.site_fid = x.site_fid AND (t.source_fid = x.source_fid OR EXISTS (SELECT 1 FROM access_sources l WHERE l.access_fid = t.fid AND l.source_fid = x.source_fid))) OR EXISTS (SELECT 1 FROM photos t WHERE t.site_fid = x.site_fid AND t.source_fid = x.source_fid) OR EXISTS (SELECT 1 FROM statements t WHERE t.site_fid = x.site_fid AND (t.source_fid = x.source_fid OR EXISTS (SELECT 1 FROM statements_sources l WHERE l.statement_fid = t.fid AND l.source_fid = x.source_fid))) UNION ALL SELECT source_fid FROM closures_sources UNION ALL SELECT source_fid FROM closures UNION ALL SELECT source_fid FROM sites_location_sources UNION ALL SELECT source_fid FROM sites_built_sources UNION ALL SELECT source_fid FROM visits_sources UNION ALL SELECT source_fid FROM visits UNION ALL SELECT source_fid FROM measures_sources UNION ALL SELECT source_fid FROM measures UNION ALL SELECT source_fid FROM measure_statements_sources UNION ALL SELECT source_fid FROM measure_statements;
CREATE VIEW public_citations AS SELECT source_fid FROM public_source_sites UNION ALL SELECT l.source_fid FROM closures_sources l JOIN public_closures t ON t.fid = l.closure_fid UNION ALL SELECT l.source_fid FROM closures l JOIN public_closures t ON t.fid = l.fid UNION ALL SELECT l.source_fid FROM sites_location_sources l JOIN sites s ON s.fid = l.site_fid AND s.sensitivity = 'public' UNION ALL SELECT l.source_fid FROM sites_built_sources l JOIN sites s ON s.fid = l.site_fid AND s.sensitivity <> 'withheld' UNION ALL SELECT l.source_fid FROM visits_sources l JOIN public_visits t ON t.fid = l.visit_fid UNION ALL SELECT l.source_fid FROM visits l JOIN public_visits t ON t.fid = l.fid UNION ALL SELECT l.source_fid FROM measures_sources l JOIN public_measures t ON t.fid = l.measure_fid UNION ALL SELECT l.source_fid FROM measures l JOIN public_measures t ON t.fid = l.fid UNION ALL SELECT l.source_fid FROM measure_statements_sources l JOIN public_measure_statements t ON t.fid = l.measure_statement_fid UNION ALL SELECT l.source_fid FROM measure_statements l JOIN public_measure_statements t ON t.fid = l.fid;
CREATE VIEW public_statement_sources AS SELECT t.fid AS statement_fid, x.source_fid FROM tells_of x CROSS JOIN statements t ON t.site_fid = x.site_fid AND (t.source_fid = x.source_fid OR EXISTS (SELECT 1 FROM statements_sources l WHERE l.statement_fid = t.fid AND l.source_fid = x.source_fid)) JOIN sites s ON s.fid = x.site_fid AND s.sensitivity <> 'withheld';
CREATE VIEW public_source_names AS SELECT t.fid AS name_fid, x.source_fid FROM tells_of x CROSS JOIN names t ON t.site_fid = x.site_fid AND t.source_fid = x.source_fid JOIN sites s ON s.fid = x.site_fid AND s.sensitivity <> 'withheld';
CREATE VIEW public_source_sites AS SELECT x.source_fid, x.site_fid FROM tells_of x JOIN sites s ON s.fid = x.site_fid AND s.sensitivity <> 'withheld' WHERE EXISTS (SELECT 1 FROM names t WHERE t.site_fid = x.site_fid AND t.source_fid = x.source_fid) OR (s.sensitivity = 'public' AND EXISTS (SELECT 1 FROM identifiers t WHERE t.site_fid = x.site_fid AND t.source_fid = x.source_fid)) OR EXISTS (SELECT 1 FROM designations t WHERE t.site_fid = x.site_fid AND (t.source_fid = x.source_fid OR EXISTS (SELECT 1 FROM designations_sources l WHERE l.designation_fid = t.fid AND l.source_fid = x.source_fid))) OR EXISTS (SELECT 1 FROM access t WHERE t.site_fid = x.site_fid AND (t.source_fid = x.source_fid OR EXISTS (SELECT 1 FROM access_sources l WHERE l.access_fid = t.fid AND l.source_fid = x.source_fid))) OR ((s.sensitivity = 'public' OR s.sensitivity = 'generalised') AND EXISTS (SELECT 1 FROM photos t WHERE t.site_fid = x.site_fid AND t.source_fid = x.source_fid)) OR EXISTS (SELECT 1 FROM statements t WHERE t.site_fid = x.site_fid AND (t.source_fid = x.source_fid OR EXISTS (SELECT 1 FROM statements_sources l WHERE l.statement_fid = t.fid AND l.source_fid = x.source_fid)));
CREATE VIEW public_site_details AS SELECT t.fid, t.id, t.access_lon, t.access_lat, t.location_note, CASE WHEN t.sensitivity = 'public' THEN CASE WHEN EXISTS (SELECT 1 FROM sites_location_sources l WHERE l.site_fid = t.fid) THEN (SELECT group_concat(id, ';') FROM (SELECT r.id FROM sites_location_sources l JOIN sources r ON r.fid = l.source_fid WHERE l.site_fid = t.fid ORDER BY l.fid)) END END AS location_source_ids, t.district_note, CASE WHEN EXISTS (SELECT 1 FROM sites_built_sources l WHERE l.site_fid = t.fid) THEN (SELECT group_concat(id, ';') FROM (SELECT r.id FROM sites_built_sources l JOIN sources r ON r.fid = l.source_fid WHERE l.site_fid = t.fid ORDER BY l.fid)) END AS built_source_ids, t.generalise_m, t.visit_minutes, t.note FROM sites t WHERE t.sensitivity <> 'withheld';
CREATE VIEW public_visits AS SELECT t.fid, t."id", t."title", t."purpose", t."who", t."start", t."end", t."time_zone", t."status", CASE WHEN EXISTS (SELECT 1 FROM visits_sources l WHERE l.visit_fid = t.fid) THEN nullif(ltrim(coalesce((SELECT id FROM sources WHERE fid = t.source_fid), '') || coalesce((SELECT ';' || group_concat(id, ';') FROM (SELECT r.id FROM visits_sources l JOIN sources r ON r.fid = l.source_fid WHERE l.visit_fid = t.fid ORDER BY l.fid)), ''), ';'), '') ELSE (SELECT id FROM sources WHERE fid = t.source_fid) END AS source_ids, t."note" FROM visits t WHERE NOT EXISTS (SELECT 1 FROM stops WHERE visit_fid = t.fid) OR EXISTS (SELECT 1 FROM stops p JOIN sites s ON s.fid = p.site_fid AND s.sensitivity <> 'withheld' WHERE p.visit_fid = t.fid);
CREATE VIEW public_measures AS SELECT t.fid, t."id", t."title", t."kind", (SELECT group_concat(id, ';') FROM (SELECT s.id FROM measures_sites l JOIN sites s ON s.fid = l.site_fid WHERE l.measure_fid = t.fid AND s.sensitivity <> 'withheld' ORDER BY l.fid)) AS site_ids, CASE WHEN NOT EXISTS (SELECT 1 FROM measures_sites l JOIN sites s ON s.fid = l.site_fid WHERE l.measure_fid = t.fid AND s.sensitivity <> 'public') THEN t.settlements END AS settlements, t."district", t."lead", t."partners", t."phase", t."phase_date", t."start", t."end", t."cost", t."currency", t."cost_year", t."asserted_by", CASE WHEN EXISTS (SELECT 1 FROM measures_sources l WHERE l.measure_fid = t.fid) THEN nullif(ltrim(coalesce((SELECT id FROM sources WHERE fid = t.source_fid), '') || coalesce((SELECT ';' || group_concat(id, ';') FROM (SELECT r.id FROM measures_sources l JOIN sources r ON r.fid = l.source_fid WHERE l.measure_fid = t.fid ORDER BY l.fid)), ''), ';'), '') ELSE (SELECT id FROM sources WHERE fid = t.source_fid) END AS source_ids, t."note" FROM measures t WHERE NOT EXISTS (SELECT 1 FROM measures_sites l WHERE l.measure_fid = t.fid) OR EXISTS (SELECT 1 FROM measures_sites l JOIN sites s ON s.fid = l.site_fid WHERE l.measure_fid = t.fid AND s.sensitivity <> 'withheld');
CREATE VIEW public_closures AS SELECT t.fid, t.geom, t."id", t."kind", t."title", t."first_day", t."last_day", t."yearly", t."as_of", t."expires", CASE WHEN EXISTS (SELECT 1 FROM closures_sources l WHERE l.closure_fid = t.fid) THEN nullif(ltrim(coalesce((SELECT id FROM sources WHERE fid = t.source_fid), '') || coalesce((SELECT ';' || group_concat(id, ';') FROM (SELECT r.id FROM closures_sources l JOIN sources r ON r.fid = l.source_fid WHERE l.closure_fid = t.fid ORDER BY l.fid)), ''), ';'), '') ELSE (SELECT id FROM sources WHERE fid = t.source_fid) END AS source_ids, t."note" FROM closures t;
CREATE VIEW public_designations AS SELECT t.fid, t.site_fid, t."id", s.id AS site_id, t."scheme", t."level", CASE WHEN s.sensitivity = 'public' THEN t.register_id END AS register_id, t."listed_on", CASE WHEN s.sensitivity = 'public' THEN t.document END AS document, t."asserted_by", CASE WHEN EXISTS (SELECT 1 FROM designations_sources l WHERE l.designation_fid = t.fid) THEN nullif(ltrim(coalesce((SELECT id FROM sources WHERE fid = t.source_fid), '') || coalesce((SELECT ';' || group_concat(id, ';') FROM (SELECT r.id FROM designations_sources l JOIN sources r ON r.fid = l.source_fid WHERE l.designation_fid = t.fid ORDER BY l.fid)), ''), ';'), '') ELSE (SELECT id FROM sources WHERE fid = t.source_fid) END AS source_ids, CASE WHEN s.sensitivity = 'public' THEN t.note END AS note FROM designations t JOIN sites s ON s.fid = t.site_fid AND s.sensitivity <> 'withheld'  ;
CREATE VIEW public_access AS SELECT t.fid, t.site_fid, t."id", s.id AS site_id, t."status", t."authority", t."as_of", t."expires", CASE WHEN EXISTS (SELECT 1 FROM access_sources l WHERE l.access_fid = t.fid) THEN nullif(ltrim(coalesce((SELECT id FROM sources WHERE fid = t.source_fid), '') || coalesce((SELECT ';' || group_concat(id, ';') FROM (SELECT r.id FROM access_sources l JOIN sources r ON r.fid = l.source_fid WHERE l.access_fid = t.fid ORDER BY l.fid)), ''), ';'), '') ELSE (SELECT id FROM sources WHERE fid = t.source_fid) END AS source_ids, CASE WHEN s.sensitivity = 'public' THEN t.note END AS note FROM access t JOIN sites s ON s.fid = t.site_fid AND s.sensitivity <> 'withheld'  ;
CREATE VIEW public_statements AS SELECT t.fid, t.site_fid, t."id", s.id AS site_id, t."property", t."value", t."value_raw", t."scale", t."certainty", t."observed_on", t."method", t."asserted_by", t."role", CASE WHEN EXISTS (SELECT 1 FROM statements_sources l WHERE l.statement_fid = t.fid) THEN nullif(ltrim(coalesce((SELECT id FROM sources WHERE fid = t.source_fid), '') || coalesce((SELECT ';' || group_concat(id, ';') FROM (SELECT r.id FROM statements_sources l JOIN sources r ON r.fid = l.source_fid WHERE l.statement_fid = t.fid ORDER BY l.fid)), ''), ';'), '') ELSE (SELECT id FROM sources WHERE fid = t.source_fid) END AS source_ids, w.id AS visit_id, t."supersedes", t."status", t.created_at, t.observed_key, (SELECT n.id FROM statements n LEFT JOIN imports i ON i.fid = n.import_fid WHERE n.supersedes = t.id AND i.undone_at IS NULL ORDER BY n.fid LIMIT 1) AS superseded_by, EXISTS (SELECT 1 FROM live_statements v WHERE v.fid = t.fid) AS counts FROM statements t JOIN sites s ON s.fid = t.site_fid AND s.sensitivity <> 'withheld'  LEFT JOIN public_visits w ON w.fid = t.visit_fid;
CREATE VIEW public_measure_statements AS SELECT t.fid, t.measure_fid, t."id", m.id AS measure_id, t."property", t."value", t."value_raw", t."observed_on", t."asserted_by", CASE WHEN EXISTS (SELECT 1 FROM measure_statements_sources l WHERE l.measure_statement_fid = t.fid) THEN nullif(ltrim(coalesce((SELECT id FROM sources WHERE fid = t.source_fid), '') || coalesce((SELECT ';' || group_concat(id, ';') FROM (SELECT r.id FROM measure_statements_sources l JOIN sources r ON r.fid = l.source_fid WHERE l.measure_statement_fid = t.fid ORDER BY l.fid)), ''), ';'), '') ELSE (SELECT id FROM sources WHERE fid = t.source_fid) END AS source_ids FROM measure_statements t JOIN public_measures m ON m.fid = t.measure_fid;
