"""The flows of files, and what is said of those that are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiercel.bootstrap import build
from tiercel.cli.app import run
from tiercel.cli.flow_files import FlowFile, flow_files, in_namespace
from tiercel.cli.flow_problems import problem_lines
from tiercel.model.errors import NotFound, TiercelError, Violation

GOOD = """id: good
namespace: company.team
tasks:
  - id: say
    type: io.kestra.plugin.core.log.Log
    message: hi
"""
BAD = GOOD.replace("good", "bad").replace("message:", "mesage:")


def test_a_document_knows_where_it_begins(tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(f"---\n{GOOD}---\n{BAD}")
    first, second = flow_files(tmp_path)
    assert (first.first_line, second.first_line) == (2, 9)
    assert second.source.startswith("id: bad")


def test_a_folder_without_flows_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="No flows found in"):
        flow_files(tmp_path)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"id: \xff")
    with pytest.raises(TiercelError, match=r"a\.yaml is not UTF-8"):
        flow_files(tmp_path)


def test_flows_can_be_moved_to_another_namespace() -> None:
    moved = in_namespace([FlowFile("a.yaml", GOOD)], "other")
    assert "namespace: other\n" in moved[0].source


def test_a_line_names_the_place_in_the_file_and_gives_the_advice_first() -> None:
    unknown = Violation(
        "tasks[0].mesage",
        'Unrecognized field "mesage" (class x), not marked as ignorable (2 known properties: …)',
        6,
        5,
        "did you mean 'message'?",
    )
    file = FlowFile("a.yaml", BAD, first_line=9)
    assert problem_lines(file, [unknown]) == [
        "a.yaml:14:5: say.mesage: Unrecognized field \"mesage\" (did you mean 'message'?)"
    ]
    plain = Violation("", "Something", hint="")
    assert problem_lines(file, [plain]) == ["a.yaml: Something"]


@pytest.mark.parametrize("command", [["run"], ["flow", "validate", "--local"]])
def test_every_command_says_the_same(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(BAD, encoding="utf-8")
    assert run([*command, str(path)], build) == 1
    errors = capsys.readouterr().err
    assert f'{path}:6:5: say.mesage: Unrecognized field "mesage" (did you mean' in errors
    assert f"{path}:4:5: say.message: must not be null" in errors


def test_an_empty_folder_is_not_valid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["flow", "validate", "--local", str(tmp_path)], build) == 1
    assert "No flows found" in capsys.readouterr().err


def test_expressions_are_checked_with_their_places(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(f"---\n{GOOD.replace('hi', 'Hi {{ flow.id | uper }}')}")
    assert run(["flow", "validate", str(path), "--local"], build) == 1
    mistake = "a.yaml:7:30: say.message: Filter [uper] does not exist. (did you mean 'upper'?)"
    assert mistake in capsys.readouterr().err
    path.write_text(f"---\n{GOOD.replace('hi', 'Hi {{ outputs.sayy }}')}")
    assert run(["flow", "validate", str(path), "--local"], build) == 0
    shown = capsys.readouterr().out
    assert (
        f"⚠ - {path}:7:28: say.message: The flow has no task `sayy` (did you mean 'say'?)" in shown
    )
