-- Queues that worker groups serve, and what proves a worker to belong to a group.

CREATE TABLE worker_queues (
    id TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE worker_tokens (
    group_id TEXT NOT NULL,
    id TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (group_id, id)
);

CREATE TABLE worker_credentials (
    id TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (id)
);
