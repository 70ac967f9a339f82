-- A search in the text of logs read every row; blocks of entries get an index of their trigrams.

-- Filled block by block while the writer is idle, so a file of any size is migrated at once. The
-- row number of a text is `first` of its block.
CREATE VIRTUAL TABLE log_texts USING fts5 (
    text, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram'
);
CREATE TABLE log_blocks (
    first INTEGER PRIMARY KEY,
    last INTEGER NOT NULL,
    oldest INTEGER NOT NULL,
    newest INTEGER NOT NULL
);
