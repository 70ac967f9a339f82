"""The text encoding: a superset of JSON with symbols, dates, decimals and annotations."""

from __future__ import annotations

import base64
import re
from datetime import date, datetime
from decimal import Decimal

from tiercel.expr.formats.ion.symbols import TABLE, VERSION, IonError, Symbols, checked, deeper
from tiercel.model.json_types import Json

_LONG = r"'''[^\\']*+(?:(?:\\.|'(?!''))[^\\']*+)*+'''"
# Possessive, so that nothing is tried twice.
_SKIPPED = r"(?:[ \t\r\n\f\v]++|//[^\r\n]*+|/\*.*?\*/)*+"
_TOKEN = re.compile(
    rf"{_SKIPPED}(?:"
    r"(?P<lob>\{\{)"
    r"|(?P<mark>::|[{}\[\]():,])"
    r'|(?P<text>"[^"\\\r\n]*+(?:\\.[^"\\\r\n]*+)*+")'
    rf"|(?P<long>{_LONG})"
    r"|(?P<quoted>'[^'\\\r\n]*+(?:\\.[^'\\\r\n]*+)*+')"
    r"|(?:(?P<time>[0-9]{4}(?:T|-[0-9]{2}(?:T|-[0-9]{2}(?:T(?:[0-9]{2}:[0-9]{2}"
    r"(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:[0-9]{2}))?)?)))"
    r"|(?P<float>-?(?:0|[1-9](?:_?[0-9])*+)(?:\.(?:[0-9](?:_?[0-9])*+)?)?[eE][+-]?[0-9]+|[+-]inf)"
    r"|(?P<decimal>-?(?:0|[1-9](?:_?[0-9])*+)"
    r"(?:\.(?:[0-9](?:_?[0-9])*+)?(?:[dD][+-]?[0-9]+)?|[dD][+-]?[0-9]+))"
    r"|(?P<radix>-?0(?:[xX][0-9a-fA-F](?:_?[0-9a-fA-F])*|[bB][01](?:_?[01])*))"
    r"|(?P<int>-?(?:0|[1-9](?:_?[0-9])*+))"
    r""")(?=[ \t\r\n\f\v{}\[\]()"',]|\Z)"""
    r"|(?P<name>[A-Za-z_$][A-Za-z0-9_$]*)"
    r"|(?P<operator>[!#%&*+\-./;<=>?@^`|~]+)"
    r")",
    re.DOTALL,
)
_REST = re.compile(rf"{_SKIPPED}\Z", re.DOTALL)
_BLOB = re.compile(r"[ \t\r\n]*([A-Za-z0-9+/= \t\r\n]*)\}\}")
_CLOB = re.compile(
    r'\s*(?:"(?P<short>[^"\\\r\n]*+(?:\\.[^"\\\r\n]*+)*+)"'
    rf"|(?P<long>{_LONG}(?:\s*+{_LONG})*+))\s*\}}\}}",
    re.DOTALL,
)
_PART = re.compile(_LONG, re.DOTALL)
_ESCAPE = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(\r?\n|.))", re.DOTALL
)
_ESCAPES = {"0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"} | {
    "v": "\v",
    '"': '"',
    "'": "'",
    "?": "?",
    "/": "/",
    "\\": "\\",
    "\n": "",
    "\r\n": "",
}
_KEYWORDS = {"null": None, "true": True, "false": False, "nan": float("nan")}
_TYPE = re.compile(
    r"\.(?:null|bool|int|float|decimal|timestamp|symbol|string|clob|blob|list|sexp|struct)\b"
)
_SYMBOL_NUMBER = re.compile(r"\$[0-9]{1,9}")
_OTHER_VERSION = re.compile(r"\$ion_[0-9]+_[0-9]+")
_NAMES = frozenset(("name", "quoted", "text", "long"))

_BLANKS = frozenset(" \t\r\n\f\v/")

Token = tuple[str, str]  # The kind and the text; ("", "") at the end.


