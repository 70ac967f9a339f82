"""Template text to tokens; spec/expressions.md §2 and §3."""

from __future__ import annotations

import re
from typing import NamedTuple

from tiercel.expr.errors import TemplateSyntaxError
from tiercel.expr.values import LONG_MAX
from tiercel.model.json_types import Json

EOF, TEXT = "EOF", "TEXT"
EXECUTE_START, EXECUTE_END = "EXECUTE_START", "EXECUTE_END"
PRINT_START, PRINT_END = "PRINT_START", "PRINT_END"
NAME, NUMBER, LONG, STRING = "NAME", "NUMBER", "LONG", "STRING"
OPERATOR, PUNCTUATION = "OPERATOR", "PUNCTUATION"
INTERPOLATION = "INTERPOLATED STRING"


class Token(NamedTuple):
    """One token: its kind, its text, its offset, and for constants the value.

    The value of an INTERPOLATION is a list of texts and token lists in turn.
    """

    kind: str
    text: str
    at: int
    value: Json = None


_OPEN = re.compile(r"\{[{%#]")
_COMMENT_END = re.compile(r"(-?)#\}")
_VERBATIM = re.compile(r"\{%-?\s*verbatim\s*-?%\}\s*", re.ASCII)
_VERBATIM_END = re.compile(r"\{%(-?)\s*endverbatim\s*(-?)%\}", re.ASCII)
_SPACE = re.compile(r"[ \t\n\x0b\f\r]*")
_CLOSE = {
    "}}": re.compile(r"(-?)\}\}"),
    "%}": re.compile(r"(-?)%\}"),
}
_TOKEN = re.compile(
    r"""
    (?P<operator>\?\?\?|\?\?|\.\.|==|!=|>=|<=|[~|*/%+\-<>]
        |(?:is[ ]not|isIn|is|equals|contains|and|or|not)(?![a-zA-Z0-9_]))
    |(?P<name>[^\W\d]\w*)
    |(?P<long>[0-9]+L)
    |(?P<number>[0-9]+(?:\.[0-9]+)?)
    |(?P<punctuation>[()\[\]{}?:.,|=])
    |(?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\#\\]|\\.)*")
    |(?P<quote>")
    """,
    re.VERBOSE | re.DOTALL,
)
_QUOTED_TEXT = re.compile(r'(?:[^"#\\]|\\.|#(?!\{))*', re.DOTALL)
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_NESTED_STRINGS_MAX = 20


def tokenize(source: str) -> list[Token]:
    """All tokens of a template, the last one an EOF.

    Raises: TemplateSyntaxError.
    """
    lexer = _Lexer(source)
    lexer.run()
    return lexer.tokens


