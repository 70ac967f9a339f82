"""SQL texts: their statements, and the places of values in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from tiercel.plugin import Json, PluginError

# How a client writes the place of a value.
Style = Literal["?", "%s", ":1"]

_TOKEN = re.compile(
    r"""
      (?P<quoted>'(?:[^'\\]|''|\\.)*'|"(?:[^"]|"")*"|`[^`]*`)
    | (?P<dollar>\$(?P<tag>[A-Za-z_]\w*|)\$.*?\$(?P=tag)\$)
    | (?P<comment>--[^\n]*|/\*.*?\*/)
    | (?P<cast>::)
    | (?P<name>:[A-Za-z_]\w*)
    | (?P<place>\?)
    | (?P<end>;)
    | (?P<word>[A-Za-z_]\w*)
    | (?P<other>.)
    """,
    re.DOTALL | re.VERBOSE,
)
_ROUTINE = re.compile(
    r"\s*(?:DECLARE\b|BEGIN\s+(?!TRAN|WORK\b|;|$)|"
    r"CREATE\b[^;(]*\b(?:PROCEDURE|FUNCTION|TRIGGER|PACKAGE|EVENT)\b)",
    re.IGNORECASE,
)
# What follows END where a block of another kind ends.
_OTHER_END = re.compile(r"\s+(?:IF|LOOP|WHILE|REPEAT|FOR)\b", re.IGNORECASE)
_READS = re.compile(
    r"\s*(?:SELECT|WITH|VALUES|TABLE|SHOW|EXPLAIN|DESCRIBE|DESC|PRAGMA|FROM|CALL|EXEC)\b|"
    r".*\bRETURNING\b",
    re.IGNORECASE | re.DOTALL,
)


def split(sql: str) -> list[str]:
    """The statements of a text without empty ones.

    A semicolon in quotes, comments, dollar quotes or the block of a routine ends none.
    """
    found, begin, depth = [], 0, 0
    is_routine = bool(_ROUTINE.match(_bare(sql)))
    for token in _TOKEN.finditer(sql):
        kind = token.lastgroup
        if kind == "word" and is_routine:
            depth += _depth_of(token, sql)
        elif kind == "end" and depth <= 0:
            found.append(sql[begin : token.start()])
            begin, depth = token.end(), 0
            is_routine = bool(_ROUTINE.match(_bare(sql[begin:])))
    found.append(sql[begin:])
    return [each.strip() for each in found if _bare(each).strip()]


def _depth_of(token: re.Match[str], sql: str) -> int:
    word = token.group().upper()
    if word in ("BEGIN", "CASE"):
        return 1
    return -1 if word == "END" and not _OTHER_END.match(sql, token.end()) else 0


def _bare(sql: str) -> str:
    """The text without its comments."""
    return "".join(token.group() for token in _TOKEN.finditer(sql) if token.lastgroup != "comment")


def gives_rows(sql: str) -> bool:
    """Whether a statement looks like one that gives rows."""
    return bool(_READS.match(_bare(sql)))


def bind(
    sql: str, parameters: Mapping[str, Json] | None, style: Style
) -> tuple[str, list[Json] | None]:
    """The text with places as the client writes them, and the values in their order.

    None for a statement without named places, which is left as it is. Raises: PluginError for
    a name without a value.
    """
    if not parameters:
        return sql, None
    values: list[Json] = []

    def of_name(name: str) -> Json:
        if name not in parameters:
            known = ", ".join(sorted(parameters))
            raise PluginError(f"The statement names :{name}; `parameters` has {known}")
        return parameters[name]

    text = "".join(_written(token, style, of_name, values) for token in _TOKEN.finditer(sql))
    return (text, values) if values else (sql, None)


def placed(sql: str, style: Style) -> str:
    """A text whose places are `?`, with places as the client writes them."""
    count = 0
    parts = []
    for token in _TOKEN.finditer(sql):
        if token.lastgroup == "place":
            count += 1
            parts.append(_place(style, count))
        else:
            parts.append(_escaped(token.group(), style))
    return "".join(parts)


def insert_of(table: str, columns: Sequence[str], quote: str, style: Style) -> str:
    """The statement that inserts a row into a table."""
    names = ", ".join(f"{quote}{name.replace(quote, quote * 2)}{quote}" for name in columns)
    places = ", ".join(_place(style, number) for number in range(1, len(columns) + 1))
    return f"INSERT INTO {table} ({names}) VALUES ({places})"


def _written(token: re.Match[str], style: Style, of_name: object, values: list[Json]) -> str:
    assert callable(of_name)
    if token.lastgroup != "name":
        return _escaped(token.group(), style)
    values.append(of_name(token.group()[1:]))
    return _place(style, len(values))


def _place(style: Style, number: int) -> str:
    return f":{number}" if style == ":1" else style


def _escaped(text: str, style: Style) -> str:
    return text.replace("%", "%%") if style == "%s" else text
