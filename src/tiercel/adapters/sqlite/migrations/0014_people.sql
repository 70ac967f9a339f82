-- Users, groups, roles and bindings, their sessions, and whose a token is.

CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    username TEXT,
    name TEXT,
    kind TEXT,
    is_owner INTEGER,
    body BLOB NOT NULL
);
CREATE INDEX users_by_username ON users (username, id);
CREATE TABLE groups (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT,
    body BLOB NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX groups_by_name ON groups (name, id);
CREATE TABLE memberships (
    tenant_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (tenant_id, group_id, user_id)
);
CREATE INDEX memberships_by_user ON memberships (user_id);
CREATE TABLE roles (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT,
    body BLOB NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE TABLE bindings (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT,
    subject_id TEXT,
    role_id TEXT,
    namespace TEXT,
    body BLOB NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX bindings_by_subject ON bindings (subject_id);
CREATE INDEX bindings_by_role ON bindings (role_id);
CREATE TABLE tenant_access (
    tenant_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (tenant_id, user_id)
);
CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT,
    expires INTEGER,
    body BLOB NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires);
ALTER TABLE tokens ADD COLUMN user_id TEXT;
CREATE INDEX tokens_by_user ON tokens (user_id);
