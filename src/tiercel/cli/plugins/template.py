"""The files of a new plugin package."""

from __future__ import annotations

import re
from pathlib import Path

PROJECT = """[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = "{name}"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["tiercel"]

[project.entry-points."tiercel.plugins"]
{module} = "{module}"

[tool.pytest.ini_options]
pythonpath = ["."]
"""
TASKS = '''"""Tasks of {name}."""

from typing import Annotated

from tiercel.plugin import Output, Prop, RunContext, RunnableTask, plugin


class Greeted(Output):
    text: Annotated[str, Prop("The greeting that was written.")]


@plugin("com.example.{module}.Greet", title="Greet somebody.", examples=["who: World"])
class Greet(RunnableTask[Greeted]):
    who: Annotated[str, Prop("The name of whom to greet.")]

    def run(self, ctx: RunContext) -> Greeted:
        text = f"Hello {{self.who}}!"
        ctx.log.info(text)
        return Greeted(text=text)
'''
TEST = '''"""The Greet task, run as a worker runs it."""

from {module}.tasks import Greet
from tiercel.testing import run_task


def test_it_greets() -> None:
    ran = run_task(Greet, {{"who": "{{{{ flow.id }}}}"}})
    assert ran.outputs == {{"text": "Hello a-flow!"}}
    assert ran.logs == ["Hello a-flow!"]
'''
INIT = '"""Plugins of {name}."""\n'
FLOW = """id: greet
namespace: company.team
tasks:
  - id: hello
    type: com.example.{module}.Greet
    who: World
"""


def write_package(target: Path, name: str) -> None:
    """Write the files below `target`, which must not exist."""
    module = re.sub(r"\W+", "_", name).lower()
    package = target / module
    package.mkdir(parents=True)
    (target / "tests").mkdir()
    files = {
        target / "pyproject.toml": PROJECT,
        target / "flow.yaml": FLOW,
        package / "__init__.py": INIT,
        package / "tasks.py": TASKS,
        target / "tests" / "test_tasks.py": TEST,
    }
    for path, text in files.items():
        path.write_text(text.format(name=name, module=module), encoding="utf-8")
