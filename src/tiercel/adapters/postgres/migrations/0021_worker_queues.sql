-- Queues that worker groups serve, and what proves a worker to belong to a group.

CREATE TABLE worker_queues (
    id TEXT COLLATE "C" NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE worker_tokens (
    group_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (group_id, id)
);

CREATE TABLE worker_credentials (
    id TEXT COLLATE "C" NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (id)
);
