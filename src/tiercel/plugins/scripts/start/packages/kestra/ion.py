"""Rows of Ion text, as far as files of rows use it. Old Pythons run it."""

from __future__ import annotations

import base64
import datetime
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, List, Optional, Tuple  # noqa: UP035

BINARY_MARK = b"\xe0\x01\x00\xea"
TOKEN = re.compile(
    r"(?:[\s,]|//[^\n]*|/\*.*?\*/)*(?:"
    r"\{\{(?P<blob>[^}]*)\}\}"
    r"|(?P<mark>::|[{}\[\]():])"
    r'|"(?P<text>(?:[^"\\]|\\.)*)"'
    r"|(?P<long>'''(?:[^\\]|\\.)*?''')"
    r"|'(?P<symbol>(?:[^'\\]|\\.)*)'"
    r"|(?P<date>\d{4}-\d\d-\d\d(?:T(?:\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[+-]\d\d:\d\d|Z))?)?)"
    r"|(?P<word>[^\s,{}\[\]():\"']+)"
    r")",
    re.DOTALL,
)
ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r?\n|.)", re.DOTALL)
ESCAPES = {"0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "v": "\v"}
WORDS = {
    "true": True,
    "false": False,
    "nan": float("nan"),
    "+inf": float("inf"),
    "-inf": float("-inf"),
}
NUMBER = re.compile(r"-?[0-9][0-9_]*(\.[0-9_]*)?([eEdD][-+]?[0-9]+)?")
CLOSING = {"{": "}", "[": "]", "(": ")"}


def read_rows(content: bytes) -> List[Any]:  # noqa: UP006
    """All values of a file. Raises: ValueError for what is no Ion, or binary without a reader."""
    try:
        from amazon.ion import simpleion
    except ImportError:
        if content.startswith(BINARY_MARK):
            raise ValueError("Binary Ion needs the package `amazon.ion`") from None
        return Reader(content.decode("utf-8")).rows()
    found: List[Any] = simpleion.loads(content, single_value=False)  # noqa: UP006
    return found


class Reader:
    """Reads one text from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0

    def rows(self) -> List[Any]:  # noqa: UP006
        """All values at the top."""
        found = []
        token = self.token()
        while token is not None:
            found.append(self.value(token))
            token = self.token()
        return found

    def token(self) -> Optional[Tuple[str, str]]:  # noqa: UP006, UP045
        """(kind, text) of the next token; None at the end."""
        match = TOKEN.match(self.text, self.place)
        if match is None or match.lastgroup is None:
            if re.compile(r"[\s,]*\Z").match(self.text, self.place):
                return None
            raise ValueError("This is no Ion text: " + repr(self.text[self.place :][:40]))
        self.place = match.end()
        return match.lastgroup, match.group(match.lastgroup)

    def needed(self) -> Tuple[str, str]:  # noqa: UP006
        """The next token. Raises: ValueError at the end."""
        token = self.token()
        if token is None:
            raise ValueError("This Ion text ends within a value")
        return token

    def value(self, token: Tuple[str, str]) -> Any:  # noqa: UP006
        """The value that begins with the token; annotations before it are passed over."""
        kind, text = token
        start = self.place
        if kind in ("word", "symbol") and self.token() == ("mark", "::"):
            return self.value(self.needed())
        self.place = start
        if kind == "mark":
            if text == "{":
                return self.struct()
            if text in CLOSING:
                return self.items(CLOSING[text])
            raise ValueError("This is no Ion value: " + text)
        if kind == "blob":
            return base64.b64decode(text)
        if kind == "long":
            return self.long_text(text)
        if kind == "date":
            return moment(text)
        return word(text) if kind == "word" else unescaped(text)

    def items(self, closing: str) -> List[Any]:  # noqa: UP006
        """The rest of a list."""
        found = []
        token = self.needed()
        while token != ("mark", closing):
            found.append(self.value(token))
            token = self.needed()
        return found

    def struct(self) -> Any:
        """The rest of a struct."""
        found = {}
        kind, name = self.needed()
        while (kind, name) != ("mark", "}"):
            if self.needed() != ("mark", ":"):
                raise ValueError("A field of an Ion struct has no value: " + name)
            found[unescaped(name)] = self.value(self.needed())
            kind, name = self.needed()
        return found

    def long_text(self, first: str) -> str:
        """A long text; parts that follow each other are one."""
        parts = [unescaped(first[3:-3])]
        while True:
            start = self.place
            token = self.token()
            if token is None or token[0] != "long":
                self.place = start
                return "".join(parts)
            parts.append(unescaped(token[1][3:-3]))


def unescaped(text: str) -> str:
    """Text without its escapes."""

    def plain(match: Any) -> str:
        code = match.group(1)
        if code[0] in "xuU":
            return chr(int(code[1:], 16))
        return "" if code.endswith("\n") else ESCAPES.get(code, code)

    return ESCAPE.sub(plain, text)


def word(text: str) -> Any:
    """A number, one of the words of Ion, or a symbol as text."""
    if text.startswith("null"):
        return None
    if text in WORDS:
        return WORDS[text]
    if NUMBER.fullmatch(text):
        digits = text.replace("_", "").lower().replace("d", "e")
        return float(digits) if "." in digits or "e" in digits else int(digits)
    return text


def moment(text: str) -> Any:
    """A date, or a moment with its offset."""
    if len(text) <= 11:
        return datetime.date(*(int(part) for part in text.rstrip("T").split("-")))
    clock, _, fraction = text.replace("Z", "+00:00").partition(".")
    if not fraction:
        return datetime.datetime.fromisoformat(clock)
    digits = re.match(r"\d+", fraction)
    size = len(digits.group()) if digits else 0
    return datetime.datetime.fromisoformat(
        clock + "." + fraction[:size][:6].ljust(6, "0") + fraction[size:]
    )
