"""The commands that call a server, against a real one."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.server import Server, running
from tiercel.model.json_types import Json

FLOW = """id: hello
namespace: company.team
inputs:
  - id: who
    type: STRING
    defaults: World
tasks:
  - id: say
    type: io.kestra.plugin.core.log.Log
    message: Hello {{ inputs.who }}
"""
FAILS = """id: fails
namespace: failing.team
tasks:
  - id: compute
    type: io.kestra.plugin.scripts.python.Script
    taskRunner: {type: io.kestra.plugin.core.runner.Process}
    retry: {type: constant, interval: PT0.01S, maxAttempts: 2}
    script: print(1 / 0)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("server")) as server:
        yield server


def command(server: Server, *words: str | Path) -> tuple[int, str, str]:
    """Exit code, output and errors of a command that asks this server."""
    done = subprocess.run(
        [sys.executable, "-m", "tiercel", *map(str, words), "--server", server.base],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def get(server: Server, path: str) -> Json:
    with urllib.request.urlopen(f"{server.base}/api/v1{path}", timeout=10) as answer:
        return json.load(answer)


def test_flows_through_their_life(server: Server, tmp_path: Path) -> None:
    folder = tmp_path / "flows"
    folder.mkdir()
    file = folder / "hello.yaml"
    file.write_text(FLOW, encoding="utf-8")
    assert command(server, "flow", "validate", folder)[1] == "✓ - company.team.hello\n"
    assert command(server, "flow", "create", file)[1] == "Flow successfully created !\n"
    code, _, errors = command(server, "flow", "create", file)
    assert (code, "Flow id already exists" in errors) == (1, True)
    file.write_text(FLOW + "description: new\n", encoding="utf-8")
    update = command(server, "flow", "update", file, "company.team", "hello")
    assert update[1] == "Flow successfully updated !\n"
    ran = command(server, "flow", "run", "company.team", "hello", "-i", "who=Ann", "--json")
    assert json.loads(ran[1])["inputs"] == {"who": "Ann"}
    (folder / "other.yml").write_text(FLOW.replace("id: hello", "id: other"), encoding="utf-8")
    updates = command(server, "flow", "updates", folder)[1]
    assert updates.splitlines() == [
        "1 created, 0 updated, 0 deleted, 1 unchanged",
        "- created: company.team.other",
        "- unchanged: company.team.hello",
    ]
    planned = command(server, "flow", "updates", folder, "--dry-run", "--json")[1]
    assert json.loads(planned) == {
        "created": [],
        "updated": [],
        "deleted": [],
        "unchanged": ["company.team.hello", "company.team.other"],
    }
    exported = tmp_path / "out"
    export = command(server, "flow", "export", exported, "--namespace", "company.team")[1]
    assert export == f"2 flow(s) exported to {exported / 'flows.zip'}\n"
    with zipfile.ZipFile(exported / "flows.zip") as archive:
        assert len(archive.namelist()) == 2
    (folder / "hello.yaml").unlink()
    one = command(server, "flow", "namespace", "update", "company.team", folder, "--delete")[1]
    assert one.startswith("0 created, 0 updated, 1 deleted, 1 unchanged\n- deleted: company.team.")
    assert [flow["id"] for flow in get(server, "/flows/company.team")] == ["other"]
    deleted = command(server, "flow", "delete", "company.team", "other")
    assert deleted[1] == "Flow successfully deleted !\n"
    assert command(server, "flow", "delete", "company.team", "other")[0] == 1


def test_updates_delete_in_the_namespaces_of_the_files_only(server: Server, tmp_path: Path) -> None:
    for namespace in ("del.one", "del.two", "del.two.child"):
        file = tmp_path / f"{namespace}.yaml"
        file.write_text(FLOW.replace("company.team", namespace), encoding="utf-8")
        assert command(server, "flow", "create", file)[0] == 0
    folder = tmp_path / "flows"
    folder.mkdir()
    code, _, errors = command(server, "flow", "updates", folder, "--delete")
    assert (code, "No flows found" in errors) == (1, True)
    other = FLOW.replace("company.team", "del.two").replace("id: hello", "id: new")
    (folder / "new.yaml").write_text(other, encoding="utf-8")
    dry = command(server, "flow", "updates", folder, "--delete", "--dry-run")[1]
    assert dry.splitlines() == [
        "Nothing is changed. It would be: 1 created, 0 updated, 1 deleted, 0 unchanged",
        "- created: del.two.new",
        "- deleted: del.two.hello",
    ]
    assert [flow["id"] for flow in get(server, "/flows/del.two")] == ["hello"]
    done = command(server, "flow", "updates", folder, "--delete")[1]
    assert done.startswith("1 created, 0 updated, 1 deleted, 0 unchanged\n")
    assert [flow["id"] for flow in get(server, "/flows/del.two")] == ["new"]
    assert [flow["id"] for flow in get(server, "/flows/del.one")] == ["hello"]
    assert [flow["id"] for flow in get(server, "/flows/del.two.child")] == ["hello"]
    again = command(server, "flow", "updates", folder, "--delete", "--dry-run")[1]
    assert "0 created, 0 updated, 0 deleted, 1 unchanged" in again


def test_what_is_wrong_is_said_with_its_place_by_all_commands(
    server: Server, tmp_path: Path
) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(FLOW.replace("company.team", "wrong"), encoding="utf-8")
    assert command(server, "flow", "create", file)[0] == 0
    bad = FLOW.replace("company.team", "wrong").replace("    message:", "    mesage:")
    file.write_text(bad, encoding="utf-8")
    line = f"{file}:10:5: say.mesage: Unrecognized field \"mesage\" (did you mean 'message'?)"
    for words in (
        ("validate", file),
        ("create", file),
        ("update", file, "wrong", "hello"),
        ("updates", tmp_path),
        ("namespace", "update", "wrong", tmp_path),
    ):
        code, _, errors = command(server, "flow", *words)
        assert (code, line in errors) == (1, True), errors


def test_broken_flows_are_named(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("id: bad\nnamespace: n\n", encoding="utf-8")
    code, _, errors = command(server, "flow", "validate", file)
    assert code == 1
    assert "✘ - " in errors
    assert "tasks: must not be empty" in errors


def test_a_failure_is_named_by_every_command(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "fails.yaml"
    file.write_text(FAILS, encoding="utf-8")
    assert command(server, "flow", "create", file)[0] == 0
    code, shown, errors = command(server, "flow", "run", "failing.team", "fails")
    name, state = shown.split()
    assert (code, state) == (1, "FAILED")
    cause = "task 'compute' failed in attempt 2:\n"
    assert errors.startswith(cause)
    lines = errors.splitlines()
    assert "  ZeroDivisionError: division by zero" in lines
    assert lines[-1] == "  Command failed with exit code 1"
    assert command(server, "execution", "watch", name)[2] == errors
    assert f"\n{errors}" in command(server, "execution", "show", name)[1]
    assert command(server, "execution", "why", name)[1] == f"FAILED: {errors}"
    for words in (("execution", "show"), ("execution", "why")):
        failure = json.loads(command(server, *words, name, "--json")[1])["failure"]
        assert (failure["taskId"], failure["attempts"]) == ("compute", 2)
        assert failure["errors"][-2:] == [
            "ZeroDivisionError: division by zero",
            "Command failed with exit code 1",
        ]
    code, shown, _ = command(server, "flow", "run", "failing.team", "fails", "--json")
    assert (code, json.loads(shown)["failure"]["reason"]) == (1, "Command failed with exit code 1")


def test_files_and_keys_of_a_namespace(server: Server, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "a.txt").write_text("text", encoding="utf-8")
    (folder / "skip.log").write_text("no", encoding="utf-8")
    (folder / ".kestraignore").write_text("*.log\n.kestraignore\n", encoding="utf-8")
    code, shown, _ = command(server, "namespace", "files", "update", "n.s", folder, "/to")
    assert code == 0
    assert shown.strip().endswith("to /to/sub/a.txt")
    assert get(server, "/namespaces/n.s/files/search?q=") == ["/to/sub/a.txt"]
    assert command(server, "namespace", "kv", "update", "n.s", "k", "plain text")[0] == 0
    assert get(server, "/namespaces/n.s/kv/k")["value"] == "plain text"
    assert command(server, "namespace", "kv", "update", "n.s", "k", "42", "-e", "PT1H")[0] == 0
    assert get(server, "/namespaces/n.s/kv/k")["value"] == 42
    typed = command(server, "namespace", "kv", "update", "n.s", "k", "42", "-t", "STRING")
    assert typed[0] == 0
    assert get(server, "/namespaces/n.s/kv/k")["value"] == "42"
