-- Which providers of identities keep users and groups of a tenant, and what they call these.

CREATE TABLE security_integrations (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT,
    body BLOB NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE TABLE provisioned (
    tenant_id TEXT NOT NULL,
    integration_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (tenant_id, integration_id, kind, object_id)
);
CREATE INDEX provisioned_by_object ON provisioned (object_id);
