"""Commands that need no server."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from tiercel import __version__
from tiercel.bootstrap import build
from tiercel.cli.api.call import Upload
from tiercel.cli.app import application, run
from tiercel.cli.client import form_of
from tiercel.cli.parameters.pairs import pairs_of
from tiercel.cli.parameters.words import word_of
from tiercel.model.policies.kill_switch import SwitchType
from tiercel.settings import Settings

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
outputs:
  - id: said
    type: STRING
    value: Hello {{ inputs.who }}
"""


@pytest.fixture
def flow(tmp_path: Path) -> Path:
    path = tmp_path / "hello.yaml"
    path.write_text(FLOW, encoding="utf-8")
    return path


def call(*arguments: str | Path) -> int:
    return run([str(argument) for argument in arguments], build)


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--version") == 0
    assert capsys.readouterr().out.strip() == __version__


def test_help_lists_every_group(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--help") == 0
    shown = capsys.readouterr().out
    for name in (
        *("server", "run", "expr", "flow", "execution", "trigger", "kv", "namespace"),
        *("plugin", "configs", "sys", "login", "logout", "profile", "files", "user", "dashboard"),
        *("config", "doctor", "init"),
    ):
        assert name in shown


def commands_below(command: Any, path: str = "tiercel") -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path, command
    for name, each in (inner or {}).items():
        yield from commands_below(each, f"{path} {name}")


def test_every_command_has_a_help_and_an_example() -> None:
    found = dict(commands_below(typer.main.get_command(application([]))))
    assert len(found) > 80
    for path, command in found.items():
        assert command.help, path
        assert command.epilog.startswith("Example: tiercel "), path


def test_what_a_server_answers_is_printed_as_json_too() -> None:
    def names(command: Any) -> set[str]:
        return {each.name for each in command.params}

    found = dict(commands_below(typer.main.get_command(application([]))))
    asking = {
        path: names(command)
        for path, command in found.items()
        if "--api-token" in str([each.opts for each in command.params])
    }
    assert len(asking) > 50
    # These print a file, or what happens meanwhile.
    assert {path for path, given in asking.items() if "as_json" not in given} == {
        "tiercel audit export",
        "tiercel blueprint show",
        "tiercel blueprint use",
        "tiercel dashboard export",
        "tiercel execution watch",
        "tiercel files get",
        "tiercel flow export",
    }


def test_reports_on_flows_are_for_programs_too(
    flow: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("flow", "validate", flow, "--local", "--json") == 0
    (report,) = json.loads(capsys.readouterr().out)
    assert (report["name"], report["problems"]) == ("company.team.hello", [])
    flow.write_text(FLOW.replace("    message:", "    mesage:"), encoding="utf-8")
    assert call("flow", "validate", flow, "--local", "--json") == 1
    (report,) = json.loads(capsys.readouterr().out)
    assert report["problems"][0].startswith(f"{flow}:10:5: ")


def test_folders_that_a_server_is_given_must_be_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for option, name in (("--flow-path", "--flow-path"), ("--plugins", "kestra.plugins.path")):
        assert call("server", "standalone", "--data", tmp_path / "data", option, "/nope") == 1
        assert f"{name}: there is no folder '/nope'" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


def test_a_misspelt_setting_stops_a_server(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.yml"
    config.write_text("kestra: {server: {basic-auht: {username: a, password: b}}}")
    assert call("server", "standalone", "--config", config) == 1
    shown = capsys.readouterr().err
    assert "kestra.server.basic-auht: there is no such setting; did you mean" in shown
    assert "Traceback" not in shown


def test_unknown_commands_and_options_are_wrong_usage() -> None:
    assert call("nope") == 2
    assert call("run", "--nope") == 2
    assert call("run", "missing.yaml") == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "kill-switch create imports --everything --type kil",
            "'kil' is not one of KILL, CANCEL, IGNORE. Did you mean KILL?",
        ),
        ("kill-switch create imports --type now", "'now' is not one of KILL, CANCEL, IGNORE"),
        ("execution list --state FAILD", "Did you mean FAILED?"),
        ("execution logs 6fGkP1 --level loud", "is not one of TRACE, DEBUG, INFO, WARN, ERROR"),
        ("execution change-status 6fGkP1 done", "'done' is not one of CREATED, SUBMITTED,"),
        ("execution list --size many", "'many' is no whole number"),
        ("execution list --size 0", "0 is too small; at least 1"),
    ],
)
def test_a_value_that_can_t_be_taken_is_told_in_plain_words(
    words: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    monkeypatch.setenv("TERMINAL_WIDTH", "400")

    assert call(*words.split()) == 2

    shown = " ".join(capsys.readouterr().err.split())
    assert said in shown
    assert "Value error" not in shown
    assert "Input should be" not in shown


def test_words_are_taken_in_capitals_or_not_and_shown_as_they_are_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    read = word_of(SwitchType)

    assert [read("ignore"), read("IGNORE"), read("Ignore")] == [SwitchType.IGNORE] * 3
    assert call("kill-switch", "create", "--help") == 0
    assert "KILL|CANCEL|IGNORE" in capsys.readouterr().out


def test_run_shows_the_log_and_the_outputs(flow: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("run", flow, "-i", "who=Ann") == 0
    shown = capsys.readouterr().out
    assert "Hello Ann" in shown
    assert "SUCCESS" in shown
    assert "said = Hello Ann" in shown


def test_run_as_json_prints_one_document(flow: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("run", flow, "--json", "--label", "team:blue") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["state"] == "SUCCESS"
    assert document["outputs"] == {"said": "Hello World"}
    assert document["logs"][0]["message"] == "Hello World"
    assert document["taskRuns"][0]["taskId"] == "say"


def test_run_of_a_failing_flow_exits_with_one(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(
        "id: bad\nnamespace: n\ntasks:\n  - {id: f, type: io.kestra.plugin.core.execution.Fail}\n",
        encoding="utf-8",
    )
    assert call("run", path, "--json") == 1


def test_run_of_an_invalid_flow_names_the_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("id: bad\nnamespace: n\ntasks: []\n", encoding="utf-8")
    assert call("run", path) == 1
    assert "tasks: must not be empty" in capsys.readouterr().err


def test_validate_without_a_server(flow: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("flow", "validate", flow, "--local") == 0
    assert "✓ - company.team.hello" in capsys.readouterr().out
    flow.write_text(FLOW.replace("    message:", "    mesage:"), encoding="utf-8")
    assert call("flow", "validate", flow, "--local") == 1
    assert "mesage" in capsys.readouterr().err


def test_a_server_that_is_not_there_is_named(
    flow: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("flow", "create", flow, "--server", "http://127.0.0.1:9") == 1
    assert "Can't reach http://127.0.0.1:9" in capsys.readouterr().err


def test_expressions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "vars.yaml"
    path.write_text("a: [1, 2]", encoding="utf-8")
    assert call("expr", "{{ a[1] + 1 }}", "--vars", path) == 0
    assert capsys.readouterr().out.strip() == "3"
    assert call("expr", "{{ a }}", "--vars", path, "--json") == 0
    assert json.loads(capsys.readouterr().out) == [1, 2]
    assert call("expr", "{{ nope.x }}") == 1
    assert "Unable to find `nope`" in capsys.readouterr().err


def test_plugins_are_listed_and_described(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("plugin", "list", "--kind", "task") == 0
    assert "io.kestra.plugin.core.log.Log" in capsys.readouterr().out
    assert call("plugin", "doc", "io.kestra.plugin.core.log.Log") == 0
    assert "  message  (any, required)" in capsys.readouterr().out
    assert call("plugin", "doc", "com.Nope") == 1


def test_a_new_plugin_package_can_be_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call("plugin", "new", "acme-tiercel", "--in", tmp_path) == 0
    assert call("plugin", "new", "acme-tiercel", "--in", tmp_path) == 1
    monkeypatch.syspath_prepend(str(tmp_path / "acme-tiercel"))
    monkeypatch.delitem(sys.modules, "acme_tiercel", raising=False)
    from importlib import import_module

    tasks = import_module("acme_tiercel.tasks")
    assert tasks.Greet(who="World").who == "World"
    for name in ("acme_tiercel.tasks", "acme_tiercel"):
        sys.modules.pop(name)


def test_the_settings_are_shown_without_secrets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "config.yml"
    path.write_text(
        "kestra: {server: {basic-auth: {username: a@b.c, password: p4ssw0rd}}}", encoding="utf-8"
    )
    assert call("configs", "properties", "--config", path) == 0
    shown = capsys.readouterr().out
    assert "a@b.c" in shown
    assert "p4ssw0rd" not in shown


def test_the_way_to_a_server_imports_neither_rich_nor_the_client() -> None:
    import subprocess

    code = (
        "import sys; from tiercel.cli.app import application; application(['server']);"
        "import tiercel.cli.serving.serve; print([m for m in ('rich', 'yaml', 'tiercel.cli.client')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "rich" not in done.stdout
    assert "client" not in done.stdout


def test_a_server_without_flows_imports_nothing_that_only_others_need() -> None:
    import subprocess

    code = (
        "import sys; from tiercel.cli.app import application; application(['server']);"
        "import tiercel.cli.serving.serve, tiercel.bootstrap.build, tiercel.web.create;"
        "print([m for m in ('aiohttp', 'click', 'cryptography', 'html.entities', 'multiprocessing',"
        " 'regex', 'rich', 'scim2_models', 'tiercel.expr.template', 'yaml') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_command_line_of_uvicorn_is_there_for_whoever_runs_it() -> None:
    import subprocess

    code = (
        "import tiercel.cli.serving.serve, uvicorn;"
        "print(uvicorn.Server.__module__);"
        "uvicorn.run('no.such:application')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "uvicorn.server"
    assert "uvicorn/main.py" in done.stderr
    assert "No module named 'no'" in done.stderr


def test_the_help_imports_no_service() -> None:
    import subprocess

    code = (
        "import sys; from tiercel.cli.app import application; application([]);"
        "print([m for m in sys.modules if m.startswith(('tiercel.service', 'tiercel.engine'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_options_of_the_server_become_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Settings] = []

    def serve(build: object, settings: Settings, flow_path: Path | None) -> int:
        seen.append(settings)
        return 0

    monkeypatch.setattr("tiercel.cli.serving.serve.serve", serve)
    monkeypatch.setattr("tiercel.cli.server_log.set_up", lambda settings, level: None)
    words = "--port 1234 --host ::1 --data d -t 3 --skip-flows a,b --no-indexer -vv"
    assert call("server", "standalone", *words.split()) == 0
    assert call("server", "local") == 0
    first, second = seen
    assert (first.http.port, first.http.host, first.data) == (1234, "::1", Path("d"))
    assert first.worker.threads == 3
    assert first.server.skip_flows == ("a", "b")
    assert second.http.port == 8080


def test_pairs() -> None:
    assert pairs_of(["a=1", "b=x=y"], "input") == {"a": "1", "b": "x=y"}
    assert pairs_of(["a:1=2"], "label", separators="=:") == {"a": "1=2"}


def test_a_form_holds_its_file_even_with_a_boundary_inside() -> None:
    body, kind = form_of({"f": Upload("a.txt", b"text")})
    boundary = kind.partition("boundary=")[2]
    assert boundary.encode() in body
    again, kind = form_of({"f": Upload("a.txt", body), "g": "text"})
    assert kind.partition("boundary=")[2] != boundary
    assert body in again
