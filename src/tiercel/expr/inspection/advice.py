"""Advice on templates that can't be parsed, and where to point when their end comes too early."""

from __future__ import annotations

import re

from tiercel.expr.errors import near_misses

TAGS = ("if", "elseif", "else", "for", "set", "macro", "block", "filter", "verbatim", "raw")
# Words and signs of other languages for what is written otherwise here.
_OTHER_TAGS = {
    "elif": "write `elseif`",
    "elsif": "write `elseif`",
    "end": "name what ends: `endif`, `endfor`, …",
    "endset": "`set` has no end: `{% set name = value %}`",
    "include": "a template can't include others",
    "import": "a template can't include others",
    "extends": "a template can't include others",
}
_OTHER_SIGNS = (
    ("&&", "write `and`"),
    ("||", "write `or`"),
    ("===", "write `==`"),
    ("!==", "write `!=`"),
    ("!", "write `not`"),
    ("&", "write `and`"),
    ("'", "close the quote"),
    ('"', "close the quote"),
)
_UNEXPECTED_TAG = re.compile(r'Unexpected tag name "(\w+)"')
_WANTED_TAG = re.compile(r'looking for the "end(\w+)" tag')
_LONGEST_SIGN = 3


def syntax_advice(message: str, text: str, at: int) -> str:
    """What to do about a syntax error at an offset; empty when nothing helps."""
    wanted = _WANTED_TAG.search(message)
    if wanted is not None:
        return f"end it with `{{% end{wanted[1]} %}}`"
    tag = _UNEXPECTED_TAG.search(message)
    if tag is not None:
        return _OTHER_TAGS.get(tag[1]) or _tag_advice(tag[1])
    if message.startswith("Unclosed comment"):
        return "close it with `#}`"
    if message.startswith('Unclosed "'):
        return "close the bracket"
    for opening, closing in (("{{", "}}"), ("{%", "%}")):
        if text.startswith(opening, at):
            return f"close it with `{closing}`"
    there = text[max(at - 1, 0) : at + _LONGEST_SIGN]
    for sign, advice in _OTHER_SIGNS:
        if text.startswith(sign, at) or (len(sign) > 1 and there.startswith(sign)):
            return advice
    return ""


def _tag_advice(name: str) -> str:
    if name.startswith("end"):
        return f"no `{name.removeprefix('end')}` is open here"
    hint = near_misses(name, TAGS)
    return hint if hint.startswith("did") else f"tags are {', '.join(TAGS)}"


def unclosed_at(message: str, text: str) -> int:
    """Where that begins which the end of the template leaves open."""
    wanted = _WANTED_TAG.search(message)
    if wanted is not None:
        opened = []
        for tag in re.finditer(rf"\{{%-?\s*(end)?{wanted[1]}\b", text):
            if tag[1] is None:
                opened.append(tag.start())
            elif opened:
                opened.pop()
        return opened[-1] if opened else 0
    return max(text.rfind("{{"), text.rfind("{%"), 0)
