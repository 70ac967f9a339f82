"""The files of a new family: one task, its test, its description."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from plugins.workspace.family import NAME, PLACE, FamilyError

FAMILY = """title = "{name}"
prefixes = ["io.kestra.plugin.{name}."]
icon = "M12 3l8 4.5v9L12 21l-8-4.5v-9z"
dependencies = []
"""
PACKAGE = '''"""The types of the family {name}."""
'''
TASK = '''"""A first task."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Output, Prop, RunContext, RunnableTask, plugin


class Answer(Output):
    """What was found out."""

    value: Annotated[str, Prop("The value that the task was given.")]


@plugin("io.kestra.plugin.{name}.Ask", title="Ask for a value.", examples=["value: a value"])
class Ask(RunnableTask[Answer]):
    """Gives its own value."""

    value: Annotated[str, Prop("The value to give.")]

    def run(self, ctx: RunContext) -> Answer:
        return Answer(value=self.value)
'''
TEST = '''"""The first task gives its value."""

from __future__ import annotations

from tiercel.testing import run_task
from tiercel_{name}.ask import Ask


def test_it_gives_its_value() -> None:
    assert run_task(Ask, {{"value": "{{{{ flow.id }}}}"}}).outputs == {{"value": "a-flow"}}
'''
FILES: Mapping[str, str] = {
    "family.toml": FAMILY,
    "src/tiercel_{name}/__init__.py": PACKAGE,
    "src/tiercel_{name}/ask.py": TASK,
    "tests/test_ask.py": TEST,
}


def begin(name: str, place: Path = PLACE) -> Path:
    """Make the folder of a new family.

    Raises: FamilyError for a name that is no word of small letters, or that is taken.
    """
    folder = place / name
    if NAME.fullmatch(name) is None:
        raise FamilyError(f"FAMILY must be a word of small letters and digits, not {name!r}")
    if folder.exists():
        raise FamilyError(f"{folder} is there already")
    for path, text in FILES.items():
        target = folder / path.format(name=name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.format(name=name), encoding="utf-8")
    return folder
