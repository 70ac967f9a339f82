"""`migrate kestra check` of folders and of the configuration of a server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tiercel.cli.app import run

GOOD = """id: good
namespace: company.team
tasks:
  - {id: a, type: io.kestra.plugin.core.log.Log, message: "{{ secret('TOKEN') }}"}
"""
MISSING = """id: missing
namespace: company.team
tasks:
  - {id: a, type: com.example.Own}
"""


def check(place: Path, *words: str) -> int:
    return run(["migrate", "kestra", "check", str(place), *words], None)


def test_flows_that_run_are_told_from_those_that_do_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")
    assert check(tmp_path) == 0
    assert "1 of 1 flows run as they are; 0 types are missing." in capsys.readouterr().out
    (tmp_path / "missing.yaml").write_text(MISSING, encoding="utf-8")
    assert check(tmp_path) == 1
    printed = capsys.readouterr()
    assert printed.out.startswith("com.example.Own\tno\t1\t1\t")
    assert "Secrets to set: TOKEN\n" in printed.out
    assert "1 of 2 flows run as they are; 1 types are missing." in printed.out
    assert f"{tmp_path / 'missing.yaml'}:4:" in printed.err


def test_programs_get_all_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "missing.yaml").write_text(MISSING, encoding="utf-8")
    assert check(tmp_path, "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert found["types"][0]["type"] == "com.example.Own"
    assert found["flows"][0]["problems"]
    assert found["secrets"] == []


def test_a_configuration_is_looked_at_as_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "application.yml"
    file.write_text("kestra: {repository: {type: mysql}}\n", encoding="utf-8")
    assert check(file) == 1
    assert "application.yml:1:" in capsys.readouterr().err
    file.write_text(GOOD, encoding="utf-8")
    assert check(file) == 0
