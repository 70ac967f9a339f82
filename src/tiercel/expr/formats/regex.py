"""Regular expressions in Java's notation, with a bound on the time of every search.

The engine is the `regex` package: it knows Java's possessive quantifiers, atomic groups and
character class operations, and it stops a search that backtracks without end.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from tiercel.expr.errors import EvaluationError, LimitExceeded
from tiercel.expr.formats.java_regex import translate
from tiercel.expr.numbers import bounded_list
from tiercel.model.limits import (
    EXPRESSION_ITEMS_MAX,
    EXPRESSION_OUTPUT_CHARS_MAX,
    EXPRESSION_REGEX_CHARS_MAX,
    EXPRESSION_REGEX_SECONDS_MAX,
    EXPRESSION_REGEX_SECONDS_PER_CHAR,
)
from tiercel.model.regexes import compile_regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    import regex

_QUANTIFIER = re.compile(r"[*+]|\{\d+,\d*\}")
_RISKY = re.compile(r"[*+}]\)*[*+{]|\\[1-9k]|\)[*+{]")


def compiled(pattern: str) -> regex.Pattern[str]:
    """The compiled form of a pattern in Java's notation.

    Raises: EvaluationError with Java's words for the common mistakes.
    """
    if len(pattern) > EXPRESSION_REGEX_CHARS_MAX:
        raise LimitExceeded(
            f"A regular expression may have {EXPRESSION_REGEX_CHARS_MAX} characters at most."
        )
    return _compile(pattern)


@functools.lru_cache(maxsize=256)
def _compile(pattern: str) -> regex.Pattern[str]:
    import regex

    try:
        return compile_regex(translate(pattern), regex.VERSION1 | regex.ASCII)
    except ValueError as error:
        raise EvaluationError(java_words(pattern, str(error))) from None


def java_words(pattern: str, reason: str) -> str:
    """The reason why a pattern is wrong, in Java's words where they are known."""
    if _has_open_class(pattern):
        return "Unclosed character class"
    if pattern.count("(") != pattern.count(")"):
        return "Unclosed group" if pattern.count("(") > pattern.count(")") else "Unmatched closing"
    if pattern[:1] in ("*", "+", "?"):
        return f"Dangling meta character '{pattern[0]}'"
    return reason


def _has_open_class(pattern: str) -> bool:
    is_open = False
    index = 0
    while index < len(pattern):
        character = pattern[index]
        if character == "\\":
            index += 1
        elif character == "[":
            is_open = True
        elif character == "]":
            is_open = False
        index += 1
    return is_open


def search_cost(pattern: str, length: int) -> int:
    """Steps to charge for one search: what backtracking may take in the worst case."""
    if _RISKY.search(pattern):
        return 20_000
    loops = min(len(_QUANTIFIER.findall(pattern)), 3)
    return int(50 + min(20_000, max(length, 1) ** max(loops, 1) >> 12))


def seconds_max(pattern: str, text: str) -> float:
    """How long one search may take: honest ones take time in proportion to the text.

    A pattern that may backtrack without end gets no more for a longer text.
    """
    if _RISKY.search(pattern):
        return EXPRESSION_REGEX_SECONDS_MAX
    return EXPRESSION_REGEX_SECONDS_MAX + len(text) * EXPRESSION_REGEX_SECONDS_PER_CHAR


def find(text: str, pattern: str) -> regex.Match[str] | None:
    """The first match anywhere in the text."""
    try:
        return compiled(pattern).search(text, timeout=seconds_max(pattern, text))
    except TimeoutError:
        raise _too_slow(pattern) from None


def regex_matches(text: str, pattern: str) -> bool:
    """Whether the whole text matches."""
    try:
        found = compiled(pattern).fullmatch(text, timeout=seconds_max(pattern, text))
    except TimeoutError:
        raise _too_slow(pattern) from None
    return found is not None


def matches(text: str, pattern: str) -> Iterator[regex.Match[str]]:
    """All matches from left to right."""
    try:
        yield from compiled(pattern).finditer(text, timeout=seconds_max(pattern, text))
    except TimeoutError:
        raise _too_slow(pattern) from None


def java_replace(text: str, pattern: str, replacement: str) -> str:
    """`String.replaceAll`: `$1` and `${name}` are groups, a backslash escapes."""
    parts = _replacement_parts(replacement, compiled(pattern))
    pieces: list[str] = []
    left = EXPRESSION_OUTPUT_CHARS_MAX
    end = 0
    for match in matches(text, pattern):
        pieces.append(text[end : match.start()])
        for part in parts:
            pieces.append(part if isinstance(part, str) else match.group(part[0]) or "")
            left -= len(pieces[-1])
        left -= len(pieces[-1]) + 1
        if left < 0:
            raise LimitExceeded("The result of a replacement is too long.")
        end = match.end()
    pieces.append(text[end:])
    return "".join(pieces)


def java_find_all(text: str, old: str, new: str) -> str:
    """`String.replace`: every occurrence of a plain text."""
    count = text.count(old) if old else len(text) + 1
    if len(text) + count * len(new) > EXPRESSION_OUTPUT_CHARS_MAX:
        raise LimitExceeded("The result of a replacement is too long.")
    return text.replace(old, new)


def _replacement_parts(
    replacement: str, pattern: regex.Pattern[str]
) -> list[str | tuple[int | str]]:
    parts: list[str | tuple[int | str]] = []
    index = 0
    while index < len(replacement):
        character = replacement[index]
        if character == "\\":
            if index + 1 >= len(replacement):
                raise EvaluationError("character to be escaped is missing")
            parts.append(replacement[index + 1])
            index += 2
        elif character == "$":
            group, index = _group_reference(replacement, index + 1, pattern)
            parts.append((group,))
        else:
            parts.append(character)
            index += 1
    return parts


def _group_reference(
    replacement: str, index: int, pattern: regex.Pattern[str]
) -> tuple[int | str, int]:
    if replacement[index : index + 1] == "{":
        end = replacement.find("}", index)
        name = replacement[index + 1 : end] if end > 0 else ""
        if name not in pattern.groupindex:
            raise EvaluationError(f"No group with name {{{name}}}")
        return name, end + 1
    if not replacement[index : index + 1].isdigit():
        raise EvaluationError("Illegal group reference")
    group = int(replacement[index])
    if group > pattern.groups:
        raise EvaluationError(f"No group {group}")
    index += 1
    while replacement[index : index + 1].isdigit():
        longer = group * 10 + int(replacement[index])
        if longer > pattern.groups:
            break
        group = longer
        index += 1
    return group, index


def java_split(text: str, pattern: str, limit: int) -> list[str]:
    """`String.split`: limit 0 drops empty texts at the end, above 0 bounds the parts."""
    parts: list[str] = []
    start = 0
    for match in matches(text, pattern):
        if limit > 0 and len(parts) == limit - 1:
            break
        if match.end() == 0 or (match.start() == match.end() == len(text)):
            continue
        parts.append(text[start : match.start()])
        start = match.end()
        if len(parts) > EXPRESSION_ITEMS_MAX:
            break
    if not parts:
        return [text]
    parts.append(text[start:])
    if limit == 0:
        while parts and parts[-1] == "":
            parts.pop()
    return bounded_list(parts)


def _too_slow(pattern: str) -> LimitExceeded:
    return LimitExceeded(f"The regular expression '{pattern[:100]}' takes too long.")
