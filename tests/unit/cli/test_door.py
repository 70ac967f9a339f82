"""Servers that ask for no credentials: who may reach them, and what is said."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from tiercel.cli.serving.exposure import check_door
from tiercel.model.errors import NotAllowed
from tiercel.settings import Settings

ELSEWHERE = (
    "0.0.0.0",
    "::",
    "",
    "192.0.2.1",
    "flows.example.com",
    "localhost.example.com",
    "128.0.0.1",
)


def settings(host: str | None = None, **server: Any) -> Settings:
    http = {} if host is None else {"host": host}
    return Settings.model_validate({"micronaut": {"server": http}, "server": server})


@pytest.mark.parametrize(
    "host", [None, "127.0.0.1", "127.8.0.1", "::1", "localhost", "a.localhost", "::ffff:127.0.0.1"]
)
def test_on_this_machine_it_is_said(host: str | None, caplog: pytest.LogCaptureFixture) -> None:
    check_door(settings(host), is_guarded=False)
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "no user is configured" in record.message
    assert "KESTRA_SERVER_BASIC_AUTH_USERNAME" in record.message


@pytest.mark.parametrize("host", ELSEWHERE)
def test_elsewhere_it_is_refused_with_the_ways_out(host: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        check_door(settings(host), is_guarded=False)
    for way in ("KESTRA_SERVER_BASIC_AUTH_PASSWORD", "--host 127.0.0.1", "--insecure-anonymous"):
        assert way in refused.value.message


def test_a_user_that_nobody_is_asked_for_is_none() -> None:
    user = {"username": "a@b.c", "password": "Secret-1234", "enabled": False}
    with pytest.raises(NotAllowed, match="enabled is false"):
        check_door(settings("0.0.0.0", basic_auth=user), is_guarded=False)


def test_it_may_be_wanted(caplog: pytest.LogCaptureFixture) -> None:
    check_door(settings("0.0.0.0", insecure_anonymous=True), is_guarded=False)
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "--insecure-anonymous was given" in record.message


@pytest.mark.parametrize("host", [None, *ELSEWHERE])
def test_nothing_is_said_with_a_user(host: str | None, caplog: pytest.LogCaptureFixture) -> None:
    check_door(settings(host), is_guarded=True)
    assert not caplog.records


@pytest.mark.parametrize("host", [None, *ELSEWHERE])
def test_a_set_up_lets_it_listen_anywhere(
    host: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    check_door(settings(host, setup=True), is_guarded=False)
    assert not caplog.records


@pytest.mark.parametrize("open_to_all", [{"basic_auth": {"enabled": False}}, {}])
def test_a_set_up_asks_nobody_where_all_are_let_in(open_to_all: dict[str, Any]) -> None:
    opened = open_to_all or {"insecure_anonymous": True}
    assert not settings("0.0.0.0", setup=True, **opened).server.asks_set_up
    assert settings("0.0.0.0", setup=True).server.asks_set_up
