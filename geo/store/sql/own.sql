-- Tables that no layer declares. `settings` holds our schema version and what the data package says of itself.
CREATE TABLE settings (fid INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, value TEXT);
CREATE TABLE imports (fid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT, at TEXT NOT NULL, undone_at TEXT,
  who TEXT, file TEXT, sha256 TEXT, mapping TEXT, rows_in INTEGER, accepted INTEGER, rejected INTEGER, mended INTEGER, added TEXT);

-- What the public may not see of a hidden site: its place, and the words that tell it. `sites.geom` is the public geometry.
CREATE TABLE exact_places (
  fid INTEGER PRIMARY KEY REFERENCES sites(fid), geom GEOMETRY, access_lon REAL, access_lat REAL,
  location_note TEXT, district_note TEXT, settlement TEXT, part_of TEXT, note TEXT);

-- Derived from statements; equals the view `current_state` at all times (see guards.sql)
CREATE TABLE site_state (
  site_fid INTEGER PRIMARY KEY REFERENCES sites(fid), condition INTEGER, condition_on TEXT, condition_status TEXT,
  condition_by TEXT, condition_statement TEXT, disputed BOOLEAN NOT NULL, sources_differ BOOLEAN NOT NULL,
  last_looked_on TEXT, n_statements INTEGER NOT NULL, newest_on TEXT);

-- Words of names for search, folded, without a copy of the text. The list of all words is there to find those that begin
-- with what is typed, and by their consonant skeletons those that sound like it: the few of them are then looked up whole, a
-- name at a time, while a search by prefix in the index would first gather every name
CREATE VIRTUAL TABLE name_search USING fts5(words, content = '', detail = none, columnsize = 0, tokenize = 'ascii');
INSERT INTO name_search(name_search, rank) VALUES ('hashsize', 8388608); -- bytes: a piece of an import is then written once, in one segment
CREATE TABLE name_search_words (word TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE name_search_skeletons (skeleton TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (skeleton, word)) WITHOUT ROWID;
-- Index entries of names that were changed or removed by another program; the store takes them out when it opens for writing
CREATE TABLE search_removed (fid INTEGER PRIMARY KEY, name_fid INTEGER NOT NULL, folded TEXT NOT NULL);
