r"""Escapes of surrogates in double-quoted texts: `"\ud83d\ude80"`, as JSON writes an emoji.

The parser refuses them. So the escapes are hidden in the private use area before it reads the text,
at the same length since places must stay as they are, and brought back in what it has read: as
characters where they were escapes, as they were written in every other kind of text.
"""

from __future__ import annotations

import re

_HALF = re.compile(r"\\u([dD])([89a-fA-F])(?=[0-9a-fA-F]{2})")
_TAKEN = re.compile(r"\\u[eE]|[\ue000-\uefff]")
_HIDDEN = re.compile(r"\\u([eE])([0-9a-f])(?=[0-9a-fA-F]{2})")
_AREA = re.compile("[\ue000-\uefff]")
_PAIR = re.compile("([\ud800-\udbff])([\udc00-\udfff])")
_ALONE = re.compile("[\ud800-\udfff]")
# 8 to f in either case, and what hides them: both cases come back as they were.
_DIGITS = "89abcdefABCDEF"
_COVERS = "0123456789abcd"
_TO_COVER = dict(zip(_DIGITS, _COVERS, strict=True))
_TO_DIGIT = dict(zip(_COVERS, _DIGITS, strict=True))


def hide(text: str) -> str | None:
    """The text without such escapes; None when it has none, or uses the private area itself."""
    if "\\u" not in text or _HALF.search(text) is None or _TAKEN.search(text) is not None:
        return None
    return _HALF.sub(lambda half: f"\\u{chr(ord(half[1]) + 1)}{_TO_COVER[half[2]]}", text)


def reveal(value: str) -> str:
    """What `hide` has hidden in one value, pairs joined."""
    shown = _AREA.sub(lambda hidden: _character(hidden[0]), value)
    shown = _HIDDEN.sub(lambda half: f"\\u{chr(ord(half[1]) - 1)}{_TO_DIGIT[half[2]]}", shown)
    return _PAIR.sub(lambda pair: _joined(pair[1], pair[2]), shown)


def alone(value: str) -> str:
    """The first half of a pair that stands alone, as its escape; empty when there is none."""
    found = _ALONE.search(value)
    return "" if found is None else f"\\u{ord(found[0]):04x}"


def _character(hidden: str) -> str:
    digits = f"{ord(hidden):04x}"
    return chr(int(f"d{_TO_DIGIT[digits[1]]}{digits[2:]}", 16))


def _joined(high: str, low: str) -> str:
    return chr(0x10000 + ((ord(high) & 0x3FF) << 10) + (ord(low) & 0x3FF))
