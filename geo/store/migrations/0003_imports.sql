-- Imports: what is on record of each, and which rows each of them brought, so that it can be undone as a whole.

ALTER TABLE imports ADD COLUMN who TEXT;
ALTER TABLE imports ADD COLUMN file TEXT;
ALTER TABLE imports ADD COLUMN sha256 TEXT;
ALTER TABLE imports ADD COLUMN mapping TEXT;
ALTER TABLE imports ADD COLUMN rows_in INTEGER;
ALTER TABLE imports ADD COLUMN accepted INTEGER;
ALTER TABLE imports ADD COLUMN rejected INTEGER;
ALTER TABLE imports ADD COLUMN mended INTEGER;
ALTER TABLE imports ADD COLUMN added TEXT;

ALTER TABLE sources ADD COLUMN import_fid INTEGER REFERENCES imports(fid);
ALTER TABLE districts ADD COLUMN import_fid INTEGER REFERENCES imports(fid);
ALTER TABLE place_names ADD COLUMN import_fid INTEGER REFERENCES imports(fid);
ALTER TABLE sites ADD COLUMN import_fid INTEGER REFERENCES imports(fid);
ALTER TABLE names ADD COLUMN import_fid INTEGER REFERENCES imports(fid);
ALTER TABLE identifiers ADD COLUMN import_fid INTEGER REFERENCES imports(fid);
ALTER TABLE designations ADD COLUMN import_fid INTEGER REFERENCES imports(fid);
ALTER TABLE access ADD COLUMN import_fid INTEGER REFERENCES imports(fid);
