"""Writes `docs/settings.md` from the classes of the settings: `make settings`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from tiercel.settings.effective import EffectiveSetting, effective_settings
from tiercel.settings.section import Section
from tiercel.settings.sections import Settings
from tiercel.settings.values import fold_key

DOCUMENT = Path(__file__).parents[2] / "docs" / "settings.md"
HEAD = """# Settings

Every setting with its environment variable and its default, by section; what the important ones do
is in [operating](operating.md#settings). Names below `tiercel` may stand below `kestra` as well.
Durations are written as in ISO 8601 (`PT30S`) or as `30s`. Written by `make settings` from the
classes of the sections.
"""


def document_text() -> str:
    """The whole document."""
    return "\n".join([HEAD, *_sections()])


def _sections() -> Iterator[str]:
    for name, settings in groupby(effective_settings(Settings()), _section_of):
        yield f"## {name}\n"
        if text := _text_of(name):
            yield f"{text}\n"
        yield "| setting | environment variable | default |"
        yield "|---|---|---|"
        yield from map(_row, settings)
        yield ""


def _section_of(setting: EffectiveSetting) -> str:
    words = setting.name.split(".")
    return ".".join(words[: 2 if words[0] == "tiercel" else 1])


def _row(setting: EffectiveSetting) -> str:
    variable = re.sub(r"[.-]", "_", setting.name).upper()
    default = f"`{setting.value}`" if setting.value else "–"
    return f"| `{setting.name}` | `{variable}` | {default} |"


def _text_of(name: str) -> str:
    """What the class of a section says of it, in Markdown."""
    section: object = Settings()
    for word in name.removeprefix("tiercel.").split("."):
        section = getattr(section, fold_key(word), None)
    if not isinstance(section, Section):
        return ""
    return " ".join((type(section).__doc__ or "").split())


if __name__ == "__main__":
    DOCUMENT.write_text(document_text(), encoding="utf-8")
