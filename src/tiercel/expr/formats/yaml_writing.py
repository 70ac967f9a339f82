"""Values as YAML text, in the block style of the reference; spec/expressions.md §12."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import StringIO
from typing import TYPE_CHECKING

from tiercel.expr.errors import LimitExceeded
from tiercel.expr.iso_dates import fraction_text, instant_text, offset_text
from tiercel.expr.json_form import JsonStyle, scalar_json
from tiercel.expr.printing import string_form
from tiercel.expr.values import Entry, Instant, enum_name, instant_of, is_list, is_map
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSION_OUTPUT_CHARS_MAX

if TYPE_CHECKING:
    from yaml.emitter import Emitter

_RESERVED = frozenset(["false", "n", "no", "null", "off", "on", "true", "y", "yes", "~"])
_RESERVED_FORMS = frozenset(
    form for word in _RESERVED for form in (word, word.upper(), word.capitalize())
)
_NEEDS_QUOTES = re.compile(r"[\[\]{},]|(?:^|[ \t])#|:(?:$|[ \t])")
_NUMBER_KEY = re.compile(r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|0x[0-9a-fA-F]+)")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9_]+")
_KEY_CHARS_MAX = 128
_ESCAPES = {
    "\0": "\\0",
    "\a": "\\a",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\v": "\\v",
    "\f": "\\f",
    "\r": "\\r",
    "\x1b": "\\e",
    '"': '\\"',
    "\\": "\\\\",
    "\x85": "\\N",
    "\xa0": "\\_",
    "\u2028": "\\L",
    "\u2029": "\\P",
}


def to_yaml(value: Json) -> str:
    """YAML text of any value, ending with a newline.

    Raises: LimitExceeded when it is longer than any allowed output.
    """
    writer = _Writer()
    if value == "" and isinstance(value, str):
        return '--- ""\n'
    writer.node(value, 0, is_root=True)
    return "".join(writer.pieces).removeprefix("\n") + "\n"


class _Writer:
    """Writes nodes; each node starts right after what came before it, on the same line."""

    def __init__(self) -> None:
        from yaml.emitter import Emitter

        self.pieces: list[str] = []
        self._left = EXPRESSION_OUTPUT_CHARS_MAX
        self._analyzer: Emitter = Emitter(StringIO(), allow_unicode=True)

    def _put(self, text: str) -> None:
        self.pieces.append(text)
        # Ten more for each piece: it bounds their number, however short they are.
        self._left -= len(text) + 10
        if self._left < 0:
            raise LimitExceeded("The YAML text is too long.")

    def node(self, value: Json, indent: int, *, is_root: bool = False) -> None:
        """`indent` is the column of the block that the node opens, if it opens one."""
        if isinstance(value, Entry):
            value = {value.key: value.value}
        if is_map(value) and value:
            self._map(value, indent)
        elif is_list(value) and value:
            self._list(value, indent)
        else:
            text = self._flow(value, indent, is_root=is_root)
            self._put(text if is_root else f" {text}")

    def _map(self, entries: Json, indent: int) -> None:
        for key in entries:
            name = string_form(key)
            shown = self._key(name)
            self._put(f"\n{' ' * indent}")
            if name == "" or len(name) >= _KEY_CHARS_MAX or "\n" in name:
                self._put(f"? {shown}\n{' ' * indent}:")
            else:
                self._put(f"{shown}:")
            value = entries[key]
            self.node(value, indent if is_list(value) else indent + 2)

    def _list(self, items: Json, indent: int) -> None:
        for item in items:
            self._put(f"\n{' ' * indent} -")
            self.node(item, indent + 2)

    def _flow(self, value: Json, indent: int, *, is_root: bool) -> str:
        if is_map(value):
            return "{}"
        if is_list(value):
            return "[]"
        if isinstance(value, str):
            block = 2 if is_root else max(indent, 2)
            return self._text(str.__str__(value), block)
        name = enum_name(value)
        return self._text(name, indent) if name is not None else _scalar(value)

    def _key(self, name: str) -> str:
        if name == "" or name in _RESERVED_FORMS or _NUMBER_KEY.fullmatch(name):
            return quoted(name)
        return self._plain_or_quoted(name)

    def _text(self, text: str, indent: int) -> str:
        if text == "" or text in _RESERVED_FORMS or _NEEDS_QUOTES.search(text):
            return quoted(text)
        if "\n" in text:
            if not self._analyzer.analyze_scalar(text).allow_block:
                return quoted(text) if " \n" in text or _is_special(text) else _single(text)
            return _literal(text, indent)
        if _LEADING_ZERO.fullmatch(text):
            return _single(text)
        return self._plain_or_quoted(text)

    def _plain_or_quoted(self, text: str) -> str:
        analysis = self._analyzer.analyze_scalar(text)
        if analysis.allow_block_plain and not analysis.multiline:
            return text
        if analysis.allow_single_quoted and not analysis.multiline:
            return _single(text)
        return quoted(text)


def _is_special(text: str) -> bool:
    return any(character < " " and character != "\n" for character in text)


def _single(text: str) -> str:
    body = text.replace("'", "''")
    return f"'{body}'" if "\n" not in text else quoted(text)


def quoted(text: str) -> str:
    """A double-quoted text."""
    out = []
    for character in text:
        if character in _ESCAPES:
            out.append(_ESCAPES[character])
        elif character < " " or "\x7f" <= character < "\xa0":
            out.append(f"\\x{ord(character):02x}")
        elif "\ud800" <= character <= "\udfff" or character in "\ufeff\ufffe\uffff":
            out.append(f"\\u{ord(character):04x}")
        else:
            out.append(character)
    return f'"{"".join(out)}"'


def _literal(text: str, indent: int) -> str:
    hint = "2" if text[0] in " \n" else ""
    if not text.endswith("\n"):
        hint += "-"
    elif len(text) == 1 or text[-2] == "\n":
        hint += "+"
    body = text.removesuffix("\n")
    lines = [f"{' ' * indent}{line}" if line else "" for line in body.split("\n")]
    return f"|{hint}\n" + "\n".join(lines)


def _scalar(value: Json) -> str:
    if value is None:
        return "null"
    if isinstance(value, float) and (value != value or value in (float("inf"), -float("inf"))):
        return ".nan" if value != value else (".inf" if value > 0 else "-.inf")
    if isinstance(value, Instant):
        return instant_text(value)
    if isinstance(value, datetime):
        if value.tzinfo is UTC:
            return instant_text(instant_of(value))
        text = value.strftime("%Y-%m-%dT%H:%M:%S") + fraction_text(value.microsecond * 1_000)
        offset = value.utcoffset()
        return text if offset is None else text + offset_text(int(offset.total_seconds()))
    return scalar_json(value, JsonStyle()).strip('"')
