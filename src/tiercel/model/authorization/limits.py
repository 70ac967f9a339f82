"""Bounds of what providers of identities say and keep here, and of tokens of flows."""

SECURITY_INTEGRATIONS_MAX = 100  # Security integrations of a tenant.
SCIM_RESULTS_MAX = 1_000  # Users or groups of one answer of SCIM.
SCIM_TRIES_MAX = 10  # How often a change of SCIM begins anew when somebody was faster.
FLOW_TOKEN_SECONDS = 7 * 86_400  # Of a script that runs longer, the token is good no more.
LDAP_S_MAX = 10  # How long a directory may take for an answer.
LDAP_ASKED_MAX = 4  # Questions to a directory at a time.
LDAP_KNOWN_SECONDS = 60  # How long what a directory proved is believed without asking again.
