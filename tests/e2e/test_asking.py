"""The commands that look at a running server and act on it, in this process against a real one."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.server import Server, running
from tiercel.cli.app import run

# With a key of its own the server stores secrets.
CONFIG = "kestra: {encryption: {secret-key: MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=}}"
LOOKS_MAX = 5_000  # At an execution that is to pause; each asks the server.
FLOWS = """id: hello
namespace: company.team
inputs:
  - {id: who, type: STRING, defaults: World}
  - {id: attached, type: FILE, required: false}
tasks:
  - {id: say, type: io.kestra.plugin.core.log.Log, message: "Hello {{ inputs.who }}"}
  - {id: warn, type: io.kestra.plugin.core.log.Log, level: WARN, message: Careful}
outputs:
  - {id: said, type: STRING, value: "{{ inputs.who }}"}
---
id: waits
namespace: company.team
tasks:
  - id: ask
    type: io.kestra.plugin.core.flow.Pause
    onResume: [{id: reason, type: STRING}]
  - {id: say, type: io.kestra.plugin.core.log.Log, message: "{{ outputs.ask.onResume.reason }}"}
---
id: fails
namespace: company.team
description: It can't be helped
tasks:
  - {id: bad, type: io.kestra.plugin.core.execution.Fail, errorMessage: Out of tea}
---
id: once
namespace: company.other
tasks:
  - {id: bad, type: io.kestra.plugin.core.execution.Fail, errorMessage: Out of milk}
---
id: yearly
namespace: company.other
tasks:
  - {id: say, type: io.kestra.plugin.core.log.Log, message: Now}
