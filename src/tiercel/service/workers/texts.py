"""What names and descriptions of groups, queues and tokens have to be."""

from __future__ import annotations

from collections.abc import Iterable

from tiercel.model.errors import Violation
from tiercel.model.workers.limits import WORKER_TEXT_CHARS_MAX


def named(name: str, description: str) -> list[Violation]:
    """What is wrong with what must have a name."""
    found = [] if name.strip() else [Violation("name", "must not be blank")]
    return [*found, *too_long([("name", name), ("description", description)])]


def too_long(texts: Iterable[tuple[str, str]]) -> list[Violation]:
    """A violation for each text, by its path, that has too many characters."""
    message = f"must have at most {WORKER_TEXT_CHARS_MAX} characters"
    return [Violation(path, message) for path, text in texts if len(text) > WORKER_TEXT_CHARS_MAX]
