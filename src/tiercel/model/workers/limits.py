"""Bounds of worker groups, their queues and tokens."""

from __future__ import annotations

WORKER_GROUPS_MAX = 200  # Groups of a server, all of which each heartbeat reads.
WORKER_QUEUES_MAX = 200  # Queues of a server, all of which each heartbeat reads.
WORKER_SUBSCRIPTIONS_MAX = 20  # Queues of a group: a worker looks into each when it takes jobs.
WORKER_TOKENS_MAX = 50  # Tokens of a group, revoked ones too.
WORKER_TAGS_MAX = 20  # Tags of a queue, and of what selects one.
WORKER_LABEL_CHARS_MAX = 63  # Characters of an id or a tag, as of a label of RFC 1123.
WORKER_TEXT_CHARS_MAX = 2_000  # Characters of a name or a description.
WORKER_TENANTS_MAX = 100  # Tenants that a queue names.
PERCENT_MAX = 100  # All of the places of a worker.
