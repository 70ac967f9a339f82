"""Answers of messengers, and what is none of theirs."""

from __future__ import annotations

import pytest

from plugins.messengers.tests.taken import TAKEN
from tiercel.plugin.http import HttpAnswer
from tiercel_messengers.answers import FORMS, lack_of_form

PAGE = b"<html><title>Sign in</title></html>"


def lack(service: str, content: bytes) -> str | None:
    return lack_of_form(service, HttpAnswer(url="https://h", status=200, content=content))


@pytest.mark.parametrize("service", TAKEN)
def test_what_a_messenger_answers_is_taken(service: str) -> None:
    assert lack(service, TAKEN[service]) is None


@pytest.mark.parametrize(
    ("service", "content"),
    [
        ("Discord", b'{"id": "7", "channel_id": "1"}'),
        ("LINE", b'{"sentMessages": [{"id": "7"}]}'),
        ("Sentry", b""),
        ("Slack", b'{"ok": true}'),
        ("Slack", b'{"success": true}'),
        ("Teams", b""),
    ],
)
def test_some_have_more_than_one_answer(service: str, content: bytes) -> None:
    assert lack(service, content) is None


@pytest.mark.parametrize("content", [b'{"hello": "world"}', b"[]", b"hello", PAGE])
@pytest.mark.parametrize("service", sorted(set(FORMS) - {"Teams"}))
def test_what_is_none_of_theirs_is_told(service: str, content: bytes) -> None:
    assert "is the address that of the service's API?" in str(lack(service, content))


@pytest.mark.parametrize(
    ("service", "content", "words"),
    [
        (
            "QQ",
            b'{"status": "failed", "retcode": 100, "wording": "no such group"}',
            "no such group",
        ),
        ("Slack", b'{"ok": false, "error": "invalid_blocks"}', "invalid_blocks"),
        ("Slack", b"no_service", "the answer is not `ok`"),
        (
            "Teams",
            b"Webhook message delivery failed: Microsoft Teams endpoint returned HTTP error 429",
            "HTTP error 429",
        ),
    ],
)
def test_a_refusal_with_a_good_status_is_told(service: str, content: bytes, words: str) -> None:
    assert words in str(lack(service, content))


def test_a_messenger_that_says_nothing_has_no_content() -> None:
    assert "where this service gives none" in str(lack("SendGrid", b"{}"))
    assert lack("SendGrid", b"") is None
