-- Which providers of identities keep users and groups of a tenant.

CREATE TABLE security_integrations (
    tenant_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C",
    body BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
