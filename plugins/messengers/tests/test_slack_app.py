"""What an app of Slack asks of the web API, by a stand-in of ours."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tiercel.plugin import Json
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.testing import FakeContext, World, run_task
from tiercel_messengers import resend, slack_app

TOKEN = "xoxb-canary-41"
FILE = "kestra:///a/namespace/a-flow/executions/an-execution/report.csv"


def world(**answers: dict[str, Json]) -> World:
    """Methods with their answers; the others are unknown."""

    def answer(request: HttpRequest) -> HttpAnswer:
        method = request.url.rpartition("/")[2].replace(".", "_")
        found = {"ok": True, **answers[method]} if method in answers else {"error": f"no {TOKEN}"}
        return HttpAnswer(url=request.url, status=200, content=msgspec.json.encode(found))

    return World(http=answer)


def test_a_message_is_posted_in_a_thread() -> None:
    asked = {"token": TOKEN, "channel": "C1", "messageText": "**b**", "timestamp": "1.2"}
    ran = run_task(slack_app.Post, asked, world(chat_postMessage={"ts": "3.4"}))
    assert ran.outputs == {"timestamp": "3.4"}
    (request,) = ran.context.http.sent
    assert request.json == {"text": "*b*", "channel": "C1", "thread_ts": "1.2"}
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    nothing = str(run_task(slack_app.Post, {"token": TOKEN}, world()).error)
    assert "Either 'messageText' or 'payload' must be provided" in nothing


def test_a_refusal_is_told_in_the_words_of_slack_without_the_token() -> None:
    error = str(run_task(slack_app.Post, {"token": TOKEN, "payload": "{}"}, world()).error)
    assert error == "Slack at slack.com: chat.postMessage failed: no ****"


def test_messages_are_read_page_by_page() -> None:
    pages = [
        {"messages": [{"ts": "3"}, {"ts": "2"}], "response_metadata": {"next_cursor": "more"}},
        {"messages": [{"ts": "1"}]},
    ]

    def answer(request: HttpRequest) -> HttpAnswer:
        page = {"ok": True, **pages["cursor" in (request.form or {})]}
        return HttpAnswer(url=request.url, status=200, content=msgspec.json.encode(page))

    asked = {"token": TOKEN, "channel": "C1", "oldest": "0.5"}
    ran = run_task(slack_app.History, asked, World(http=answer))
    assert ran.outputs["size"] == 3
    assert ran.context.blobs.read(ran.outputs["uri"]) == (b'{"ts":"3"}\n{"ts":"2"}\n{"ts":"1"}\n')
    assert [(each.name, each.value) for each in ran.metrics] == [("records", 3)]
    first, _ = ran.context.http.sent
    assert first.form == {"channel": "C1", "oldest": "0.5", "inclusive": "false", "limit": "200"}
    few = run_task(slack_app.History, {**asked, "limit": 2}, World(http=answer))
    assert (few.outputs["size"], len(few.context.http.sent)) == (2, 1)


@pytest.mark.parametrize(
    ("task", "properties", "method", "body"),
    [
        (
            slack_app.CreateConversation,
            {"name": "n", "isPrivate": True},
            "conversations.create",
            {"name": "n", "is_private": True},
        ),
        (
            slack_app.Invite,
            {"channel": "C1", "users": "U1,U2"},
            "conversations.invite",
            {"channel": "C1", "users": "U1,U2"},
        ),
        (
            slack_app.SetTopic,
            {"channel": "C1", "topic": "T"},
            "conversations.setTopic",
            {"channel": "C1", "topic": "T"},
        ),
        (
            slack_app.AddReaction,
            {"channel": "C1", "timestamp": "1.2", "name": "eyes"},
            "reactions.add",
            {"channel": "C1", "timestamp": "1.2", "name": "eyes"},
        ),
        (
            slack_app.CreateCanvas,
            {"title": "T", "documentContent": {"type": "markdown"}},
            "canvases.create",
            {"title": "T", "document_content": {"type": "markdown"}},
        ),
    ],
)
def test_what_else_is_asked(
    task: Any, properties: dict[str, Json], method: str, body: dict[str, Json]
) -> None:
    ran = run_task(task, {"token": TOKEN, **properties}, world(**{method.replace(".", "_"): {}}))
    assert ran.error is None
    (request,) = ran.context.http.sent
    assert (request.url, request.json) == (f"https://slack.com/api/{method}", body)


async def test_a_file_is_streamed_to_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[bytes] = []

    async def take(request: web.Request) -> web.Response:
        taken.append(await request.read())
        return web.Response()

    async def place(request: web.Request) -> web.Response:
        form = await request.post()
        assert (form["filename"], form["length"]) == ("report.csv", "3")
        url = str(server.make_url("/place"))
        return web.json_response({"ok": True, "upload_url": url, "file_id": "F1"})

    async def complete(request: web.Request) -> web.Response:
        asked = await request.json()
        assert asked["channels"] == "C1,C2"
        return web.json_response({"ok": True, "files": [{**asked["files"][0], "permalink": "p"}]})

    app = web.Application()
    app.router.add_post("/place", take)
    app.router.add_post("/files.getUploadURLExternal", place)
    app.router.add_post("/files.completeUploadExternal", complete)
    async with TestServer(app) as server:
        monkeypatch.setattr(slack_app.AppTask, "api", str(server.make_url("/")))
        asked = {"token": TOKEN, "from": FILE, "filename": "report.csv", "channels": ["C1", "C2"]}
        task = slack_app.Upload.model_validate(asked)
        done = await task.run(FakeContext(World(stored={FILE: b"abc"})))
    assert taken == [b"abc"]
    assert (done.id, done.title, done.permalink) == ("F1", "report.csv", "p")


def test_resend_is_asked_once_for_an_attempt() -> None:
    def answer(request: HttpRequest) -> HttpAnswer:
        return HttpAnswer(url=request.url, status=200, content=b'{"id": "7", "name": "n"}')

    mail = {"apiKey": TOKEN, "from": "a@b.c", "to": ["d@e.f"], "subject": "S", "html": "<p>"}
    files = [{"name": "t", "uri": FILE}, {"name": "u", "path": "https://example.com/u"}]
    stored = World(http=answer, stored={FILE: b"abc"})
    ran = run_task(resend.Send, {**mail, "attachments": files}, stored)
    assert ran.outputs == {"id": "7"}
    (request,) = ran.context.http.sent
    assert request.headers["Idempotency-Key"] == "an-execution/a-task-run"
    assert isinstance(request.content, bytes)
    assert msgspec.json.decode(request.content)["attachments"] == [
        {"filename": "t", "content": "YWJj"},
        {"filename": "u", "path": "https://example.com/u"},
    ]
    ran = run_task(resend.CreateDomain, {"apiKey": TOKEN, "name": "n"}, World(http=answer))
    assert ran.outputs == {"id": "7", "result": {"id": "7", "name": "n"}}
