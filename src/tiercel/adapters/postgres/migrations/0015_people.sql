-- Users, groups, roles and bindings, their sessions, and whose a token is.

CREATE TABLE users (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    username TEXT COLLATE "C",
    name TEXT COLLATE "C",
    kind TEXT COLLATE "C",
    is_owner BIGINT,
    body BYTEA NOT NULL
);
CREATE INDEX users_by_username ON users (username, id);
CREATE TABLE groups (
    tenant_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C",
    body BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX groups_by_name ON groups (name, id);
CREATE TABLE memberships (
    tenant_id TEXT COLLATE "C" NOT NULL,
    group_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, group_id, user_id)
);
CREATE INDEX memberships_by_user ON memberships (user_id);
CREATE TABLE roles (
    tenant_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C",
    body BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE TABLE bindings (
    tenant_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C",
    subject_id TEXT COLLATE "C",
    role_id TEXT COLLATE "C",
    namespace TEXT COLLATE "C",
    body BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX bindings_by_subject ON bindings (subject_id);
CREATE INDEX bindings_by_role ON bindings (role_id);
CREATE TABLE tenant_access (
    tenant_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, user_id)
);
CREATE TABLE sessions (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_id TEXT COLLATE "C",
    expires BIGINT,
    body BYTEA NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires);
ALTER TABLE tokens ADD COLUMN user_id TEXT COLLATE "C";
CREATE INDEX tokens_by_user ON tokens (user_id);
