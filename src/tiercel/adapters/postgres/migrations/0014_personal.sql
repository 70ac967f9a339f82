-- What people keep on the server: how they like the pages, and views of lists, which others may see.

CREATE TABLE preferences (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    body BYTEA NOT NULL
);
CREATE TABLE saved_views (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    owner TEXT COLLATE "C",
    list TEXT COLLATE "C",
    is_shared BIGINT,
    body BYTEA NOT NULL
);
CREATE INDEX saved_views_by_owner ON saved_views (owner);
CREATE INDEX saved_views_shared ON saved_views (is_shared);
