"""Limits of users, groups, roles, tokens and sign-ins."""

from __future__ import annotations

ACCESS_CACHE_ENTRIES_MAX = 1_000  # Proved headers, and clients whose failures are remembered.
ACCESS_FAILURES_MAX = 10  # Failed sign-ins of one client in the time below, then 429.
ACCESS_FAILURES_SECONDS = 60.0
ACCESS_GUESSES_MAX = 100  # Failed sign-ins of one client with any names in that time, then 429.
ACCESS_SESSION_SECONDS = 12 * 3600  # Life of a sign-in, however often it is used.
ACCESS_SESSION_IDLE_SECONDS = 2 * 3600  # Silence after which a sign-in is over.
ACCESS_SESSION_SEEN_SECONDS = 60  # At most so often it is written that a sign-in was used.
ACCESS_SESSIONS_REMOVED_MAX = 100  # Sign-ins that are over and go with one that begins.
ACCESS_TOKENS_MAX = 1_000  # API tokens of one user.
INVITATION_SECONDS = 7 * 86_400  # After which a link is no longer good.
INVITATIONS_MAX = 1_000  # Invitations of a tenant, old ones too.
ACCESS_SETUP_CODES_MAX = 20  # Codes of the set-up that are good at once, one a start.
ACCESS_VERSION_SECONDS = 1.0  # Age of what a server knows of users, groups, roles and bindings.
SIGN_IN_GROUPS_MAX = 200  # Groups of one user that a provider names; the rest is left out.
SIGN_IN_FLOW_SECONDS = 600  # From the way to a provider until the way back.
SIGN_IN_FLOWS_MAX = 10_000  # Answers of providers that are remembered as used.
SIGN_IN_TARGET_CHARS_MAX = 2_000  # Of the page that a sign-in leads back to.
OIDC_S_MAX = 10.0  # How long a provider may take for an answer.
OIDC_BYTES_MAX = 1_000_000  # Bytes of an answer of a provider.
OIDC_CLOCK_SECONDS = 60  # How far its clock may be from that of this server.
OIDC_KNOWN_SECONDS = 3_600  # After which its document and keys are read again.
OIDC_KEYS_SECONDS = 60  # At most so often its keys are read again for one that is not known.
ACCESS_LOCK_FAILURES_MAX = 10  # Failed sign-ins of one user in the time below, then locked.
ACCESS_LOCK_WINDOW_SECONDS = 300.0
ACCESS_LOCK_SECONDS = 1_800.0  # How long a user is locked then, unless an owner unlocks them.
TOKEN_USED_SECONDS = 60.0  # At most so often it is written that a token was used.
USER_NAME_CHARS_MAX = 256  # Characters of a name or description of a user, group or role.
AUTOCOMPLETE_MAX = 50  # Users, groups and roles that are offered while somebody types.
ROLES_MAX = 1_000  # Roles of a tenant, all of which are read for a list.

SECURITY_INTEGRATIONS_MAX = 100  # Security integrations of a tenant.
SCIM_RESULTS_MAX = 1_000  # Users or groups of one answer of SCIM.
SCIM_LONG_MESSAGES_MAX = 2  # Read at a time: each has a thread until it is answered.
SCIM_TRIES_MAX = 10  # How often a change of SCIM begins anew when somebody was faster.
FLOW_TOKEN_SECONDS = 7 * 86_400  # Of a script that runs longer, the token is good no more.
LDAP_S_MAX = 10  # How long a directory may take for an answer.
LDAP_ASKED_MAX = 4  # Questions to a directory at a time.
LDAP_KNOWN_SECONDS = 60  # How long what a directory proved is believed without asking again.
