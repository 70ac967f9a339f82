"""Bounds of policies and quotas, and of the records of the whole server."""

from __future__ import annotations

POLICIES_MAX = 500  # Policies of a server, all of which each save of a flow looks at.
POLICY_RULES_MAX = 50  # Rules of one policy.
POLICY_CONDITIONS_MAX = 20  # Conditions of one rule.
POLICY_BYTES_MAX = 64 * 1024  # JSON of one policy.
POLICY_ID_CHARS_MAX = 100  # Characters of an id.
POLICY_TEXT_CHARS_MAX = 2_000  # Characters of a name, a description or a message.
POLICY_FINDINGS_MAX = 200  # Changes and violations of one flow that are kept, each.
POLICY_RESULTS_MAX = 10_000  # Flows that an evaluation lists.
KILL_SWITCHES_MAX = 500  # Kill switches of a server, also archived ones.
KILL_SWITCH_EXECUTIONS_MAX = 1_000  # Executions that one kill switch names.
RECORD_ID_CHARS_MAX = 100  # Characters of an id of a record of the whole server.
RECORD_NAME_CHARS_MAX = 200  # Characters of its name.
RECORD_TEXT_CHARS_MAX = 2_000  # Characters of its description or message.
QUOTAS_MAX = 10  # Quotas of one namespace, each of which every start in it asks.
STORAGE_MEASURED_SECONDS = 60  # How long a server believes what it measured of a namespace.
QUOTA_SECONDS_MIN = 1  # Length of a window; a shorter one would limit the rate only.
BANNERS_MAX = 100  # Banners of a server, all of which each look at its configuration reads.
TENANTS_MAX = 500  # Tenants of a server.
TENANT_QUOTAS_MAX = 20  # Quotas of one tenant.
TENANT_LOGO_BYTES_MAX = 32 * 1024  # A picture of one tenant.
TENANT_SETTINGS_BYTES_MAX = 64 * 1024  # JSON of the settings of one tenant.
REUSABLE_INPUTS_MAX = 200  # Blocks of reusable inputs of a server, which every server keeps.
REUSABLE_INPUTS_REVISIONS_MAX = 20  # Revisions of a block; the oldest goes.
REUSABLE_INPUTS_CHARS_MAX = 16_000  # Characters of the source of one.
REUSABLE_INPUTS_ID_CHARS_MAX = 100  # Characters of its id.
CREDENTIALS_MAX = 500  # Credentials of a server.
CREDENTIAL_SCOPES_MAX = 50  # Scopes that one credential asks for.
CREDENTIAL_REFRESH_SECONDS_MAX = 86_400  # How long before its end a token may count as ended.
CREDENTIAL_TOKENS_MAX = 1_000  # Tokens that a server keeps in memory.
CREDENTIAL_TOKEN_SECONDS_MAX = 366 * 86_400  # A longer life of a token is not believed.
CREDENTIAL_ANSWER_BYTES_MAX = 262_144  # Bytes of an answer of an endpoint that gives tokens.
CREDENTIAL_ANSWER_S_MAX = 20.0  # How long such an endpoint may take.