class TextReader:
    """Reads one text from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self._source = text
        self._at = 0
        self._symbols = Symbols()

    def values(self) -> list[Json]:
        """All values at the top. Raises: IonError, and what constructors of values raise."""
        found: list[Json] = []
        token = self._token()
        while token[0]:
            kind, text = token
            if kind == "name" and _OTHER_VERSION.fullmatch(text) and not self._annotates():
                self._begin_version(text)
            elif kind in ("name", "quoted") and self._symbol(token) == TABLE and self._annotates():
                self._symbols.take(self._value(token, 0))
            else:
                found.append(self._value(token, 0))
            token = self._token()
        return found

    def _begin_version(self, text: str) -> None:
        if text != VERSION:
            raise IonError("a version of Ion that is not 1.0")
        self._symbols.reset()

    def _token(self) -> Token:
        match = _TOKEN.match(self._source, self._at)
        if match is None:
            if _REST.match(self._source, self._at):
                return "", ""
            raise IonError(f"unexpected text: {self._source[self._at :].lstrip()[:40]!r}")
        self._at = match.end()
        kind = match.lastgroup
        assert kind is not None  # Each alternative is a group.
        return kind, match[kind]

    def _annotates(self) -> bool:
        """Whether the symbol before this place is an annotation of what follows."""
        if self._source.startswith("::", self._at):
            return True
        if self._source[self._at : self._at + 1] not in _BLANKS:
            return False
        match = _TOKEN.match(self._source, self._at)
        return match is not None and match["mark"] == "::"

    def _value(self, token: Token, depth: int, *, in_sexp: bool = False) -> Json:
        """The value that begins with the token; annotations before it are passed over."""
        while token[0] in ("name", "quoted") and self._annotates():
            if token[1] in _KEYWORDS:
                raise IonError(f"the keyword {token[1]} as an annotation")
            self._token()
            token = self._token()
        kind, text = token
        if kind == "mark":
            return self._container(text, depth)
        if kind == "name":
            return self._named(text)
        if kind == "operator" and in_sexp:
            return text
        return self._scalar(kind, text)

    def _container(self, mark: str, depth: int) -> Json:
        if mark == "{":
            return self._struct(deeper(depth))
        if mark == "[":
            return self._list(deeper(depth))
        if mark == "(":
            return self._sexp(deeper(depth))
        raise IonError(f"unexpected {mark}")

    def _scalar(self, kind: str, text: str) -> Json:
        if kind == "text" or kind == "quoted":
            return _unescaped(text[1:-1])
        if kind == "int":
            return int(text)
        if kind == "decimal":
            return checked(Decimal(text.replace("_", "").replace("d", "e").replace("D", "e")))
        if kind == "float":
            return float(text.replace("_", ""))
        return self._rare_scalar(kind, text)

    def _rare_scalar(self, kind: str, text: str) -> Json:
        if kind == "time":
            return _moment(text)
        if kind == "long":
            return self._long(text)
        if kind == "radix":
            return int(text, 0)
        if kind == "lob":
            return self._lob()
        raise IonError(f"unexpected {text or 'end of the text'}")

    def _named(self, text: str) -> Json:
        if text not in _KEYWORDS:
            return self._symbol(("name", text))
        if text == "null" and self._source.startswith(".", self._at):
            match = _TYPE.match(self._source, self._at)
            if match is None:
                raise IonError("a null of an unknown type")
            self._at = match.end()
        return _KEYWORDS[text]

    def _symbol(self, token: Token) -> str:
        kind, text = token
        if kind == "quoted":
            return _unescaped(text[1:-1])
        if _SYMBOL_NUMBER.fullmatch(text):
            return self._symbols.text(int(text[1:]))
        return text

    def _list(self, depth: int) -> Json:
        found: list[Json] = []
        token = self._token()
        while token != ("mark", "]"):
            found.append(self._value(token, depth))
            token = self._after_comma("]")
        return found

    def _sexp(self, depth: int) -> Json:
        found: list[Json] = []
        token = self._token()
        while token != ("mark", ")"):
            found.append(self._value(token, depth, in_sexp=True))
            token = self._token()
        return found

    def _struct(self, depth: int) -> Json:
        found: dict[str, Json] = {}
        token = self._token()
        while token != ("mark", "}"):
            name = self._field(token)
            if self._token() != ("mark", ":"):
                raise IonError(f"the field {name[:40]!r} has no value")
            found[name] = self._value(self._token(), depth)
            token = self._after_comma("}")
        return found

    def _field(self, token: Token) -> str:
        kind, text = token
        if kind not in _NAMES or (kind == "name" and text in _KEYWORDS):
            raise IonError(f"{text or 'the end of the text'} in place of a field's name")
        if kind == "text":
            return _unescaped(text[1:-1])
        return self._long(text) if kind == "long" else self._symbol(token)

    def _after_comma(self, closing: str) -> Token:
        """What follows: the closing mark, or the token behind a comma."""
        token = self._token()
        if token == ("mark", ","):
            return self._token()
        if token != ("mark", closing):
            raise IonError(f"{token[1] or 'the end of the text'} in place of , or {closing}")
        return token

    def _long(self, first: str) -> str:
        """A long text; parts that follow each other are one."""
        parts = [_unescaped(first[3:-3])]
        while (match := _TOKEN.match(self._source, self._at)) and match.lastgroup == "long":
            self._at = match.end()
            parts.append(_unescaped(match["long"][3:-3]))
        return "".join(parts)

    def _lob(self) -> bytes:
        match = _BLOB.match(self._source, self._at)
        if match is not None:
            self._at = match.end()
            return base64.b64decode("".join(match[1].split()), validate=True)
        match = _CLOB.match(self._source, self._at)
        if match is None:
            raise IonError("a blob that is not Base64, or does not end")
        self._at = match.end()
        if match["long"] is None:
            return _unescaped(match["short"]).encode("latin-1")
        parts = (_unescaped(part[3:-3]) for part in _PART.findall(match["long"]))
        return "".join(parts).encode("latin-1")


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(_escape, text)
    # Two escapes may be the halves of one character; a single half is refused here.
    return plain.encode("utf-16", "surrogatepass").decode("utf-16")


def _escape(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code is not None:
        return chr(int(code, 16))
    plain = _ESCAPES.get(match[4])
    if plain is None:
        raise IonError(f"the unknown escape {match[0]!r}")
    return plain


def _moment(text: str) -> Json:
    day, _, clock = text.partition("T")
    if not clock:
        return date(*[*(int(part) for part in day.split("-")), 1, 1][:3])
    head, dot, fraction = text.partition(".")
    if dot:
        digits = re.sub(r"[^0-9].*", "", fraction)
        text = f"{head}.{digits[:6]:0<6}{fraction[len(digits) :]}"
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=None) if text.endswith("-00:00") else found
