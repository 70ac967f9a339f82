"""jq functions with regular expressions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tiercel.expr.errors import EvaluationError, LimitExceeded
from tiercel.expr.formats import regex
from tiercel.expr.jq.errors import JqError
from tiercel.expr.jq.values import kind_of
from tiercel.expr.numbers import bounded_list
from tiercel.model.json_types import Json

if TYPE_CHECKING:
    from regex import Match

_FLAGS = {"i": "i", "x": "x", "s": "s", "g": "", "n": "", "l": "", "p": "s"}


def _split_arguments(pattern: Json, flags: Json) -> tuple[str, str]:
    if isinstance(pattern, list):
        flags = pattern[1] if len(pattern) > 1 else None
        pattern = pattern[0] if pattern else None
    if not isinstance(pattern, str):
        raise JqError(f"{kind_of(pattern)} cannot be matched, as it is not a string")
    if flags is not None and not isinstance(flags, str):
        raise JqError(f"{kind_of(flags)} is not a string")
    return pattern, flags or ""


def _matches(text: Json, pattern: Json, flags: Json) -> list[Match[str]]:
    wanted, letters = _split_arguments(pattern, flags)
    if not isinstance(text, str):
        raise JqError(f"{kind_of(text)} cannot be matched, as it is not a string")
    for letter in letters:
        if letter not in _FLAGS:
            raise JqError(f"{letters} is not a valid modifier string")
    inline = "".join(sorted({_FLAGS[letter] for letter in letters} - {""}))
    source = f"(?{inline}){wanted}" if inline else wanted
    try:
        if "g" in letters:
            return bounded_list(list(regex.matches(text, source)))
        found = regex.find(text, source)
    except LimitExceeded:
        raise
    except EvaluationError as error:
        raise JqError(f"{wanted} (at offset 0) is not a valid regex: {error.text}") from error
    return [] if found is None else [found]


def _described(match: Match[str]) -> Json:
    names = {number: name for name, number in match.re.groupindex.items()}
    captures = []
    for number in range(1, match.re.groups + 1):
        text = match.group(number)
        captures.append(
            {
                "offset": match.start(number),
                "length": 0 if text is None else len(text),
                "string": text,
                "name": names.get(number),
            }
        )
    return {
        "offset": match.start(),
        "length": match.end() - match.start(),
        "string": match.group(),
        "captures": captures,
    }


def match_list(text: Json, pattern: Json, flags: Json = None) -> Json:
    """All matches, described."""
    return [_described(match) for match in _matches(text, pattern, flags)]


def _test(text: Json, pattern: Json, flags: Json = None) -> Json:
    return bool(_matches(text, pattern, flags))


def _split(text: Json, pattern: Json, flags: Json) -> Json:
    parts: list[Json] = []
    start = 0
    for match in _matches(text, pattern, f"g{flags or ''}"):
        parts.append(text[start : match.start()])
        start = match.end()
    return [*parts, text[start:]]


REGEXES: dict[tuple[str, int], Callable[..., Json]] = {
    ("test", 1): _test,
    ("test", 2): _test,
    ("_matches", 1): match_list,
    ("_matches", 2): match_list,
    ("split", 2): _split,
}
