"""Tasks with what a service answers: a stand-in of ours for every service of models."""

from __future__ import annotations

from typing import Any

import msgspec

from tiercel.plugin import Json
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.testing import Ran, World, run_task

KEY = "sk-canary-7d"
OPENAI = {"type": "io.kestra.plugin.ai.provider.OpenAI", "apiKey": KEY, "modelName": "gpt"}


def asked(task: Any, properties: dict[str, Json], *answers: Json, **world: Any) -> Ran:
    """A task with the answers of services, in their order: JSON, an answer, or an error."""
    left = list(answers)

    def answer(request: HttpRequest) -> HttpAnswer:
        found = left.pop(0)
        if isinstance(found, Exception):
            raise found
        if isinstance(found, HttpAnswer):
            return found
        return HttpAnswer(url=request.url, status=200, content=msgspec.json.encode(found))

    return run_task(task, properties, World(http=answer, **world))


def chat_answer(text: str, *calls: tuple[str, dict[str, Json]]) -> Json:
    """An answer in the form of OpenAI: a text, or calls of tools by name."""
    message: dict[str, Json] = {"role": "assistant", "content": text}
    if calls:
        message["tool_calls"] = [
            {"id": f"c{number}", "function": {"name": name, "arguments": _text(arguments)}}
            for number, (name, arguments) in enumerate(calls)
        ]
    return {
        "id": "r1",
        "choices": [{"message": message, "finish_reason": "tool_calls" if calls else "stop"}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 2},
    }


def failure(status: int, body: Json) -> HttpAnswer:
    """A refusal of a service."""
    return HttpAnswer(url="https://x.example", status=status, content=msgspec.json.encode(body))


def counted(ran: Ran) -> dict[str, float]:
    """The sums of metrics by name."""
    found: dict[str, float] = {}
    for each in ran.metrics:
        found[each.name] = found.get(each.name, 0) + each.value
    return found


def _text(arguments: dict[str, Json]) -> str:
    return msgspec.json.encode(arguments).decode()
