"""A stand-in of ours for services that are asked by HTTP: answers by method and path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest

from tiercel.plugin import Interrupted, Json
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.testing import FakeContext, Ran, World, run_task

SECRET = "canary-7c1e"


class Turns(msgspec.Struct):
    """Answers one after another; the last one again and again."""

    answers: list[Json]

    def next(self) -> Json:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


Answer = Json | HttpAnswer | Turns | Callable[[HttpRequest], Json]


class Service:
    """Answers by `METHOD /path`, a number with that status; what it does not know with 404.

    None is an answer without a content.
    """

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self._answers = answers
        self.sent: list[HttpRequest] = []

    def __call__(self, request: HttpRequest) -> HttpAnswer:
        self.sent.append(request)
        found: Any = self._answers.get(line_of(request), 404)
        if isinstance(found, Turns):
            found = found.next()
        if callable(found):
            found = found(request)
        if isinstance(found, HttpAnswer):
            return found
        status = found if isinstance(found, int) and not isinstance(found, bool) else 200
        content = {"message": f"no {SECRET}"} if status != 200 else found
        encoded = b"" if content is None else msgspec.json.encode(content)
        return HttpAnswer(url=request.url, status=status, content=encoded)

    @property
    def lines(self) -> list[str]:
        """What it was asked."""
        return [line_of(each) for each in self.sent]

    def run(self, task: Any, properties: Mapping[str, Json], **world: Any) -> Ran:
        """The task, with its failure."""
        return run_task(task, dict(properties), World(http=self, **world))

    def outputs(self, task: Any, properties: Mapping[str, Json], **world: Any) -> dict[str, Json]:
        """What a task that must succeed gives."""
        ran = self.run(task, properties, **world)
        assert ran.error is None, ran.error
        return dict(ran.outputs or {})

    def killed(self, task: Any, properties: Mapping[str, Json], at: str) -> list[str]:
        """What a task asks that is killed when it asks for `at`, from there on."""
        before = self._answers[at]

        def stopping(request: HttpRequest) -> Json:
            context.stop()
            return before.next() if isinstance(before, Turns) else before

        self._answers = {**self._answers, at: stopping}
        context = FakeContext(World(http=self))
        with pytest.raises(Interrupted):
            task.model_validate(dict(properties)).run(context)
        return self.lines[self.lines.index(at) + 1 :]


def line_of(request: HttpRequest) -> str:
    """Method and path of a request."""
    return f"{request.method} {urlsplit(request.url).path}"


def refused(task: Any, properties: Mapping[str, Json], status: int = 403) -> str:
    """The error of a task whose service refuses everything, in words that hold the secret."""

    def answer(request: HttpRequest) -> HttpAnswer:
        content = msgspec.json.encode({"message": f"no {SECRET}"})
        return HttpAnswer(url=request.url, status=status, content=content)

    ran = run_task(task, dict(properties), World(http=answer))
    return str(ran.error)


def assert_refused(task: Any, properties: Mapping[str, Json], place: str) -> None:
    """That the error names the service and what was asked first, then what it said, masked."""
    said = refused(task, properties)
    assert said.startswith(place)
    assert said.endswith(" failed: 403 no ****")


def stored_rows(ran: Ran) -> list[Json]:
    """The rows of the file that a task has stored."""
    lines = ran.context.blobs.read(ran.outputs["uri"]).splitlines()
    return [msgspec.json.decode(line) for line in lines]
