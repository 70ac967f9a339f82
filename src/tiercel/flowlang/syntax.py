"""Advice on texts that are no YAML at all."""

from __future__ import annotations

NO_CONTENT = "No content to map due to end-of-input"
NOT_TEXT = "the text has a character that YAML does not allow"

_UNEVEN = "this line is indented more or less than its neighbours"
_HINTS = {
    "mapping values are not allowed": "a text that contains ': ' must be quoted",
    "tab character": "indent with spaces, not with tabs",
    "cannot start any token": "a text that begins with this character must be quoted",
    "unknown escape character": "double the backslash, or use single quotes",
    "undefined alias": "a text that begins with '*' must be quoted",
    "alphabetic or numeric character": "a text that begins with '*' or '&' must be quoted",
    "expected ',' or ']'": "close the list with ']', or put ',' between its items",
    "expected ',' or '}'": "close the map with '}', or put ',' between its entries",
    "unexpected end of stream": "close the quote",
    "could not find expected ':'": "every line of a map needs 'key: value'",
    "expected '-' indicator": "all items of a list start with '- ' in the same column",
    "expected key": "this line is indented more or less than its neighbours, or follows a quote",
    "expected <block end>": _UNEVEN,
}


def syntax_hint(problem: str, text: str, line: int) -> str:
    """What to try when the parser stops with `problem` at `line` (from 1)."""
    lines = text.splitlines()
    there = lines[line - 1] if 0 < line <= len(lines) else ""
    if there.startswith("\t") or there.lstrip(" ").startswith("\t"):
        return _HINTS["tab character"]
    if "mapping values are not allowed" in problem and there.count(": ") < 2:
        return _UNEVEN
    for part, hint in _HINTS.items():
        if part in problem:
            return hint
    return ""
