"""Checks of the time windows of Flow triggers (spec/plugins-core.md §15, dialect-2.0.md §8.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tiercel.plugin import Json

MEMBERS = {
    "window": "a window",
    "windowAdvance": "a window advance",
    "startTime": "a start time",
    "endTime": "an end time",
    "deadline": "a deadline",
}
# What a window of a type must have and what it may have besides.
RULES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "DURATION_WINDOW": ((), ("window", "windowAdvance")),
    "SLIDING_WINDOW": ((), ("window",)),
    "DAILY_TIME_DEADLINE": (("deadline",), ()),
    "DAILY_TIME_WINDOW": (("startTime", "endTime"), ()),
}
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("DAILY_TIME_DEADLINE", ("deadline",)),
    ("DAILY_TIME_WINDOW", ("from", "to")),
    ("SLIDING_WINDOW", ("lookback",)),
    ("DURATION_WINDOW", ("every", "offset")),
)
GROUP_WORDS = {
    "deadline": "a deadline",
    "from": "a from time",
    "to": "a to time",
    "lookback": "a lookback duration",
    "every": "an every duration",
    "offset": "an offset duration",
}


def time_window_problems(given: Json, path: str) -> Iterator[tuple[str, str]]:
    """What is wrong with the window of preconditions."""
    if not isinstance(given, Mapping):
        return
    kind = str(given.get("type", "DURATION_WINDOW"))
    needed, allowed = RULES.get(kind, ((), tuple(MEMBERS)))
    for member, words in MEMBERS.items():
        is_there = given.get(member) is not None
        if member in needed and not is_there:
            yield path, f"Time window of type `{kind}` must have {words}."
        if is_there and member not in needed and member not in allowed:
            yield path, f"Time window of type `{kind}` cannot have {words}."


def window_problems(given: Json) -> Iterator[tuple[str, str]]:
    """What is wrong with the window of `dependsOn`: two groups at once, half a group."""
    if not isinstance(given, Mapping):
        return
    there = [
        (kind, members)
        for kind, members in GROUPS
        if any(given.get(member) is not None for member in members)
    ]
    if not there:
        return
    kind, members = there[0]
    for _, others in there[1:]:
        for member in others:
            if given.get(member) is not None:
                yield (
                    "window",
                    f"Window of type `{kind}` cannot have {GROUP_WORDS[member]}.",
                )
    if kind == "DAILY_TIME_WINDOW":
        for member in members:
            if given.get(member) is None:
                yield "window", f"Window of type `{kind}` must have {GROUP_WORDS[member]}."
