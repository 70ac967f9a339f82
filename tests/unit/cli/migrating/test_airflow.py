"""`migrate airflow check`: a folder of DAGs on a terminal and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tiercel.cli.app import run

DAG = """from airflow import DAG
with DAG("daily", schedule="@daily"):
    BashOperator(task_id="a", bash_command="echo {{ ds }}")
    Variable.get("target")
"""


def check(place: Path, *words: str) -> int:
    return run(["migrate", "airflow", "check", str(place), *words], None)


def test_a_folder_is_told_with_its_dags(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "daily.py").write_text(DAG, encoding="utf-8")
    assert check(tmp_path) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("BashOperator\t1\tcopy\tio.kestra.plugin.scripts.shell.Commands\t")
    assert f"{tmp_path / 'daily.py'}:2 daily schedule: @daily" in printed
    assert "Variables, as key-value entries: target" in printed
    assert "1 DAGs; tasks by effort: 1 copy, 0 rewrite, 0 script, 0 unknown." in printed


def test_what_is_not_known_or_no_python_is_an_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "own.py"
    file.write_text(DAG.replace("BashOperator", "OwnOperator"), encoding="utf-8")
    assert check(file, "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert found["operators"][0]["effort"] == "unknown"
    assert found["operators"][0]["places"] == [f"{file}:3"]
    file.write_text("def (", encoding="utf-8")
    assert check(tmp_path) == 1
    assert f"✘ {file}: it is no Python" in capsys.readouterr().err


def test_a_folder_without_dags_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "other.py").write_text("x = 1\n", encoding="utf-8")
    assert check(tmp_path) == 1
    assert f"No DAGs found in '{tmp_path}'" in capsys.readouterr().err
    (tmp_path / "latin.py").write_bytes(b"\xff")
    assert check(tmp_path) == 1
    assert "is not UTF-8 text" in capsys.readouterr().err