triggers:
  - {id: noon, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 12 1 1 *", disabled: true}
---
id: switched
namespace: company.other
tasks:
  - {id: say, type: io.kestra.plugin.core.log.Log, message: Now}
---
id: daily
namespace: company.team
disabled: true
tasks:
  - {id: say, type: io.kestra.plugin.core.log.Log, message: Now}
triggers:
  - {id: noon, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 12 * * *"}
---
id: seldom
namespace: company.other
tasks:
  - {id: say, type: io.kestra.plugin.core.log.Log, message: Now}
triggers:
  - {id: noon, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 12 * * *", disabled: true}
"""


DASHBOARD = """title: Runs
timeWindow: {default: P7D, max: P30D}
charts:
  - id: by_state
    type: io.kestra.plugin.core.dashboard.chart.Table
    chartOptions: {displayName: By state}
    data:
      type: io.kestra.plugin.core.dashboard.data.Executions
      columns:
        state: {field: STATE}
        total: {agg: COUNT}
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    (folder / "config.yml").write_text(CONFIG, encoding="utf-8")
    with running(folder) as server:
        flows = folder / "flows.yaml"
        flows.write_text(FLOWS, encoding="utf-8")
        assert run(["flow", "updates", str(flows), "--server", server.base], None) == 0
        yield server


class Asked:
    """Runs a command against the server and reads what it printed."""

    def __init__(self, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
        self._server = server
        self._capsys = capsys

    def __call__(self, *words: str, code: int = 0) -> str:
        """The standard output, or what was said on the other when the command is to fail."""
        self._capsys.readouterr()
        assert run([*words, "--server", self._server.base], None) == code
        printed = self._capsys.readouterr()
        return printed.out or printed.err

    def start(self, flow: str, *words: str) -> str:
        """The id of a new execution that need not end."""
        return self("flow", "run", "company.team", flow, "--no-wait", *words).split()[0]

    def start_paused(self, flow: str) -> str:
        """The id of a new execution that has come to its pause."""
        execution_id = self.start(flow)
        for _ in range(LOOKS_MAX):
            if self("execution", "why", execution_id).startswith("PAUSED"):
                return execution_id
        pytest.fail(f"{execution_id} was not paused")


@pytest.fixture
def asked(server: Server, capsys: pytest.CaptureFixture[str]) -> Asked:
    return Asked(server, capsys)


def test_an_execution_is_shown_with_its_log(asked: Asked) -> None:
    execution_id = asked("flow", "run", "company.team", "hello", "-i", "who=Ann").split()[0]
    shown = asked("execution", "show", execution_id)
    assert re.search(r"^state +SUCCESS$", shown, re.MULTILINE)
    assert re.search(r"^output +said=Ann$", shown, re.MULTILINE)
    assert re.search(r"^say\t\tSUCCESS\t1\t", shown, re.MULTILINE)
    assert json.loads(asked("execution", "show", execution_id, "--json"))["flowId"] == "hello"
    assert [line.split(" ", 1)[1] for line in lines(asked("execution", "logs", execution_id))] == [
        "INFO  say Hello Ann",
        "WARN  warn Careful",
    ]
    (warned,) = lines(asked("execution", "logs", execution_id, "--level", "warn", "--json"))
    assert json.loads(warned)["message"] == "Careful"


def test_an_execution_starts_with_labels_of_a_revision_and_later(asked: Asked) -> None:
    later = ("--label", "team:data", "--label", "why:by hand", "--revision", "1")
    date = "2099-01-01T00:00:00Z"
    execution_id = asked.start("hello", "-i", "who=@@Ann", *later, "--schedule-date", date)
    found = json.loads(asked("execution", "show", execution_id, "--json"))
    given = {label["key"]: label["value"] for label in found["labels"]}
    assert (given["team"], given["why"], found["flowRevision"]) == ("data", "by hand", 1)
    assert found["inputs"]["who"] == "@Ann"
    assert found["scheduleDate"].startswith("2099-01-01T00:00:00")
    asked("execution", "kill", execution_id)


def test_executions_are_listed_by_flow_and_state(asked: Asked) -> None:
    execution_id = asked("flow", "run", "company.other", "once", code=1).split()[0]
    assert asked("execution", "watch", execution_id, code=1).endswith("\tFAILED\n")
    (row,) = lines(asked("execution", "list", "--flow", "once", "--state", "failed"))
    cells = row.split("\t")
    assert cells[:4] == [execution_id, "company.other", "once", "FAILED"]
    assert cells[-1] == "Out of milk"
    found = json.loads(asked("execution", "list", "--flow", "once", "--json"))
    assert found["total"] == 1
    assert asked("execution", "list", "--flow", "once", "--state", "RUNNING") == ""


def test_a_pause_is_followed_and_resumed(asked: Asked) -> None:
    execution_id = asked.start_paused("waits")
    assert asked("execution", "why", execution_id)
    asked("execution", "resume", execution_id, "-i", "reason=because")
    followed = lines(asked("execution", "logs", execution_id, "--follow"))
    assert followed[-1].endswith("say because")
    watched = lines(asked("execution", "watch", execution_id))
    assert [line.split("\t")[1:] for line in watched if execution_id in line][-1] == [
        execution_id,
        "SUCCESS",
    ]


def test_executions_are_killed_restarted_and_replayed(asked: Asked) -> None:
    execution_id = asked.start("waits")
    asked("execution", "kill", execution_id)
    assert asked("execution", "watch", execution_id, code=1).endswith("\tKILLED\n")
    failed = asked("flow", "run", "company.team", "fails", code=1).split()[0]
    assert asked("execution", "restart", failed).startswith(failed)
    asked("execution", "watch", failed, code=1)
    ended = asked("flow", "run", "company.team", "hello", "-i", "who=Ann").split()[0]
    again = asked("execution", "replay", ended).split()[0]
    other = asked("execution", "replay", ended, "-i", "who=Bob").split()[0]
    asked("execution", "watch", again)
    asked("execution", "watch", other)
    assert "said=Ann" in asked("execution", "show", again)
    assert "said=Bob" in asked("execution", "show", other)


def test_flows_are_listed_and_printed(asked: Asked) -> None:
    rows = [line.split("\t") for line in lines(asked("flow", "list", "-n", "company.team"))]
    assert [row[1:4] for row in rows] == [
        ["daily", "1", "no"],
        ["fails", "1", "yes"],
        ["hello", "1", "yes"],
        ["waits", "1", "yes"],
    ]
    assert rows[1][-1] == "It can't be helped"
    assert json.loads(asked("flow", "list", "-q", "hello", "--json"))["total"] == 1
    assert asked("flow", "get", "company.team", "hello").startswith("id: hello\n")
    assert json.loads(asked("flow", "get", "company.team", "hello", "--json"))["revision"] == 1
    assert "found" in asked("flow", "get", "company.team", "nope", code=1).lower()


def test_triggers_are_listed_switched_and_run_for_the_past(asked: Asked) -> None:
    named = ("company.team", "daily", "noon")
    (row,) = lines(asked("trigger", "list", "--flow", "daily"))
    assert row.split("\t")[:6] == [*named, "SCHEDULE", "yes", "no"]
    (row,) = lines(asked("trigger", "list", "--flow", "seldom"))
    assert row.split("\t")[4] == "no"
    assert json.loads(asked("trigger", "list", "--flow", "daily", "--json"))["total"] == 1
    assert asked("trigger", "disable", *named) == "company.team.daily.noon disabled\n"
    assert asked("trigger", "enable", *named) == "company.team.daily.noon enabled\n"
    assert json.loads(asked("trigger", "enable", *named, "--json"))["disabled"] is False
    started = asked("trigger", "backfill", *named, "--start", "2024-05-01T00:00:00Z")
    assert started == ("company.team.daily.noon enabled, backfill from 2024-05-01T00:00:00+00:00\n")
    assert "lock" in asked("trigger", "unlock", *named, code=1).lower()
    assert asked("trigger", "unlock", "company.team", "daily", "nope", code=1)


def test_a_backfill_is_paused_resumed_and_given_up(asked: Asked) -> None:
    named = ("company.other", "yearly", "noon")
    asked("trigger", "backfill", *named, "--start", "2024-05-01T00:00:00Z")
    assert "paused backfill from 2024-05-01" in asked("trigger", "backfill-pause", *named)
    assert ", backfill from 2024-05-01" in asked("trigger", "backfill-resume", *named)
    assert "backfill" not in asked("trigger", "backfill-stop", *named)
    assert asked("trigger", "backfill-stop", *named, code=1)
    assert asked("trigger", "restart", *named).startswith("company.other.yearly.noon ")
    assert asked("trigger", "delete", *named) == "company.other.yearly.noon deleted\n"
    assert asked("trigger", "delete", "company.other", "yearly", "nope", code=1)


def test_a_flow_is_disabled_and_enabled(asked: Asked) -> None:
    named = ("company.other", "switched")
    assert asked("flow", "disable", *named) == "company.other.switched disabled\n"
    assert "disabled" in asked("flow", "run", *named, code=1)
    assert asked("flow", "enable", *named) == "company.other.switched enabled\n"
    assert asked("flow", "enable", "company.team", "nope", code=1)


def test_an_execution_is_labelled_changed_and_removed(asked: Asked) -> None:
    execution_id = asked("flow", "run", "company.team", "hello").split()[0]
    assert asked("execution", "label", execution_id, "team:blue", "of=shop").endswith("SUCCESS\n")
    found = json.loads(asked("execution", "show", execution_id, "--json"))
    labels = {each["key"]: each["value"] for each in found["labels"]}
    assert (labels["team"], labels["of"]) == ("blue", "shop")
    changed = asked("execution", "change-status", execution_id, "warning")
    assert changed == f"{execution_id} WARNING\n"
    assert "allowed: " in asked("execution", "change-status", execution_id, "RUNNING", code=2)
    assert asked("execution", "pause", execution_id, code=1)
    assert asked("execution", "force-run", execution_id, code=1)
    asked("execution", "delete", execution_id)
    assert execution_id in asked("execution", "show", execution_id, code=1)


def test_keys_are_set_read_and_removed(asked: Asked) -> None:
    assert asked("kv", "set", "company.team", "colour", "blue") == ""
    asked("kv", "set", "company.team", "numbers", "[1, 2.50]", "--expiration", "PT1H")
    assert asked("kv", "get", "company.team", "colour") == "blue\n"
    assert asked("kv", "get", "company.team", "numbers") == "[1,2.5]\n"
    assert json.loads(asked("kv", "get", "company.team", "colour", "--json"))["type"] == "STRING"
    rows = [line.split("\t") for line in lines(asked("kv", "list", "company.team"))]
    assert [(row[0], row[1], row[3] != "") for row in rows] == [
        ("colour", "1", False),
        ("numbers", "1", True),
    ]
    assert len(json.loads(asked("kv", "list", "company.team", "--json"))) == 2
    asked("kv", "delete", "company.team", "colour")
    assert "has no key 'colour'" in asked("kv", "delete", "company.team", "colour", code=1)
    assert asked("kv", "get", "company.team", "colour", code=1)


def test_secrets_are_stored_without_being_shown(
    asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("s3cret\n"))
    asked("secret", "set", "company.team", "API_KEY", "--description", "Of the shop")
    (tmp_path / "key").write_text("other", encoding="utf-8")
    asked("secret", "set", "company.team", "CERT", "-f", str(tmp_path / "key"), "--tag", "of=shop")
    listed = asked("secret", "list", "company.team")
    assert [line.split("\t") for line in lines(listed)] == [
        ["API_KEY", "company.team", "", "Of the shop"],
        ["CERT", "company.team", "of=shop", ""],
    ]
    assert "s3cret" not in asked("secret", "list", "company.team", "--json")
    asked("secret", "delete", "company.team", "CERT")
    assert asked("secret", "list", "company.team").count("\n") == 1
    assert "CERT" in asked("secret", "delete", "company.team", "CERT", code=1)


def test_tokens_are_created_and_revoked(asked: Asked) -> None:
    token = asked("token", "create", "deploy", "--max-age", "P90D").strip()
    (row,) = lines(asked("token", "list"))
    token_id, name, prefix, *_ = row.split("\t")
    assert name == "deploy"
    assert token.startswith(prefix)
    assert token not in asked("token", "list", "--json")
    asked("token", "delete", token_id)
    created = json.loads(asked("token", "create", "other", "--json"))
    asked("token", "delete", created["id"])
    assert asked("token", "list") == ""


def test_kill_switches_are_created_listed_and_deleted(asked: Asked) -> None:
    scope = ("--namespace", "company.stopped", "--flow", "imports")
    dates = ("--start", "2040-01-01T00:00:00Z", "--end", "2040-02-01T00:00:00Z")
    create = ("kill-switch", "create", "imports", "--type", "ignore")
    switch_id = asked(*create, *scope, *dates).strip()
    (row,) = (each for each in lines(asked("kill-switch", "list")) if switch_id in each)
    assert row.split("\t")[1:5] == ["imports", "IGNORE", "company.stopped", "imports"]
    asked("kill-switch", "delete", switch_id)
    found = json.loads(asked("kill-switch", "list", "--json"))
    assert [each["deleted"] for each in found if each["id"] == switch_id] == [True]
    # All of the server is never meant by leaving something out.
    asked(*create, code=2)
    asked(*create, *scope, "--everything", code=2)


def test_blueprints_and_namespaces_are_listed(asked: Asked, tmp_path: Path) -> None:
    rows = [line.split("\t") for line in lines(asked("blueprint", "list", "-q", "hello"))]
    assert "hello-world" in [row[0] for row in rows]
    assert json.loads(asked("blueprint", "list", "--json"))["total"] > len(rows)
    (tmp_path / "hello.yaml").write_text(asked("blueprint", "show", "hello-world"))
    assert asked("flow", "validate", str(tmp_path)).startswith("✓")
    assert "nope" in asked("blueprint", "show", "nope", code=1)
    assert "company.team" in lines(asked("namespace", "list"))
    assert "company.team" in json.loads(asked("namespace", "list", "--json"))


def test_files_are_stored_listed_read_and_removed(asked: Asked, tmp_path: Path) -> None:
    (tmp_path / "may.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    named = ("company.files", "/reports/may.csv")
    stored = asked("files", "put", "company.files", str(tmp_path / "may.csv"), "/reports/")
    assert stored == "company.files /reports/may.csv stored\n"
    assert asked("files", "list", "company.files").split("\t")[:2] == ["reports/", ""]
    assert asked("files", "list", "company.files", "/reports").split("\t")[:2] == ["may.csv", "8"]
    (row,) = json.loads(asked("files", "list", "company.files", "/reports", "--json"))
    assert (row["fileName"], row["type"]) == ("may.csv", "File")
    assert asked("files", "get", *named) == "a,b\n1,2\n"
    asked("files", "get", *named, "--output", str(tmp_path / "copy.csv"))
    assert (tmp_path / "copy.csv").read_text(encoding="utf-8") == "a,b\n1,2\n"
    assert "Can't write" in asked("files", "get", *named, "-o", str(tmp_path / "no" / "x"), code=1)
    assert asked("files", "search", "company.files", "may") == "/reports/may.csv\n"
    assert json.loads(asked("files", "search", "company.files", "may", "--json"))
    asked("files", "search", "company.files", "june", code=1)
    asked("files", "move", *named, "/reports/june.csv")
    assert asked("files", "search", "company.files", "june") == "/reports/june.csv\n"
    asked("files", "move", "company.files", "/reports/june.csv", "/reports/may.csv")
    asked("files", "delete", *named)
    assert "/reports/may.csv" in asked("files", "get", *named, code=1)


def test_blueprints_are_written_shown_changed_and_removed(asked: Asked, tmp_path: Path) -> None:
    file = tmp_path / "flow.yaml"
    file.write_text("id: made\n", encoding="utf-8")
    options = ("--title", "Made here", "-d", "For *all*.", "--tag", "team", "--tag", "b")
    blueprint_id = asked("blueprint", "create", str(file), *options).strip()
    row = asked("blueprint", "list", "--own", "-q", "Made").rstrip("\n").split("\t")
    assert row == [blueprint_id, "Made here", "team b"]
    assert asked("blueprint", "show", "--own", blueprint_id) == "id: made\n"
    file.write_text("id: changed\n", encoding="utf-8")
    asked("blueprint", "update", blueprint_id, str(file), "--title", "Made anew")
    assert asked("blueprint", "show", "--own", blueprint_id) == "id: changed\n"
    asks = "extend:\n  templateArguments:\n    - {id: who, type: STRING}\nid: << arg.who >>\n"
    file.write_text(asks, encoding="utf-8")
    asked("blueprint", "update", blueprint_id, str(file), "--title", "Made anew")
    assert asked("blueprint", "use", blueprint_id, "-i", "who=ada") == "id: ada\n"
    assert "who" in asked("blueprint", "use", blueprint_id, code=1)
    board = asked("blueprint", "create", str(file), "-t", "Board", "--dashboard").strip()
    found = json.loads(asked("blueprint", "list", "--own", "--json"))["results"]
    assert [one["kind"] for one in found if one["id"] == board] == ["DASHBOARD"]
    for one in (board, blueprint_id):
        asked("blueprint", "delete", one)
    assert "not found" in asked("blueprint", "delete", board, code=1)
    file.write_text("id: [", encoding="utf-8")
    assert str(file) in asked("blueprint", "create", str(file), "-t", "Broken", code=1)


def test_dashboards_are_created_shown_changed_and_removed(asked: Asked, tmp_path: Path) -> None:
    file = tmp_path / "board.yaml"
    file.write_text(DASHBOARD, encoding="utf-8")
    dashboard_id = asked("dashboard", "create", str(file)).strip()
    row = asked("dashboard", "list", "-q", "Runs").rstrip("\n").split("\t")
    assert (row[0], row[1], row[3]) == (dashboard_id, "Runs", "by_state")
    assert json.loads(asked("dashboard", "list", "-q", "Runs", "--json"))["total"] == 1
    assert asked("dashboard", "show", dashboard_id) == DASHBOARD
    assert json.loads(asked("dashboard", "show", dashboard_id, "--json"))["title"] == "Runs"
    asked("flow", "run", "company.team", "hello")
    rows = lines(asked("dashboard", "export", dashboard_id, "by_state", "-n", "company.team"))
    assert rows[0] == "state,total"
    assert any(row.startswith("SUCCESS,") for row in rows)
    file.write_text(DASHBOARD.replace("title: Runs", "title: 12 runs"), encoding="utf-8")
    asked("dashboard", "update", dashboard_id, str(file))
    assert "title: 12 runs" in asked("dashboard", "show", dashboard_id)
    file.write_text(DASHBOARD.replace("title: Runs\n", ""), encoding="utf-8")
    said = asked("dashboard", "create", str(file), code=1)
    assert said.startswith(f"{file}")
    assert "title" in said
    asked("dashboard", "delete", dashboard_id)
    assert dashboard_id in asked("dashboard", "show", dashboard_id, code=1)


def test_what_was_done_is_for_programs_too(asked: Asked, tmp_path: Path) -> None:
    def read(*words: str) -> dict[str, object]:
        found: dict[str, object] = json.loads(asked(*words, "--json"))
        return found

    key = {"namespace": "company.json", "key": "colour"}
    assert read("kv", "set", *key.values(), "blue") == {
        "done": "stored",
        "subject": key,
        "message": "",
    }
    assert read("kv", "delete", *key.values())["message"] == "company.json colour deleted"
    flow = tmp_path / "json.yaml"
    flow.write_text(FLOWS.split("---", maxsplit=1)[0].replace("hello", "json"), encoding="utf-8")
    assert read("flow", "create", str(flow))["revision"] == 1
    named = {"namespace": "company.team", "id": "json"}
    assert read("flow", "update", str(flow), *named.values())["id"] == "json"
    assert read("flow", "disable", *named.values())["done"] == "disabled"
    assert read("flow", "delete", *named.values())["subject"] == named
    (stored,) = json.loads(
        asked("namespace", "files", "update", "company.json", str(flow), "--json")
    )
    assert stored["subject"]["path"] == "/json.yaml"
    moved = read("files", "move", "company.json", "/json.yaml", "/moved.yaml")
    assert moved["subject"] == {
        "namespace": "company.json",
        "path": "/json.yaml",
        "target": "/moved.yaml",
    }


def test_a_terminal_shows_a_run_while_it_is_under_way(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    coloured = asked("flow", "run", "company.team", "hello", "-i", "who=Ann")
    shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", coloured)
    assert "say Hello Ann" in shown
    assert re.search(r"✓ +company.team.hello \w+ +SUCCESS", shown)
    assert "said = Ann" in shown
    assert "FAILED" in asked("flow", "run", "company.team", "fails", code=1)


def test_a_file_is_an_input(asked: Asked, tmp_path: Path) -> None:
    (tmp_path / "data.txt").write_text("text", encoding="utf-8")
    started = ("flow", "run", "company.team", "hello", "--json")
    found = json.loads(asked(*started, "-i", f"attached=@{tmp_path / 'data.txt'}"))
    assert found["inputs"]["attached"].endswith(".txt")
    assert "Can't read /nope" in asked(*started, "-i", "attached=@/nope", code=1)


def test_what_is_not_there_is_said(asked: Asked) -> None:
    for verb in ("show", "logs", "watch", "kill", "restart", "replay", "resume", "why"):
        said = asked("execution", verb, "nope", code=1)
        assert "not found" in said.lower()
        assert "nope" in said
    said = asked("flow", "run", "company.team", "helo", code=1)
    assert said.endswith("(namespace 'company.team', id 'helo')\n")


def test_words_that_are_none_are_wrong_usage(asked: Asked) -> None:
    assert "mean FAILED?" in asked("execution", "list", "--state", "FALED", code=2)
    assert "mean INFO?" in asked("execution", "logs", "x", "--level", "INF", code=2)


def lines(text: str) -> list[str]:
    return text.splitlines()
