-- Skeletons of the words of names, of which there are few, instead of an index of the skeletons of every name.
-- `skeleton` is ours (migrate.py); it makes two of a word that may be an adjective.

DROP TABLE name_search_skeletons;
CREATE TABLE name_search_skeletons (skeleton TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (skeleton, word)) WITHOUT ROWID;
INSERT OR IGNORE INTO name_search_skeletons
  WITH made AS MATERIALIZED (SELECT skeleton(word) AS both, word FROM name_search_words)
  SELECT substr(both, 1, instr(both || ' ', ' ') - 1) AS first, word FROM made
  UNION ALL SELECT substr(both, instr(both, ' ') + 1), word FROM made ORDER BY first, word;
