"""Labels of flows and executions, and the reserved `system.` ones."""

from __future__ import annotations

import msgspec

from tiercel.model.limits import LABEL_KEY_CHARS_MAX, LABEL_VALUE_CHARS_MAX
from tiercel.model.text import bounded

SYSTEM_PREFIX = "system."
CORRELATION_ID = "system.correlationId"
READ_ONLY = "system.readOnly"
FROM = "system.from"
RESTARTED = "system.restarted"
REPLAY = "system.replay"
REPLAYED = "system.replayed"
USERNAME = "system.username"
KILL_SWITCH = "system.killSwitch"


class Label(msgspec.Struct, frozen=True, gc=False):
    """A key and its value, both text that every store can hold, cut to what is allowed.

    Whoever can refuse a label asks `label_problem` before.
    """

    key: str
    value: str

    def __post_init__(self) -> None:
        key, value = self.key, self.value
        is_plain = key.isprintable() and value.isprintable()
        if is_plain and len(key) <= LABEL_KEY_CHARS_MAX and len(value) <= LABEL_VALUE_CHARS_MAX:
            return
        msgspec.structs.force_setattr(self, "key", bounded(key, LABEL_KEY_CHARS_MAX))
        msgspec.structs.force_setattr(self, "value", bounded(value, LABEL_VALUE_CHARS_MAX))

    @property
    def is_system(self) -> bool:
        """Whether only the server may set it."""
        return self.key.startswith(SYSTEM_PREFIX)


def label_problem(key: str, value: str) -> str | None:
    """Why a user can't have such a label, or None."""
    for name, text, chars_max in (
        ("key", key, LABEL_KEY_CHARS_MAX),
        ("value", value, LABEL_VALUE_CHARS_MAX),
    ):
        if len(text) > chars_max:
            return f"the {name} of a label can have {chars_max} characters, got {len(text)}"
    return None


def merged(labels: tuple[Label, ...], *more: Label) -> tuple[Label, ...]:
    """The labels with `more` on top: a later label replaces an earlier one of the same key."""
    by_key = {label.key: label for label in labels}
    for label in more:
        by_key[label.key] = label
    return tuple(by_key.values())


def value_of(labels: tuple[Label, ...], key: str) -> str | None:
    """The value of the label with that key, or None."""
    return next((label.value for label in labels if label.key == key), None)
