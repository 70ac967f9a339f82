-- Which providers of identities keep users and groups of a tenant, and what they call these.

CREATE TABLE security_integrations (
    tenant_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C",
    body BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE TABLE provisioned (
    tenant_id TEXT COLLATE "C" NOT NULL,
    integration_id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    object_id TEXT COLLATE "C" NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, integration_id, kind, object_id)
);
CREATE INDEX provisioned_by_object ON provisioned (object_id);
