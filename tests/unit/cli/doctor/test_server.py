"""The whole report, without a server."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from tiercel.__main__ import Wiring
from tiercel.cli.app import run
from tiercel.cli.doctor.sandbox import look_at_sandbox
from tiercel.cli.doctor.server import look_at_configuration, look_at_database
from tiercel.model.errors import Unavailable
from tiercel.plugins.core.runner import landlock
from tiercel.service.instance.finding import Finding, Health
from tiercel.settings import Settings


def settings(**given: object) -> Settings:
    return Settings.model_validate(given)


async def nothing(_settings: Settings) -> list[str]:
    return []


async def two(_settings: Settings) -> list[str]:
    return ["0001", "0002"]


async def away(_settings: Settings) -> list[str]:
    raise Unavailable("The database is not there right now.")


async def test_a_database_answers_or_says_what_to_do() -> None:
    assert (await look_at_database(nothing, settings())).text == "sqlite answers"
    assert "2 migration(s)" in (await look_at_database(two, settings())).text
    found = await look_at_database(away, settings())
    assert (found.health, "--data" in found.remedy) == (Health.BROKEN, True)
    of_postgres = settings(
        repository={"type": "postgres"}, datasources={"postgres": {"url": "jdbc:postgresql://x/y"}}
    )
    found = await look_at_database(away, of_postgres)
    assert "datasources.postgres" in found.remedy
    in_memory = settings(repository={"type": "memory"})
    assert (await look_at_database(nothing, in_memory)).health is Health.DOUBTFUL


def test_a_configuration_is_good_doubtful_or_broken(tmp_path: Path) -> None:
    file = tmp_path / "config.yml"
    file.write_text("kestra: {}\n", encoding="utf-8")
    (found,), is_usable = look_at_configuration(file, {})
    assert (found.health, is_usable) == (Health.GOOD, True)
    file.write_text("other: 1\n", encoding="utf-8")
    (found,), is_usable = look_at_configuration(file, {})
    assert (found.health, is_usable) == (Health.DOUBTFUL, True)
    file.write_text("kestra: {sever: {}}\n", encoding="utf-8")
    (found,), is_usable = look_at_configuration(file, {})
    assert (found.health, is_usable) == (Health.BROKEN, False)
    assert found.text.startswith(f"{file}:1:10: kestra.sever")
    (found,), is_usable = look_at_configuration(tmp_path / "nope.yml", {})
    assert (found.health, is_usable) == (Health.BROKEN, False)


def test_a_sandbox_that_is_off_or_has_gaps_is_no_good() -> None:
    def found(*gaps: str, left_open: tuple[str, ...] = (), **sandbox: object) -> Finding:
        return look_at_sandbox(settings(sandbox=sandbox), gaps, left_open)

    assert found().health is Health.GOOD
    assert found(level="off").health is Health.DOUBTFUL
    assert found("no Landlock").health is Health.DOUBTFUL
    assert found("no Landlock").text == "no Landlock"
    assert found("no Landlock", namespaces={"a": "strict"}).health is Health.BROKEN
    known = found(left_open=("an address",))
    assert (known.health, known.text) == (
        Health.GOOD,
        "standard: scripts are confined; an address",
    )
    assert "tiercel.sandbox.network" in known.remedy
    assert not found().remedy
    both = found("no Landlock", left_open=("an address",))
    assert both.text == "no Landlock; an address"
    assert both.remedy.endswith(known.remedy)


@pytest.mark.parametrize(
    ("sandbox", "is_named"),
    [
        ({}, True),
        ({"network": "443, 80"}, True),
        ({"network": "443"}, False),
        ({"network": "none"}, False),
        ({"level": "strict"}, True),
        ({"level": "off"}, False),
        ({"level": "off", "namespaces": {"a": "standard"}}, True),
    ],
)
async def test_that_the_metadata_address_is_open_is_said(
    sandbox: dict[str, object],
    is_named: bool,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(landlock, "version", lambda: 6)
    given = settings(sandbox=sandbox, repository={"type": "memory"})
    named = Wiring().sandbox_left_open(given)
    assert ["169.254.169.254" in each for each in named] == [True] * is_named
    with caplog.at_level(logging.INFO, "tiercel.server"):
        application = await Wiring()(given)
        await application.stop()
    assert ("the metadata address of a cloud" in caplog.text) is is_named


def test_ports_close_no_address_where_the_kernel_rules_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(landlock, "version", lambda: 3)
    assert Wiring().sandbox_left_open(settings(sandbox={"network": "443"}))


def test_the_report_of_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "config.yml"
    file.write_text("micronaut: {server: {port: 0}}\n", encoding="utf-8")
    words = ["doctor", "--config", str(file), "--data", str(tmp_path / "data")]
    assert run([*words, "--json"], Wiring()) == 0
    found = json.loads(capsys.readouterr().out)
    assert [each["subject"] for each in found] == [
        *("configuration", "port", "data folder", "database", "sandbox"),
        *("clock", "containers", "scripts", "pages"),
    ]
    assert not (tmp_path / "data").exists()
    file.write_text("kestra: {sever: {}}\n", encoding="utf-8")
    assert run(words, Wiring()) == 1
    shown = capsys.readouterr().out
    assert shown.startswith("✘ configuration: ")
    assert "\n  correct it, then: tiercel config check\n" in shown
