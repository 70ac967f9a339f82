"""What services of models are asked, and what becomes of their answers, by a stand-in of ours."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tiercel.plugin import Json, PluginError
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.testing import FakeContext, Ran, World, run_task
from tiercel_models import chats, huggingface
from tiercel_models.anthropic import chat as claude
from tiercel_models.anthropic import files as claude_files
from tiercel_models.gemini import multimodal, texts
from tiercel_models.openai import chat, files, images, responses

KEY = "sk-canary-3c"
FILE = "kestra:///a/namespace/a-flow/executions/an-execution/notes.txt"


def asked(task: Any, properties: dict[str, Json], *answers: Json, stored: bool = False) -> Ran:
    """A task with what the service answers: JSON, an answer, or an error."""
    left = list(answers)

    def answer(request: HttpRequest) -> HttpAnswer:
        found = left.pop(0)
        if isinstance(found, Exception):
            raise found
        if isinstance(found, HttpAnswer):
            return found
        return HttpAnswer(url=request.url, status=200, content=msgspec.json.encode(found))

    world = World(http=answer, stored={FILE: b"abc"} if stored else {})
    return run_task(task, {"apiKey": KEY, **properties}, world)


def failure(status: int, body: Json, **headers: list[str]) -> HttpAnswer:
    content = msgspec.json.encode(body)
    return HttpAnswer(url="https://x.example", status=status, content=content, headers=headers)


def counted(ran: Ran) -> dict[str, float]:
    return {each.name: each.value for each in ran.metrics}


def test_a_chat_of_openai() -> None:
    found = {
        "id": "c1",
        "object": "chat.completion",
        "model": "gpt",
        "choices": [{"message": {"role": "assistant", "content": "A falcon"}}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 2},
    }
    parameter = {"name": "bird", "description": "B", "type": "string", "required": True}
    ran = asked(
        chat.ChatCompletion,
        {
            "model": "gpt",
            "messages": [{"role": "system", "content": "Short"}],
            "prompt": "What?",
            "maxTokens": 9,
            "functions": [{"name": "look_up", "parameters": [parameter]}],
            "functionCall": "look_up",
            "jsonResponseSchema": '{"type": "object"}',
            "clientTimeout": 60,
            "promptCaching": True,
        },
        found,
    )
    assert ran.error is None
    assert ran.outputs == found
    assert counted(ran) == {"usage.input.tokens": 3, "usage.output.tokens": 2}
    (request,) = ran.context.http.sent
    assert request.url == "https://api.openai.com/v1/chat/completions"
    assert request.headers == {"Authorization": f"Bearer {KEY}"}
    assert request.read_timeout.total_seconds() == 60
    assert request.json == {
        "model": "gpt",
        "messages": [{"role": "system", "content": "Short"}, {"role": "user", "content": "What?"}],
        "temperature": 1.0,
        "n": 1,
        "max_completion_tokens": 9,
        "functions": [
            {
                "name": "look_up",
                "parameters": {
                    "type": "object",
                    "properties": {"bird": {"type": "string", "description": "B"}},
                    "required": ["bird"],
                },
            }
        ],
        "function_call": {"name": "look_up"},
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "answer", "schema": {"type": "object"}},
        },
        "prompt_cache_key": "a-flow",
    }


def test_a_response_of_openai_with_its_sources() -> None:
    notes = [{"type": "url_citation", "url": "https://a"}, {"url": "https://a"}]
    found = {
        "id": "r1",
        "output": [
            {"type": "web_search_call"},
            {"content": [{"type": "output_text", "text": "Rain", "annotations": notes}]},
        ],
        "usage": {"input_tokens": 3, "output_tokens": 2},
    }
    question = {"model": "gpt", "input": "{{ inputs.question }}", "tools": [{"type": "web_search"}]}
    world = World(
        variables={"inputs": {"question": [{"role": "user", "content": "Weather?"}]}},
        http=lambda request: HttpAnswer(
            url=request.url, status=200, content=msgspec.json.encode(found)
        ),
    )
    properties = {"apiKey": KEY, **question, "toolChoice": "AUTO", "reasoning": {"effort": "low"}}
    ran = run_task(responses.Responses, properties, world)
    assert ran.outputs == {
        "responseId": "r1",
        "outputText": "Rain",
        "sources": ["https://a"],
        "rawResponse": found,
    }
    (request,) = ran.context.http.sent
    assert request.json["input"] == [{"role": "user", "content": "Weather?"}]
    assert (request.json["tool_choice"], request.json["store"]) == ("auto", True)


def test_pictures_are_stored() -> None:
    found = {"data": [{"b64_json": b64encode(b"png").decode()}, {"url": "https://p.example/1"}]}
    ran = asked(images.CreateImage, {"prompt": "A falcon", "size": "SMALL"}, found)
    stored, elsewhere = ran.outputs["images"]
    assert ran.context.blobs.read(stored) == b"png"
    assert elsewhere == "https://p.example/1"
    picture = HttpAnswer(url="https://p.example/1", status=200, content=b"more")
    ran = asked(images.CreateImage, {"prompt": "A falcon", "download": True}, found, picture)
    assert [ran.context.blobs.read(each) for each in ran.outputs["images"]] == [b"png", b"more"]


def test_a_chat_of_claude() -> None:
    found = {
        "content": [
            {"type": "text", "text": "A falcon"},
            {"type": "tool_use", "id": "t1", "name": "look_up", "input": {"a": 1}},
        ],
        "stop_reason": "tool_use",
        "usage": {"input_tokens": 3, "output_tokens": 2, "cache_read_input_tokens": 7},
    }
    ran = asked(
        claude.ChatCompletion,
        {
            "model": "claude",
            "system": "Short",
            "promptCaching": True,
            "messages": [{"type": "USER", "content": "What?"}],
            "tools": [{"name": "look_up"}],
        },
        found,
    )
    assert ran.outputs["outputText"] == "A falcon"
    assert ran.outputs["toolUses"] == [{"id": "t1", "name": "look_up", "input": {"a": 1}}]
    assert (ran.outputs["stopReason"], ran.outputs["cacheReadInputTokens"]) == ("tool_use", 7)
    assert counted(ran) == {
        "usage.input.tokens": 3,
        "usage.output.tokens": 2,
        "usage.cache.creation.tokens": 0,
        "usage.cache.read.tokens": 7,
    }
    (request,) = ran.context.http.sent
    mark = {"cache_control": {"type": "ephemeral"}}
    assert request.headers["x-api-key"] == KEY
    assert request.json["system"] == [{"type": "text", "text": "Short", **mark}]
    assert request.json["tools"] == [
        {"name": "look_up", "input_schema": {"type": "object"}, **mark}
    ]


def test_files_and_models_of_anthropic() -> None:
    file = {"id": "f1", "filename": "n", "mime_type": "text/plain", "size_bytes": 3}
    ran = asked(claude_files.GetFile, {"fileId": "f1"}, file)
    assert ran.outputs["metadata"] == {
        "fileId": "f1",
        "filename": "n",
        "mimeType": "text/plain",
        "size": 3,
    }
    assert ran.context.http.sent[0].method == "GET"
    ran = asked(claude_files.DeleteFile, {"fileId": "f1"}, {"type": "file_deleted"})
    assert ran.outputs == {"fileId": "f1", "deleted": True}
    page = {"data": [file], "first_id": "f1", "last_id": "f1", "has_more": False}
    ran = asked(claude_files.ListFiles, {"limit": 5, "afterId": "f0"}, page)
    assert (ran.outputs["files"][0]["fileId"], ran.outputs["hasMore"]) == ("f1", False)
    assert ran.context.http.sent[0].params == {"limit": "5", "after_id": "f0"}
    ran = asked(claude_files.ListModels, {}, {"data": [{"id": "m", "display_name": "M"}]})
    assert ran.outputs == {"models": [{"id": "m", "displayName": "M"}]}


def test_texts_of_gemini() -> None:
    found = {
        "candidates": [{"content": {"parts": [{"text": "A "}, {"text": "falcon"}]}}],
        "usageMetadata": {
            "promptTokenCount": 3,
            "candidatesTokenCount": 2,
            "totalTokenCount": 5,
        },
    }
    model = {"model": "gemini"}
    ran = asked(texts.TextCompletion, {**model, "prompt": "What?"}, found)
    assert ran.outputs == {"predictions": [{"content": "A falcon"}]}
    assert counted(ran) == {
        "prompt.token.count": 3,
        "candidate.token.count": 2,
        "total.token.count": 5,
    }
    messages = [
        {"type": "SYSTEM", "content": "Short"},
        {"type": "USER", "content": "Hi"},
        {"type": "AI", "content": "Yes?"},
        {"type": "USER", "content": "What?"},
    ]
    ran = asked(texts.ChatCompletion, {**model, "messages": messages}, found)
    (request,) = ran.context.http.sent
    assert request.json["systemInstruction"] == {"parts": [{"text": "Short"}]}
    assert [each["role"] for each in request.json["contents"]] == ["user", "model", "user"]
    assert request.headers == {"x-goog-api-key": KEY}
    form = {**model, "prompt": "What?", "jsonResponseSchema": '{"type": "array"}'}
    ran = asked(texts.StructuredOutputCompletion, form, found)
    assert ran.outputs == {"predictions": ["A falcon"]}
    (request,) = ran.context.http.sent
    assert request.json["generationConfig"]["responseSchema"] == {"type": "array"}


def test_files_of_gemini() -> None:
    data = {"mimeType": "image/png", "data": b64encode(b"png").decode()}
    rating = {"category": "HARM", "probability": "LOW"}
    found = {
        "candidates": [
            {
                "content": {"parts": [{"text": "T"}, {"inlineData": data}]},
                "finishReason": "STOP",
                "safetyRatings": [rating],
            }
        ]
    }
    contents = [{"content": "What?"}, {"content": FILE, "mimeType": "text/plain"}]
    asking = {"model": "gemini", "contents": contents}
    ran = asked(multimodal.MultimodalCompletion, asking, found, stored=True)
    (image,) = ran.outputs["images"]
    assert ran.context.blobs.read(image["uri"]) == b"png"
    assert (ran.outputs["text"], ran.outputs["blocked"]) == ("T", False)
    (request,) = ran.context.http.sent
    part = request.json["contents"][1]["parts"][0]
    assert part == {"inlineData": {"mimeType": "text/plain", "data": b64encode(b"abc").decode()}}
    blocked = {"promptFeedback": {"blockReason": "SAFETY"}}
    ran = asked(multimodal.MultimodalCompletion, asking, blocked, stored=True)
    assert (ran.outputs["blocked"], ran.outputs["finishReason"]) == (True, "SAFETY")


ANSWER = {
    "choices": [{"message": {"content": "A falcon"}}],
    "usage": {"prompt_tokens": 3, "completion_tokens": 2},
}
MESSAGES = [{"type": "USER", "content": "What?"}]


@pytest.mark.parametrize(
    ("task", "url"),
    [
        (chats.MistralChat, "https://api.mistral.ai/v1/chat/completions"),
        (chats.DeepSeekChat, "https://api.deepseek.com/v1/chat/completions"),
    ],
)
def test_chats_that_are_asked_like_openai(task: Any, url: str) -> None:
    ran = asked(task, {"modelName": "m", "messages": MESSAGES}, ANSWER)
    assert ran.outputs["response"] == "A falcon"
    assert msgspec.json.decode(ran.outputs["raw"]) == ANSWER
    assert counted(ran) == {"usage.input.tokens": 3, "usage.output.tokens": 2}
    assert ran.context.http.sent[0].url == url


def test_perplexity_word_by_word() -> None:
    asking = {"model": "sonar", "messages": MESSAGES}
    assert asked(chats.PerplexityChat, asking, ANSWER).outputs["outputText"] == "A falcon"
    pieces = [
        {"choices": [{"delta": {"content": "A "}}]},
        {"choices": [{"delta": {"content": "falcon"}}], "usage": {"prompt_tokens": 3}},
    ]
    lines = [f"data: {msgspec.json.encode(each).decode()}\n\n" for each in pieces]
    content = "".join([*lines, "data: [DONE]\n\n"]).encode()
    stream = HttpAnswer(url="https://x", status=200, content=content)
    ran = asked(chats.PerplexityChat, {**asking, "stream": True}, stream)
    assert ran.outputs["outputText"] == "A falcon"
    assert counted(ran) == {"usage.input.tokens": 3}
    assert ran.context.http.sent[0].json["stream"] is True


def test_hugging_face() -> None:
    asking = {"model": "a/b", "inputs": "T", "options": {"readTimeout": "PT1M"}}
    ran = asked(huggingface.Inference, asking, [[{"label": "good"}]])
    assert ran.outputs == {"output": [[{"label": "good"}]]}
    (request,) = ran.context.http.sent
    assert request.url == "https://api-inference.huggingface.co/models/a/b"
    assert request.read_timeout.total_seconds() == 60


async def test_files_are_streamed_to_services(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[tuple[str, bytes]] = []

    async def take(request: web.Request) -> web.Response:
        form = await request.post()
        file: Any = form["file"]
        if file.filename == "refused":
            return web.json_response({"error": {"message": f"no {KEY}"}}, status=400)
        taken.append((str(form.get("purpose")), file.file.read()))
        return web.json_response({"id": "f1", "filename": file.filename, "size_bytes": 3})

    app = web.Application()
    app.router.add_post("/files", take)
    async with TestServer(app) as server:
        root = str(server.make_url("")).rstrip("/")
        monkeypatch.setattr(files.OpenAi, "api", root)
        monkeypatch.setattr(claude_files.Anthropic, "api", root)
        context = FakeContext(World(stored={FILE: b"abc"}))
        task: Any = files.UploadFile.model_validate(
            {"apiKey": KEY, "from": FILE, "purpose": "batch"}
        )
        assert (await task.run(context)).file_id == "f1"
        given = {"apiKey": KEY, "filePath": FILE, "mimeType": "text/plain"}
        done = await claude_files.UploadFile.model_validate(given).run(context)
        assert (done.file_id, done.filename, done.size) == ("f1", "notes.txt", 3)
        refused = claude_files.UploadFile.model_validate({**given, "filename": "refused"})
        with pytest.raises(PluginError, match=r"the upload failed: 400 no \*\*\*\*"):
            await refused.run(context)
    assert taken == [("batch", b"abc"), ("None", b"abc")]


def test_a_busy_service_is_asked_again() -> None:
    busy = failure(429, {}, **{"Retry-After": ["3"]})
    asking = {"modelName": "m", "messages": MESSAGES}
    ran = asked(chats.MistralChat, asking, busy, failure(503, {}), ANSWER)
    assert ran.error is None
    first, second = ran.context.slept
    assert first.total_seconds() == 3
    assert 1 <= second.total_seconds() <= 2
    ran = asked(chats.MistralChat, asking, *[busy] * 4)
    assert str(ran.error) == "Mistral at api.mistral.ai: the chat failed: 429 {}"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (failure(401, {"error": {"message": f"wrong key {KEY}"}}), "401 wrong key ****"),
        (failure(404, {"detail": "no such model"}), "404 no such model"),
        (PluginError(f"nobody answers {KEY}"), "nobody answers ****"),
        (HttpAnswer(url="", status=502, content=b"gateway"), "502 gateway"),
    ],
)
def test_errors_are_the_words_of_the_service_without_the_key(answer: Json, message: str) -> None:
    ran = asked(chat.ChatCompletion, {"model": "m", "prompt": "p"}, *[answer] * 4)
    assert str(ran.error).startswith("OpenAI at api.openai.com: the chat failed")
    assert str(ran.error).endswith(message)


def test_mistakes_of_flows() -> None:
    assert "Either `prompt` or `messages`" in str(asked(chat.ChatCompletion, {"model": "m"}).error)
    wrong = {"model": "m", "prompt": "p", "jsonResponseSchema": "{"}
    assert "`jsonResponseSchema` must be JSON" in str(asked(chat.ChatCompletion, wrong).error)
