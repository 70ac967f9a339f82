"""Levels of loggers, looked at and changed."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from tiercel.model.errors import IllegalArgument, NotFound
from tiercel.service.observability import loggers
from tiercel.service.observability.loggers import (
    LEVELS,
    NOT_SPECIFIED,
    ROOT,
    LoggerLevel,
    LoggerService,
)

NAME = "tiercel.test_of_loggers"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = logging.root.level
    yield
    logging.root.setLevel(before)
    logging.getLogger(NAME).setLevel(logging.NOTSET)
    logging.getLogger(f"{NAME}.below").setLevel(logging.NOTSET)


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_is_set_and_reported(level: str) -> None:
    service = LoggerService()
    service.set(NAME, level.lower())
    assert service.get(NAME) == LoggerLevel(level, level)
    assert logging.getLogger(NAME).isEnabledFor(logging.ERROR) is (level != "OFF")
    assert logging.getLogger(NAME).isEnabledFor(5) is (level in ("ALL", "TRACE"))


def test_what_is_not_specified_is_taken_from_above() -> None:
    service = LoggerService()
    service.set(ROOT, "ERROR")
    service.set(NAME, "DEBUG")
    below = f"{NAME}.below"
    assert service.get(below) == LoggerLevel(NOT_SPECIFIED, "DEBUG")
    service.set(below, "WARN")
    service.set(NAME, NOT_SPECIFIED)
    assert service.get(NAME).configured == NOT_SPECIFIED
    assert service.get(below) == LoggerLevel("WARN", "WARN")
    assert service.get("nobody.has.this") == LoggerLevel(NOT_SPECIFIED, "ERROR")
    assert "nobody.has.this" not in service.all()


def test_all_begin_with_the_root() -> None:
    service = LoggerService()
    service.set(NAME, "INFO")
    assert next(iter(service.all())) == ROOT
    assert service.all()[NAME] == LoggerLevel("INFO", "INFO")


def test_what_is_wrong_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    service = LoggerService()
    for name in ("", " ", "a b", "x" * 201, "a\nb"):
        with pytest.raises(NotFound):
            service.set(name, "INFO")
    for name, level in ((NAME, "LOUD"), (NAME, ""), (ROOT, NOT_SPECIFIED)):
        with pytest.raises(IllegalArgument):
            service.set(name, level)
    monkeypatch.setattr(loggers, "LOGGERS_MAX", 1)
    with pytest.raises(IllegalArgument, match="loggers already"):
        service.set("tiercel.one_too_many", "INFO")
    assert "tiercel.one_too_many" not in service.all()
