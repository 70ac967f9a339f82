"""Labels of flows and executions, and the reserved `system.` ones."""

from __future__ import annotations

import msgspec

SYSTEM_PREFIX = "system."
CORRELATION_ID = "system.correlationId"
READ_ONLY = "system.readOnly"
FROM = "system.from"
RESTARTED = "system.restarted"
REPLAY = "system.replay"
REPLAYED = "system.replayed"
USERNAME = "system.username"


class Label(msgspec.Struct, frozen=True, gc=False):
    """A key and its value, both text."""

    key: str
    value: str

    @property
    def is_system(self) -> bool:
        """Whether only the server may set it."""
        return self.key.startswith(SYSTEM_PREFIX)


def merged(labels: tuple[Label, ...], *more: Label) -> tuple[Label, ...]:
    """The labels with `more` on top: a later label replaces an earlier one of the same key."""
    by_key = {label.key: label for label in labels}
    for label in more:
        by_key[label.key] = label
    return tuple(by_key.values())


def value_of(labels: tuple[Label, ...], key: str) -> str | None:
    """The value of the label with that key, or None."""
    return next((label.value for label in labels if label.key == key), None)
