-- Skeletons of the words of names, of which there are few, instead of an index of the skeletons of every name.
-- `skeleton` is ours (migrate.py); it makes two of a word that may be an adjective.

INSERT INTO name_search(name_search, rank) VALUES ('hashsize', 8388608);

DROP TABLE name_search_skeletons;
CREATE TABLE name_search_skeletons (skeleton TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (skeleton, word)) WITHOUT ROWID;
INSERT OR IGNORE INTO name_search_skeletons
  WITH made AS MATERIALIZED (SELECT skeleton(word) AS both, word FROM name_search_words)
  SELECT substr(both, 1, instr(both || ' ', ' ') - 1) AS first, word FROM made
  UNION ALL SELECT substr(both, instr(both, ' ') + 1), word FROM made ORDER BY first, word;

-- Names of a source are found by the sites that it names; conditions are of few kinds, so that an index of them made pages slower.

DROP INDEX names_source_fid;
DROP INDEX site_state_condition;
CREATE TABLE named_by (source_fid INTEGER NOT NULL, site_fid INTEGER NOT NULL, PRIMARY KEY (source_fid, site_fid)) WITHOUT ROWID;
INSERT INTO named_by SELECT DISTINCT source_fid, site_fid FROM names ORDER BY source_fid, site_fid;
CREATE TRIGGER names_named_insert AFTER INSERT ON names BEGIN
  INSERT OR IGNORE INTO named_by VALUES (NEW.source_fid, NEW.site_fid);
END;
CREATE TRIGGER names_named_update AFTER UPDATE OF source_fid, site_fid ON names BEGIN
  DELETE FROM named_by WHERE source_fid = OLD.source_fid AND site_fid = OLD.site_fid
    AND NOT EXISTS (SELECT 1 FROM names WHERE site_fid = OLD.site_fid AND source_fid = OLD.source_fid);
  INSERT OR IGNORE INTO named_by VALUES (NEW.source_fid, NEW.site_fid);
END;
CREATE TRIGGER names_named_delete AFTER DELETE ON names BEGIN
  DELETE FROM named_by WHERE source_fid = OLD.source_fid AND site_fid = OLD.site_fid
    AND NOT EXISTS (SELECT 1 FROM names WHERE site_fid = OLD.site_fid AND source_fid = OLD.source_fid);
END;

DROP VIEW citations;
DROP VIEW public_citations;
DROP VIEW source_sites;
CREATE VIEW names_of_source AS SELECT t.fid, t.source_fid, t.site_fid FROM named_by x CROSS JOIN names t ON t.site_fid = x.site_fid AND t.source_fid = x.source_fid;
CREATE VIEW citations AS SELECT source_fid FROM names_of_source UNION ALL SELECT source_fid FROM identifiers UNION ALL SELECT source_fid FROM photos UNION ALL SELECT source_fid FROM closures_sources UNION ALL SELECT source_fid FROM sites_location_sources UNION ALL SELECT source_fid FROM sites_built_sources UNION ALL SELECT source_fid FROM designations_sources UNION ALL SELECT source_fid FROM access_sources UNION ALL SELECT source_fid FROM visits_sources UNION ALL SELECT source_fid FROM statements_sources UNION ALL SELECT source_fid FROM measures_sources UNION ALL SELECT source_fid FROM measure_statements_sources;
CREATE VIEW public_citations AS SELECT t.source_fid FROM names_of_source t JOIN sites s ON s.fid = t.site_fid AND s.sensitivity <> 'withheld' UNION ALL SELECT t.source_fid FROM identifiers t JOIN sites s ON s.fid = t.site_fid AND s.sensitivity = 'public' UNION ALL SELECT t.source_fid FROM photos t JOIN sites s ON s.fid = t.site_fid AND (s.sensitivity = 'public' OR s.sensitivity = 'generalised') UNION ALL SELECT l.source_fid FROM closures_sources l JOIN public_closures t ON t.fid = l.closure_fid UNION ALL SELECT l.source_fid FROM sites_location_sources l JOIN sites s ON s.fid = l.site_fid AND s.sensitivity = 'public' UNION ALL SELECT l.source_fid FROM sites_built_sources l JOIN sites s ON s.fid = l.site_fid AND s.sensitivity <> 'withheld' UNION ALL SELECT l.source_fid FROM designations_sources l JOIN designations t ON t.fid = l.designation_fid JOIN sites s ON s.fid = t.site_fid AND s.sensitivity <> 'withheld' UNION ALL SELECT l.source_fid FROM access_sources l JOIN access t ON t.fid = l.access_fid JOIN sites s ON s.fid = t.site_fid AND s.sensitivity <> 'withheld' UNION ALL SELECT l.source_fid FROM visits_sources l JOIN public_visits t ON t.fid = l.visit_fid UNION ALL SELECT l.source_fid FROM statements_sources l JOIN statements t ON t.fid = l.statement_fid JOIN sites s ON s.fid = t.site_fid AND s.sensitivity <> 'withheld' UNION ALL SELECT l.source_fid FROM measures_sources l JOIN public_measures t ON t.fid = l.measure_fid UNION ALL SELECT l.source_fid FROM measure_statements_sources l JOIN public_measure_statements t ON t.fid = l.measure_statement_fid;
CREATE VIEW public_source_names AS SELECT t.fid AS name_fid, t.source_fid FROM names_of_source t JOIN sites s ON s.fid = t.site_fid AND s.sensitivity <> 'withheld';
CREATE VIEW source_sites AS SELECT t.source_fid, t.site_fid FROM names_of_source t JOIN sites s ON s.fid = t.site_fid AND s.sensitivity <> 'withheld' UNION ALL SELECT t.source_fid, t.site_fid FROM identifiers t JOIN sites s ON s.fid = t.site_fid AND s.sensitivity = 'public' UNION ALL SELECT t.source_fid, t.site_fid FROM photos t JOIN sites s ON s.fid = t.site_fid AND (s.sensitivity = 'public' OR s.sensitivity = 'generalised') UNION ALL SELECT l.source_fid, t.site_fid FROM designations_sources l JOIN designations t ON t.fid = l.designation_fid UNION ALL SELECT l.source_fid, t.site_fid FROM access_sources l JOIN access t ON t.fid = l.access_fid UNION ALL SELECT l.source_fid, t.site_fid FROM statements_sources l JOIN statements t ON t.fid = l.statement_fid;
