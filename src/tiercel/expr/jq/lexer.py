"""jq programs to tokens."""

from __future__ import annotations

import re
from typing import NamedTuple

from tiercel.expr.jq.errors import JqError
from tiercel.model.json_types import Json
from tiercel.model.text import valid_unicode


class Token(NamedTuple):
    """A token; the value of a string is a list of texts and token lists in turn."""

    kind: str
    text: str
    at: int
    value: Json = None


_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_TOKEN = re.compile(
    r"""
    (?P<field>\.[A-Za-z_][A-Za-z0-9_]*)
    |(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<variable>\$[ ]*(?:[A-Za-z_][A-Za-z0-9_]*::)*[A-Za-z_][A-Za-z0-9_]*)
    |(?P<word>(?:[A-Za-z_][A-Za-z0-9_]*::)*[A-Za-z_][A-Za-z0-9_]*)
    |(?P<format>@[A-Za-z0-9_]+)
    |(?P<operator>\?//|//=|\|=|\+=|-=|\*=|/=|%=|==|!=|<=|>=|//|\.\.
        |[.\[\](){}|,:;=<>+\-*/%?])
    |(?P<quote>")
    """,
    re.VERBOSE | re.ASCII,
)
_ESCAPES = {
    '"': '"',
    "\\": "\\",
    "/": "/",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
}
_NESTED_MAX = 20


def tokenize(program: str) -> list[Token]:
    """All tokens, the last one of the kind `end`; raises JqError."""
    tokens, at = _until(program, 0, closing=False, level=0)
    tokens.append(Token("end", "", at))
    return tokens


def _until(program: str, at: int, *, closing: bool, level: int) -> tuple[list[Token], int]:
    """Tokens up to the end, or up to the parenthesis that closes an interpolation."""
    tokens: list[Token] = []
    depth = 0
    while True:
        space = _SPACE.match(program, at)
        at = space.end() if space else at
        if at >= len(program):
            if closing:
                raise JqError("unterminated string interpolation")
            return tokens, at
        match = _TOKEN.match(program, at)
        if match is None:
            raise JqError(f"syntax error at {at}: unexpected '{program[at]}'")
        if match.lastgroup == "quote":
            token, at = _string(program, at, level)
            tokens.append(token)
            continue
        token = _token(match)
        depth += (token.text == "(") - (token.text == ")")
        if closing and depth < 0:
            return tokens, at
        tokens.append(token)
        at = match.end()


def _token(match: re.Match[str]) -> Token:
    kind, text = str(match.lastgroup), match.group()
    if kind == "number":
        return Token(kind, text, match.start(), _number(text))
    if kind == "field":
        text = text[1:]
    elif kind == "variable":
        text = text[1:].strip()
    return Token(kind, text, match.start())


def _number(text: str) -> int | float:
    if text.isdigit():
        if len(text) > 19 or int(text) >= 2**63:
            raise JqError(f"{text[:30]} is too large")
        return int(text)
    return float(text)


def _string(program: str, start: int, level: int) -> tuple[Token, int]:
    if level > _NESTED_MAX:
        raise JqError("nested too deeply")
    parts: list[Json] = []
    text: list[str] = []
    at = start + 1
    while at < len(program):
        character = program[at]
        if character == '"':
            parts.append("".join(text))
            return Token("string", program[start : at + 1], start, parts), at + 1
        if character != "\\":
            text.append(character)
            at += 1
        elif program[at + 1 : at + 2] == "(":
            parts.append("".join(text))
            text = []
            tokens, end = _until(program, at + 2, closing=True, level=level + 1)
            parts.append([*tokens, Token("end", "", end)])
            at = end + 1
        else:
            piece, at = _escape(program, at)
            text.append(piece)
    raise JqError("unterminated string")


def _escape(program: str, at: int) -> tuple[str, int]:
    character = program[at + 1 : at + 2]
    if character in _ESCAPES and character:
        return _ESCAPES[character], at + 2
    digits = program[at + 2 : at + 6]
    if character == "u" and re.fullmatch(r"[0-9a-fA-F]{4}", digits):
        code = int(digits, 16)
        low = re.match(r"\\u([dD][c-fC-F][0-9a-fA-F]{2})", program[at + 6 : at + 12])
        if 0xD800 <= code < 0xDC00 and low:
            code = 0x10000 + ((code - 0xD800) << 10) + int(low[1], 16) - 0xDC00
            return chr(code), at + 12
        return valid_unicode(chr(code)), at + 6
    raise JqError(f"invalid escape at {at}")
