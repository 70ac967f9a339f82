"""Messages to webhooks: what is posted, and what is said when it is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tiercel.plugin import Json, PluginError
from tiercel.plugin.http import HttpAnswer, HttpProxy, HttpRequest
from tiercel.testing import Ran, World, run_task
from tiercel_messengers import webhooks
from tiercel_messengers.slack import SlackIncomingWebhook

DISCORD: Any = vars(webhooks)["DiscordIncomingWebhook"]
URL = "https://hooks.example.com/services/canary-91c2"


def sent(properties: dict[str, Json], status: int = 200, text: str = "ok") -> Ran:
    def answer(request: HttpRequest) -> HttpAnswer:
        if status == 0:
            raise PluginError(f"{request.url}: nobody answers")
        return HttpAnswer(url=request.url, status=status, content=text.encode())

    return run_task(SlackIncomingWebhook, {"url": URL, **properties}, World(http=answer))


@pytest.mark.parametrize(
    ("properties", "body"),
    [
        ({"payload": '{"text": "{{ flow.id }}"}'}, b'{"text":"a-flow"}'),
        (
            {"messageText": "**b** __i__ [t](https://u)"},
            b'{"text":"*b* _i_ <https://u|t>"}',
        ),
        ({"messageText": '{"blocks": []}'}, b'{"blocks":[]}'),
    ],
)
def test_what_is_posted(properties: dict[str, Json], body: bytes) -> None:
    ran = sent(properties)
    assert (ran.error, ran.logs) == (None, ["Request succeeded"])
    (request,) = ran.context.http.sent
    assert (request.method, request.content) == ("POST", body)
    assert request.headers["Content-Type"] == "application/json"


def test_headers_and_times_are_those_of_the_options() -> None:
    ran = sent({"payload": "{}", "options": {"headers": {"X-A": "b"}, "readTimeout": "PT3S"}})
    (request,) = ran.context.http.sent
    assert request.headers["X-A"] == "b"
    assert request.read_timeout.total_seconds() == 3


def test_a_proxy_is_that_of_the_options() -> None:
    proxy = {"address": "proxy", "port": 3128, "username": "a", "password": "b"}
    (request,) = sent({"payload": "{}", "options": {"proxy": proxy}}).context.http.sent
    assert request.proxy == HttpProxy("http://proxy:3128", "a", "b")
    socks = {"payload": "{}", "options": {"proxy": {"address": "proxy", "type": "SOCKS"}}}
    assert "`options.proxy.type` must be HTTP" in str(sent(socks).error)


def test_a_message_must_be_there_and_be_json() -> None:
    assert "Either 'messageText' or 'payload'" in str(sent({}).error)
    wrong = {"payload": "{}", "options": {"defaultCharset": "none"}}
    assert "`options.defaultCharset` none can't be used" in str(sent(wrong).error)
    assert "`payload` must be JSON: " in str(sent({"payload": "no json"}).error)
    assert "`payload` must be provided" in str(run_task(DISCORD, {"url": URL}).error)


@pytest.mark.parametrize("status", [0, 404])
def test_errors_name_the_host_and_not_the_address(status: int) -> None:
    error = str(sent({"payload": "{}"}, status, f"no_service {URL}").error)
    assert error.startswith("Slack at hooks.example.com: sending failed: ")
    assert "canary" not in error
