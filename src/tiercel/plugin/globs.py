"""Globs as flows write them, as regular expressions (spec/internal-storage.md §4)."""

from __future__ import annotations

import re
from functools import lru_cache

from tiercel.model.errors import IllegalArgument
from tiercel.model.limits import GLOB_CHARS_MAX, GLOBS_MAX


@lru_cache(maxsize=GLOBS_MAX)
def glob_pattern(glob: str, *, is_namespace: bool = False) -> re.Pattern[str]:
    """The pattern of a glob: `**` crosses directories, `*` and `?` do not, `[…]`, `{a,b}`.

    With `is_namespace` it matches paths that begin with `/`, and a glob that begins with a word
    character matches at any depth. `regex:` and `glob:` in front take the rest as it stands.
    Raises: IllegalArgument for a glob that is too long or a regular expression that is wrong.
    """
    if len(glob) > GLOB_CHARS_MAX:
        raise IllegalArgument(f"The pattern is longer than {GLOB_CHARS_MAX} characters")
    kind, _, rest = glob.partition(":")
    if kind == "regex":
        try:
            return re.compile(rest)
        except (re.error, OverflowError, RecursionError) as error:
            raise IllegalArgument(f"invalid pattern [{rest}]: {error}") from None
    if kind == "glob":
        glob = rest
    elif is_namespace and glob[:1].isalnum():
        glob = f"**/{glob}"
    return re.compile(_translated(glob), re.DOTALL)


def _translated(glob: str) -> str:
    pieces: list[str] = []
    place, depth = 0, 0
    while place < len(glob):
        char = glob[place]
        place += 1
        if char == "*":
            if glob.startswith("*", place):
                place += 1
                pieces.append(".*")
            else:
                pieces.append("[^/]*")
        elif char == "?":
            pieces.append("[^/]")
        elif char == "[" and "]" in glob[place + 1 :]:
            end = glob.index("]", place + 1)
            pieces.append(_bracket(glob[place:end]))
            place = end + 1
        elif char == "{" and "}" in glob[place:]:
            depth += 1
            pieces.append("(?:")
        elif char == "}" and depth:
            depth -= 1
            pieces.append(")")
        elif char == "," and depth:
            pieces.append("|")
        elif char == "\\" and place < len(glob):
            pieces.append(re.escape(glob[place]))
            place += 1
        else:
            pieces.append(re.escape(char))
    return "".join(pieces)


def _bracket(inner: str) -> str:
    is_negated = inner.startswith(("!", "^"))
    body = inner[1:] if is_negated else inner
    escaped = body.replace("\\", r"\\").replace("[", r"\[").replace("^", r"\^")
    return f"(?!/)[{'^' if is_negated else ''}{escaped}]"
