-- A search in the text of logs read every entry: chapters of entries get an index of their trigrams.

-- A chapter is 32768 entries by their number, in 64 blocks. `bits` has, for each of 128 hashes of
-- trigrams, eight bytes: a bit for each block that has such a trigram. A server builds a chapter
-- when all its entries are there; `counted` is the number of the first entry without index.
CREATE TABLE log_chapters (
    chapter BIGINT PRIMARY KEY,
    oldest BIGINT NOT NULL,
    newest BIGINT NOT NULL
);
CREATE TABLE log_trigrams (
    part BIGINT NOT NULL,
    chapter BIGINT NOT NULL,
    bits BYTEA NOT NULL,
    PRIMARY KEY (part, chapter)
);
ALTER TABLE log_trigrams ALTER COLUMN bits SET STORAGE PLAIN;
INSERT INTO counting VALUES ('texts', 0, 0, 0);

-- Warnings and errors are few: a search among them reads no other entries.
CREATE INDEX logs_severe ON logs (level, timestamp, seq) WHERE level >= 3;
