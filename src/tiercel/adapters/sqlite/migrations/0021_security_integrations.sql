-- Which providers of identities keep users and groups of a tenant.

CREATE TABLE security_integrations (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT,
    body BLOB NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
