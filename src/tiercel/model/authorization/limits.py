"""Bounds of what providers of identities keep here."""

SECURITY_INTEGRATIONS_MAX = 100  # Security integrations of a tenant.
SCIM_RESULTS_MAX = 1_000  # Users or groups of one answer of SCIM.
SCIM_TRIES_MAX = 10  # How often a change of SCIM begins anew when somebody was faster.
