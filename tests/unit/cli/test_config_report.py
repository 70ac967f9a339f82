"""Mistakes in the configuration of a server, each with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tiercel.cli.app import run
from tiercel.cli.config_report import report_on
from tiercel.model.errors import IllegalArgument, TiercelError

UNKNOWN = "there is no such setting; did you mean 'basic-auth'?"
WRONG = """kestra:
  server:
    basic-auht:
      username: a
micronaut.server:
  port: 70000
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config.yml"
    path.write_text(WRONG, encoding="utf-8")
    return path


def test_every_mistake_has_its_place_and_advice(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["config", "check", str(file)], None) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"{file}:3:5: kestra.server.basic-auht: {UNKNOWN}",
        f"{file}:6:3: micronaut.server.port: Input should be less than or equal to 65535",
    ]
    assert run(["config", "check", str(file), "--json"], None) == 1
    document = json.loads(capsys.readouterr().out)
    assert [(each["file"], each["line"]) for each in document["errors"]] == [
        (str(file), 3),
        (str(file), 6),
    ]


def test_text_that_is_no_yaml_has_a_place(file: Path) -> None:
    file.write_text("kestra:\n  a: [\n", encoding="utf-8")
    (mistake,) = report_on(file, {}).mistakes
    assert mistake.file == str(file)
    assert mistake.violation.line == 3


def test_a_mistake_of_the_environment_has_no_file(file: Path) -> None:
    file.write_text("kestra: {}\n", encoding="utf-8")
    (mistake,) = report_on(file, {"MICRONAUT_SERVER_PORT": "x"}).mistakes
    assert mistake.file == ""
    assert mistake.violation.path == "micronaut.server.port"


def test_the_file_that_has_the_key_is_named(file: Path, tmp_path: Path) -> None:
    file.write_text("micronaut: {server: {port: 1}}\n", encoding="utf-8")
    further = tmp_path / "further.yml"
    further.write_text("micronaut:\n  server:\n    port: 70000\n", encoding="utf-8")
    report = report_on(file, {"MICRONAUT_CONFIG_FILES": f"{further},"})
    assert report.files == (str(file), str(further))
    assert [(each.file, each.violation.line) for each in report.mistakes] == [(str(further), 3)]


def test_wrong_values_and_refused_choices_are_said_together(file: Path) -> None:
    file.write_text(
        "micronaut: {server: {port: 70000}}\n"
        "kestra:\n"
        "  repository: {type: mongodb}\n"
        "  server: {basic-auth: {username: ann}, workers: {}}\n",
        encoding="utf-8",
    )
    report = report_on(file, {})
    assert {each.violation.path for each in report.mistakes} >= {
        "micronaut.server.port",
        "kestra.repository.type",
        "kestra.server.basic-auth.password",
    }
    assert all(each.violation.line for each in report.mistakes)


def test_a_good_file_is_named_with_what_has_no_effect(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("kestra: {server: {insecure-anonymous: true}}\nother: 1\n", encoding="utf-8")
    assert run(["config", "check", str(file)], None) == 0
    assert capsys.readouterr().out.splitlines() == [
        "⚠ - the setting other has no effect here",
        f"✓ - {file}",
    ]


def test_a_file_that_is_not_there_or_no_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(TiercelError, match=r"Can't read .*nope\.yml"):
        report_on(tmp_path / "nope.yml", {})
    (tmp_path / "bytes.yml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TiercelError, match="is not UTF-8 text"):
        report_on(tmp_path / "bytes.yml", {})
    (tmp_path / "list.yml").write_text("[1]", encoding="utf-8")
    with pytest.raises(IllegalArgument, match="must be a map of sections"):
        report_on(tmp_path / "list.yml", {})


def test_settings_are_shown_with_their_sources(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MICRONAUT_SERVER_PORT", "9000")
    file = tmp_path / "config.yml"
    file.write_text("kestra: {url: https://me:canary@x, worker: {threads: 3}}\n", encoding="utf-8")
    assert run(["config", "show", str(file)], None) == 0
    assert capsys.readouterr().out.splitlines() == [
        "micronaut.server.port\t9000\tMICRONAUT_SERVER_PORT",
        f"tiercel.url\t*****\t{file}",
        f"tiercel.worker.threads\t3\t{file}",
    ]
    assert run(["config", "show", str(file), "--all", "--json"], None) == 0
    found = {one["name"]: one for one in json.loads(capsys.readouterr().out)}
    assert found["tiercel.templates.enabled"]["source"] == "DEFAULT"
    assert found["tiercel.url"]["value"] is None