class _Lexer:
    def __init__(self, source: str) -> None:
        self._source = source
        self._trims_next = False
        self.tokens: list[Token] = []

    def run(self) -> None:
        at = 0
        while (opening := _OPEN.search(self._source, at)) is not None:
            start = opening.start()
            delimiter = opening.group()
            trims = self._is_trimming(start + 2)
            self._text(at, start, trims_end=trims)
            if delimiter == "{#":
                at = self._comment(start + 2)
            elif delimiter == "{%" and (verbatim := _VERBATIM.match(self._source, start)):
                at = self._verbatim(verbatim)
            else:
                at = self._code(start, delimiter, start + (3 if trims else 2))
        self._text(at, len(self._source), trims_end=False)
        self.tokens.append(Token(EOF, "null", len(self._source)))

    def _is_trimming(self, at: int) -> bool:
        """A dash right after the delimiter trims only when white space follows it."""
        return self._source[at : at + 1] == "-" and self._source[at + 1 : at + 2] in _WHITE

    def _text(self, start: int, end: int, *, trims_end: bool) -> None:
        text = self._source[start:end]
        if self._trims_next:
            shorter = text.lstrip()
            start += len(text) - len(shorter)
            text = shorter
            self._trims_next = False
        if trims_end:
            text = text.rstrip()
        if text:
            self.tokens.append(Token(TEXT, text, start))

    def _comment(self, at: int) -> int:
        end = _COMMENT_END.search(self._source, at)
        if end is None:
            raise TemplateSyntaxError("Unclosed comment.", at=at)
        self._trims_next = bool(end.group(1))
        return end.end()

    def _verbatim(self, opening: re.Match[str]) -> int:
        end = _VERBATIM_END.search(self._source, opening.end())
        if end is None:
            raise TemplateSyntaxError("Unclosed verbatim tag.", at=opening.start())
        body = self._source[opening.end() : end.start()]
        if end.group(1):
            body = body.rstrip()
        if body:
            self.tokens.append(Token(TEXT, body, opening.end()))
        self._trims_next = bool(end.group(2))
        return end.end()

    def _code(self, start: int, delimiter: str, at: int) -> int:
        closing = "}}" if delimiter == "{{" else "%}"
        first, last = (PRINT_START, PRINT_END) if closing == "}}" else (EXECUTE_START, EXECUTE_END)
        self.tokens.append(Token(first, delimiter, start))
        tokens, at = self._expression(at, _CLOSE[closing], 0)
        self.tokens.extend(tokens)
        end = _CLOSE[closing].match(self._source, at)
        if end is not None:
            self.tokens.append(Token(last, closing, at))
            self._trims_next = bool(end.group(1))
            return end.end()
        return len(self._source)

    def _expression(self, at: int, closing: re.Pattern[str], level: int) -> tuple[list[Token], int]:
        """Tokens up to the closing delimiter (or the end of the source) and its offset."""
        source = self._source
        tokens: list[Token] = []
        brackets: list[tuple[str, int]] = []
        while True:
            space = _SPACE.match(source, at)
            at = space.end() if space else at
            if at >= len(source) or (not brackets and closing.match(source, at)):
                break
            match = _TOKEN.match(source, at)
            if match is None:
                raise TemplateSyntaxError(f"Unexpected character [{source[at]}]", at=at)
            if match.lastgroup == "quote":
                token, at = self._interpolated(at, level)
            else:
                token = _token(match)
                at = match.end()
                _balance(token, brackets)
            tokens.append(token)
        if brackets:
            raise TemplateSyntaxError(f'Unclosed "{brackets[-1][0]}"', at=brackets[-1][1])
        return tokens, at

    def _interpolated(self, start: int, level: int) -> tuple[Token, int]:
        parts: list[Json] = []
        at = start + 1
        while True:
            text = _QUOTED_TEXT.match(self._source, at)
            at = text.end() if text else at
            if text and text.group():
                parts.append(text.group())
            if self._source[at : at + 1] == '"':
                return Token(INTERPOLATION, self._source[start : at + 1], start, parts), at + 1
            if self._source[at : at + 2] != "#{" or level >= _NESTED_STRINGS_MAX:
                raise TemplateSyntaxError('Unexpected character ["]', at=start)
            tokens, end = self._expression(at + 2, _INTERPOLATION_END, level + 1)
            if end >= len(self._source):
                raise TemplateSyntaxError('Unclosed "#{"', at=at)
            parts.append([*tokens, Token(EOF, "}", end)])
            at = end + 1


_INTERPOLATION_END = re.compile(r"\}")
_WHITE = (" ", "\t", "\n", "\x0b", "\f", "\r")


def _balance(token: Token, brackets: list[tuple[str, int]]) -> None:
    if token.kind != PUNCTUATION:
        return
    if token.text in _BRACKETS:
        brackets.append((token.text, token.at))
    elif token.text in ")]}":
        if not brackets:
            raise TemplateSyntaxError(f'Unexpected "{token.text}"', at=token.at)
        opened, at = brackets.pop()
        if _BRACKETS[opened] != token.text:
            raise TemplateSyntaxError(f'Unclosed "{opened}"', at=at)


def _token(match: re.Match[str]) -> Token:
    kind, text, at = match.lastgroup, match.group(), match.start()
    if kind == "operator":
        return Token(OPERATOR, text, at)
    if kind == "name":
        return Token(NAME, text, at)
    if kind == "punctuation":
        return Token(PUNCTUATION, text, at)
    if kind == "string":
        quote = text[0]
        return Token(STRING, text, at, text[1:-1].replace("\\" + quote, quote))
    if kind == "long":
        return Token(LONG, text, at, _whole(text[:-1], at))
    if "." in text:
        return Token(NUMBER, text, at, float(text))
    return Token(NUMBER, text, at, _whole(text, at))


def _whole(digits: str, at: int) -> int:
    if len(digits.lstrip("0")) > 19 or int(digits) > LONG_MAX:
        raise TemplateSyntaxError(f'For input string: "{digits[:40]}"', at=at)
    return int(digits)
