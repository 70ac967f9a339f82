"""The Python in the page on plugins and in README.md is true: it is run."""

from __future__ import annotations

import re
import sys
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest

from tiercel.plugin import RealtimeTrigger
from tiercel.plugin.decorator import info_of
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.testing import World, run_task

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLE = ROOT / "examples" / "acme_tiercel"


def code(word: str) -> str:
    """The one block of Python that holds a word."""
    (found,) = [
        each for each in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL) if word in each
    ]
    return found


def test_the_task_is_the_file_of_the_example() -> None:
    source = (EXAMPLE / "acme_tiercel" / "__init__.py").read_text(encoding="utf-8")
    assert code("class Wait(") == source


def test_the_trigger_is_a_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a_trigger_of_the_page.py").write_text(code("class Tick("), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    page = import_module("a_trigger_of_the_page")
    assert issubclass(page.Tick, RealtimeTrigger)
    info = info_of(page.Tick)
    assert info is not None
    assert info.name == "com.acme.tiercel.Tick"


def test_the_tests_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(EXAMPLE))
    # Another test may have imported a package of that name.
    monkeypatch.delitem(sys.modules, "acme_tiercel", raising=False)
    names: dict[str, Any] = {"__name__": "a_page"}
    exec(code("def test_"), names)
    tests = [each for name, each in names.items() if name.startswith("test_")]
    assert len(tests) == 3
    for each in tests:
        each()


HEAD = """
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated
from tiercel.plugin import Json, Output, Prop, RunContext, RunnableTask, plugin
"""
SEND = """
class Sent(Output):
    id: Annotated[str, Prop("Its id.")]
@plugin("com.acme.tiercel.Send", title="Send.", examples=["text: a"])
class Send(RunnableTask[Sent]):
    text: Annotated[str, Prop("What is sent.")]
"""
TRAIN = """
class Done(Output):
    result: Annotated[str, Prop("What came out.")]
class Service:
    begun, looks = [], [None, Done(result="good")]
    def start(self, name):
        self.begun.append(name)
        return "a run"
    def result(self, run_id):
        return self.looks.pop(0)
@plugin("com.acme.tiercel.Train", title="Train.", examples=[""])
class Train(RunnableTask[Done]):
    def api(self, ctx):
        return Service()
"""
NUMBERED = """
class Posted(Output):
    keys: Annotated[list[str], Prop("Keys of the requests.")]
class Client:
    def __init__(self):
        self.keys = []
    def post(self, url, json, headers):
        self.keys.append(headers["Idempotency-Key"])
@plugin("com.acme.tiercel.Post", title="Post.", examples=[""])
class Post(RunnableTask[Posted]):
    def run(self, ctx: RunContext) -> Posted:
        orders, url, client = ("a", "b"), "https://shop.example.com", Client()
"""


def module(name: str, text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Text as a module that is imported."""
    (folder / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))
    return import_module(name)


def test_the_task_of_the_readme_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (text,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    page = module("a_task_of_the_readme", text, tmp_path, monkeypatch)
    ran = run_task(page.Wait, {"duration": "PT1M"})
    assert (ran.outputs, ran.context.slept) == ({"seconds": 60.0}, [timedelta(minutes=1)])


def test_a_request_of_the_page_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    imports, members = code("Bearer").split("\n\n\n", 1)
    text = HEAD + imports + SEND + indent(members, "    ")
    page = module("a_request_of_the_page", text, tmp_path, monkeypatch)

    def answer(request: HttpRequest) -> HttpAnswer:
        return HttpAnswer(url=request.url, status=200, content=b'{"id": "7"}')

    ran = run_task(page.Send, {"text": "a"}, World(http=answer, secrets={"TOKEN": "hush"}))
    assert ran.outputs == {"id": "7"}
    (sent,) = ran.context.http.sent
    assert (sent.json, sent.headers["Authorization"]) == ({"text": "a"}, "Bearer hush")


def test_work_elsewhere_is_begun_and_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imports, members = code("begun(ctx").split("\n\n\n", 1)
    text = HEAD + imports + TRAIN + indent(members, "    ")
    page = module("work_of_the_page", text, tmp_path, monkeypatch)
    ran = run_task(page.Train, {})
    assert ran.outputs == {"result": "good"}
    assert page.Service.begun == [ran.context.remote_name]
    assert ran.context.remembered == {"id": "a run"}


def test_each_request_of_a_loop_has_its_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = HEAD + NUMBERED + indent(code("for number, order"), " " * 8)
    text += "        return Posted(keys=client.keys)\n"
    page = module("a_loop_of_the_page", text, tmp_path, monkeypatch)
    ran = run_task(page.Post, {})
    key = ran.context.idempotency_key
    assert ran.outputs == {"keys": [f"{key}/0", f"{key}/1"]}
