"""Reports about executions: what each service is sent."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import msgspec
import pytest

from plugins.messengers.tests.taken import TAKEN
from tests.build import a_task_run, an_execution
from tiercel.model.maps import Map
from tiercel.plugin import Json, NotFound
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugin.server import Execution, GetExecution, Request
from tiercel.testing import Ran, World, run_task
from tiercel_messengers import alerts, chats, line, meta, sentry, slack, telegram, twilio, x
from tiercel_messengers.sendgrid import SendGridMailExecution, SendGridMailSend

CANARY = "canary-77ab"
URL = f"https://hooks.example.com/{CANARY}"
TEMPLATE = "kestra:///a/namespace/a-flow/executions/an-execution/template.json"
RUNS = [a_task_run("a", "SUCCESS"), a_task_run("b", "FAILED", 1)]
FAILED = an_execution(
    id="failed", state="FAILED", task_runs=Map({each.id: each for each in RUNS}), is_settled=True
)


def server(*executions: Execution) -> Any:
    """Each execution once, the last again and again."""
    left = list(executions)

    def answer(request: Request[Any]) -> Execution:
        assert isinstance(request, GetExecution)
        if request.execution_id == "unknown":
            raise NotFound("Unable to find the execution unknown")
        return left.pop(0) if len(left) > 1 else left[0]

    return answer


def ran(
    task: Any, properties: dict[str, Json], world: World | None = None, status: int = 200
) -> Ran:
    def answer(request: HttpRequest) -> HttpAnswer:
        content = TAKEN[task.service] if status < 300 else f"no {CANARY} {request.url}".encode()
        return HttpAnswer(url=request.url, status=status, content=content)

    world = world or World(
        server=server(FAILED), variables={"kestra": {"url": "https://t.example"}}
    )
    world = msgspec.structs.replace(world, http=answer)
    return run_task(task, {"executionId": "failed", **properties}, world)


def body(found: Ran) -> Any:
    assert found.error is None, found.error
    (request,) = found.context.http.sent
    if request.content is None:
        return request.json
    assert isinstance(request.content, bytes)
    return msgspec.json.decode(request.content)


def test_slack_is_told_what_happened_in_the_color_of_the_state() -> None:
    fields = {"customFields": {"Team": "Data"}, "customMessage": "Look", "channel": "#ops"}
    sent = body(ran(slack.SlackExecution, {"url": URL, **fields}))
    page = "https://t.example/ui/main/executions/company.team/flow/failed"
    assert sent["text"] == f"<{page}|[company.team] flow ➛ FAILED>\nLook"
    (attachment,) = sent["attachments"]
    assert attachment["color"] == "danger"
    assert attachment["text"].startswith("Failed on task b after ")
    shown = {each["title"]: each["value"] for each in attachment["fields"]}
    assert shown["Team"] == "Data"
    assert (shown["Execution ID"], shown["Final task ID"]) == ("failed", "b")
    assert sent["channel"] == "#ops"


def test_a_payload_or_a_template_of_the_flow_is_sent_instead() -> None:
    sent = body(ran(slack.SlackExecution, {"url": URL, "payload": '{"text": "own"}'}))
    assert sent == {"text": "own"}
    template = b'{"text": "{{ firstFailed.taskId }} {{ customMessage }} {{ word }}"}'
    world = World(server=server(FAILED), stored={TEMPLATE: template})
    properties = {
        "url": URL,
        "templateUri": TEMPLATE,
        "customMessage": "Look",
        "templateRenderMap": {"word": "here"},
    }
    assert body(ran(slack.SlackExecution, properties, world)) == {"text": "b Look here"}


def test_another_execution_is_waited_for_but_not_the_own_one() -> None:
    running = an_execution(id="failed", state="RUNNING")
    found = ran(slack.SlackExecution, {"url": URL}, World(server=server(running, running, FAILED)))
    assert len(found.context.slept) == 2
    assert "FAILED" in body(found)["text"]
    own = msgspec.structs.replace(running, id="an-execution")
    found = ran(slack.SlackExecution, {"url": URL}, World(server=server(own)))
    assert found.context.slept == []
    assert "RUNNING" in body(found)["text"]


def test_an_unknown_execution_is_an_error() -> None:
    error = str(ran(slack.SlackExecution, {"url": URL, "executionId": "unknown"}).error)
    assert "Unable to find the execution unknown" in error


def test_chats() -> None:
    embed = {"title": "T", "color": [255, 0, 16], "authorName": "A", "footer": "F"}
    sent = body(ran(chats.DiscordExecution, {"url": URL, "embedList": [embed], "content": "C"}))
    assert sent["embeds"] == [
        {"title": "T", "author": {"name": "A"}, "footer": {"text": "F"}, "color": 0xFF0010}
    ]
    (frame,) = body(ran(chats.DiscordExecution, {"url": URL}))["embeds"]
    assert frame["title"] == "[company.team] flow ➛ FAILED"
    card = body(ran(chats.TeamsExecution, {"url": URL, "activityTitle": "Nightly"}))
    assert card["sections"][0]["activityTitle"] == "Nightly"
    assert card["potentialAction"][0]["targets"][0]["uri"].startswith("https://t.example/ui/")
    assert body(ran(chats.GoogleChatExecution, {"url": URL, "text": "own"})) == {"text": "own"}
    sent = body(ran(chats.ZulipExecution, {"url": URL, "channel": "ops"}))
    assert (sent["channel"], "Flow ID: flow" in sent["text"]) == ("ops", True)
    found = ran(chats.QQExecution, {"url": URL, "token": CANARY, "payload": '{"group_id": 1}'})
    assert (body(found)["group_id"], "flow" in body(found)["message"]) == (1, True)
    headers = found.context.http.sent[0].headers
    assert headers["Authorization"] == f"Bearer {CANARY}"


def test_telegram_line_and_meta() -> None:
    bot = {"token": CANARY, "channel": "-1", "parseMode": "MARKDOWNV2"}
    found = ran(telegram.TelegramExecution, bot)
    assert body(found)["parse_mode"] == "MarkdownV2"
    assert found.context.http.sent[0].url == f"https://api.telegram.org/bot{CANARY}/sendMessage"
    sent = body(run_task(telegram.TelegramSend, {**bot, "payload": "Hello"}, answering("Telegram")))
    assert (sent["chat_id"], sent["text"]) == ("-1", "Hello")
    found = ran(line.LineExecution, {"channelAccessToken": CANARY})
    assert body(found)["messages"][0]["text"].startswith("[company.team] flow")
    assert found.context.http.sent[0].headers["Authorization"] == f"Bearer {CANARY}"
    ids = {"whatsAppIds": ["49"], "from": "38", "profileName": "Ops"}
    sent = body(ran(meta.WhatsAppExecution, {"url": URL, **ids, "textBody": "own"}))
    assert sent["contacts"] == [{"profile": {"name": "Ops"}, "wa_id": "49"}]
    assert sent["messages"] == [{"from": "38", "type": "text", "text": {"body": "own"}}]
    page = {"pageId": "7", "accessToken": CANARY, "recipientIds": ["1", "2"]}
    found = ran(meta.MessengerExecution, page)
    assert [str(each.url) for each in found.context.http.sent] == [f"{meta.GRAPH}/7/messages"] * 2


def answering(service: str) -> World:
    content = TAKEN[service]
    return World(http=lambda request: HttpAnswer(url=request.url, status=200, content=content))


def test_alerts() -> None:
    sent = body(ran(alerts.PagerDutyExecution, {"url": URL, "routingKey": "key"}))
    assert (sent["event_action"], sent["routing_key"]) == ("trigger", "key")
    assert sent["payload"]["severity"] == "error"
    assert sent["dedup_key"] == "an-execution/a-task-run"
    properties = {"url": URL, "authorizationToken": CANARY, "responders": {"7": "team"}}
    found = ran(alerts.OpsgenieExecution, properties)
    assert body(found)["responders"] == [{"id": "7", "type": "team"}]
    assert found.context.http.sent[0].headers["Authorization"] == f"GenieKey {CANARY}"
    sent = body(ran(alerts.ZendutyExecution, {"url": URL, "alertType": "CRITICAL"}))
    assert (sent["alert_type"], sent["urls"][0]["link_text"][:18]) == (
        "critical",
        "https://t.example/",
    )
    sent = body(ran(alerts.SquadcastExecution, {"url": URL, "message": "M", "tags": {"a": "b"}}))
    assert (sent["message"], sent["status"], sent["tags"]) == ("M", "trigger", {"a": "b"})


def test_sentry_takes_envelopes_and_events() -> None:
    dsn = {"dsn": "https://key@sentry.example.com:8443/base/7", "level": "FATAL"}
    found = ran(sentry.SentryExecution, dsn)
    (request,) = found.context.http.sent
    assert request.url == "https://sentry.example.com:8443/base/api/7/envelope/"
    assert "sentry_key=key" in request.headers["X-Sentry-Auth"]
    assert isinstance(request.content, bytes)
    head, item, event, _ = request.content.split(b"\n")
    assert msgspec.json.decode(item) == {"type": "event", "length": len(event)}
    assert msgspec.json.decode(event)["event_id"] == msgspec.json.decode(head)["event_id"]
    assert msgspec.json.decode(event)["extra"]["Flow ID"] == "flow"
    alert = {"dsn": dsn["dsn"], "payload": '{"message": "M"}', "endpointType": "STORE"}
    found = run_task(sentry.SentryAlert, alert, answering("Sentry"))
    assert body(found)["message"] == "M"
    assert found.context.http.sent[0].url.endswith("/api/7/store/")
    error = str(
        run_task(sentry.SentryAlert, {**alert, "dsn": "https://x"}, answering("Sentry")).error
    )
    assert "`dsn` must be an address such as" in error


def test_twilio_takes_forms() -> None:
    account = {"accountSID": "AC1", "authToken": CANARY}
    found = ran(twilio.TwilioExecution, {"url": URL, **account, "identity": "1", "body": "own"})
    (request,) = found.context.http.sent
    assert request.content == b"Body=own&Identity=1"
    login = b64encode(f"AC1:{CANARY}".encode()).decode()
    assert request.headers["Authorization"] == f"Basic {login}"
    number = {"from": "+1", "to": "+2", "body": "B"}
    found = run_task(
        twilio.SendMms, {**account, **number, "mediaUrls": ["u1", "u2"]}, answering("Twilio")
    )
    (request,) = found.context.http.sent
    assert request.content == b"From=%2B1&To=%2B2&Body=B&MediaUrl=u1&MediaUrl=u2"
    assert request.url.endswith("/Accounts/AC1/Messages.json")


def test_sendgrid_takes_files() -> None:
    key = {"sendgridApiKey": CANARY, "from": "a@b.c", "to": ["d@e.f"]}
    files = [{"name": "t.txt", "uri": TEMPLATE, "contentType": "text/plain"}]
    world = World(
        stored={TEMPLATE: b"abc"},
        http=lambda request: HttpAnswer(
            url=request.url, status=202, headers={"X-Message-Id": ["7"]}
        ),
    )
    asked = {**key, "subject": "S", "textContent": "T", "attachments": files}
    found = run_task(SendGridMailSend, asked, world)
    assert found.outputs == {"statusCode": 202, "body": "", "headers": {"X-Message-Id": "7"}}
    (file,) = body(found)["attachments"]
    assert (file["content"], file["disposition"]) == (b64encode(b"abc").decode(), "attachment")
    sent = body(ran(SendGridMailExecution, {**key, "customMessage": "<b>"}))
    assert [each["type"] for each in sent["content"]] == ["text/plain", "text/html"]
    assert "&lt;b&gt;" in sent["content"][1]["value"]


def test_x_is_signed() -> None:
    keys = ("consumerKey", "consumerSecret", "accessToken", "accessSecret")
    found = ran(x.XExecution, dict.fromkeys(keys, CANARY))
    assert body(found)["text"].startswith("[company.team] flow ➛ FAILED: Failed on task b")
    assert 'oauth_signature="' in found.context.http.sent[0].headers["Authorization"]
    assert "Either `bearerToken` must be provided" in str(ran(x.XExecution, {}).error)


def test_a_signature_is_that_of_the_standard() -> None:
    """The example of RFC 5849, section 1.2."""
    values = {
        "file": "vacation.jpg",
        "size": "original",
        "oauth_consumer_key": "dpf43f3p2l4k3l03",
        "oauth_token": "nnch734d00sl2jdk",
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": "137131202",
        "oauth_nonce": "chapoH",
    }
    secret = "kd94hf93k423kf44&pfkkdhi9sl3r4s00"
    found = x.signature("GET", "http://photos.example.net/photos", values, secret)
    assert found == "MdpQcU8iPSUjWoN/UDMsK2sui9I="


TOKENS: list[tuple[Any, dict[str, Json]]] = [
    (slack.SlackExecution, {"url": URL}),
    (telegram.TelegramExecution, {"token": CANARY, "channel": "1"}),
    (line.LineExecution, {"channelAccessToken": CANARY}),
    (meta.MessengerExecution, {"pageId": "7", "accessToken": CANARY, "recipientIds": ["1"]}),
    (alerts.OpsgenieExecution, {"url": "https://o.example", "authorizationToken": CANARY}),
    (sentry.SentryExecution, {"dsn": f"https://{CANARY}@s.example/7"}),
    (twilio.TwilioExecution, {"url": "https://t.example", "accountSID": "A", "authToken": CANARY}),
    (SendGridMailExecution, {"sendgridApiKey": CANARY, "from": "a@b.c", "to": ["d@e.f"]}),
    (x.XExecution, {"bearerToken": CANARY}),
]


@pytest.mark.parametrize(("task", "properties"), TOKENS)
def test_no_error_has_a_credential(task: Any, properties: dict[str, Json]) -> None:
    error = str(ran(task, properties, status=403).error)
    assert "sending failed: 403 no " in error
    assert CANARY not in error
