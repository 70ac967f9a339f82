"""`{% raw %}…{% endraw %}`: kept out of rendering and unwrapped at its very end.

Source: spec/expressions.md §2; sections over several lines are accepted too.
"""

from __future__ import annotations

import re

_RAW = re.compile(r"\{%-*\s*raw\s*-*%\}(.*?)\{%-*\s*endraw\s*-*%\}", re.DOTALL | re.ASCII)


def has_raw(text: str) -> bool:
    """A quick look; may be wrong in favour of yes."""
    return "endraw" in text and "{%" in text


def take_out(source: str) -> tuple[str, dict[str, str]]:
    """The source with a unique token for each raw section, and the sections by token."""
    sections: dict[str, str] = {}
    stem = "raw"
    while _clashes(source, stem):
        stem += "_"

    def replace(match: re.Match[str]) -> str:
        token = f"{stem}:{len(sections)}:"
        sections[token] = match.group(0)
        return token

    return _RAW.sub(replace, source), sections


def _clashes(source: str, stem: str) -> bool:
    return re.search(re.escape(stem) + r":\d+:", source) is not None


def put_back(text: str, sections: dict[str, str]) -> str:
    """The text with each token replaced by its whole section."""
    for token, section in sections.items():
        text = text.replace(token, section)
    return text


def unwrap(text: str) -> str:
    """The text with every raw section replaced by its body."""
    return _RAW.sub(lambda match: match.group(1), text)


def blank_out(source: str) -> str:
    """The source with a word of the same length for each raw section: places stay as they are."""
    return _RAW.sub(lambda match: "r" * len(match[0]), source) if has_raw(source) else source
