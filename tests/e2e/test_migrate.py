"""Moving over from a running server: copied, cut, resumed, imported, and there again."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.server import Server, running
from tiercel.bootstrap import build
from tiercel.cli.app import run
from tiercel.cli.client import Client
from tiercel.model.errors import Unavailable

FLOW = """id: hello
namespace: company.team
labels: {team: red}
inputs:
  - {id: attached, type: FILE, required: false}
tasks:
  - {id: say, type: io.kestra.plugin.core.log.Log, message: "Hello %s"}
  - id: publish
    type: io.kestra.plugin.core.metric.Publish
    metrics: [{type: counter, name: rows, value: 3}]
triggers:
  - {id: yearly, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 0 1 1 *"}
  - {id: off, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 0 1 1 *"}
"""
WAITING = """id: waits
namespace: company
tasks:
  - {id: hold, type: io.kestra.plugin.core.flow.Pause}
"""
BOARD = """title: Runs
timeWindow: {default: P7D, max: P30D}
charts: []
"""
CUTS = (15, 12)  # Requests until the connection is gone.


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("source")
    with running(folder) as server:

        def ask(*words: str) -> None:
            assert run([*words, "--server", server.base], None) == 0

        flow = folder / "flow.yaml"
        for name in ("you", "all"):
            flow.write_text(FLOW % name, encoding="utf-8")
            ask("flow", "updates", str(flow))
        flow.write_text(WAITING, encoding="utf-8")
        ask("flow", "create", str(flow))
        for _ in range(3):
            ask("flow", "run", "company.team", "hello", "-i", f"attached=@{flow}")
        ask("flow", "run", "company", "waits", "--no-wait")
        ask("trigger", "disable", "company.team", "hello", "off")
        ask("kv", "set", "company", "colour", "blue", "--expiration", "P30D")
        ask("files", "put", "company.team", str(flow), "/a/b.yaml")
        board = folder / "board.yaml"
        board.write_text(BOARD, encoding="utf-8")
        ask("dashboard", "create", str(board))
        yield server


def copy(source: Server, archive: Path, *words: str) -> int:
    return run(["migrate", "kestra", "copy", str(archive), "--from", source.base, *words], None)


def answers(server: Server, path: str) -> Any:
    with urllib.request.urlopen(f"{server.base}/api/v1/main{path}", timeout=60) as answer:
        return json.load(answer)


def test_a_server_is_copied_although_it_is_cut_twice(
    source: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    archive, asked = tmp_path / "archive", [0]
    get = Client.get
    for cut in CUTS:

        def cut_get(self: Client, path: str, query: Any = (), cut: int = cut) -> bytes | None:
            asked[0] += 1
            if asked[0] > cut:
                raise Unavailable("the connection was cut")
            return get(self, path, query)

        asked[0] = 0
        with monkeypatch.context() as patched:
            patched.setattr(Client, "get", cut_get)
            assert copy(source, archive) == 1
    capsys.readouterr()
    assert copy(source, archive, "--json") == 0
    copied = json.loads(capsys.readouterr().out)
    assert copied["isResumed"] is True
    assert [text.split()[-1] for text in copied["leftOut"]] == ["PAUSED"]
    counts = copied["counts"]
    assert (counts["flows"], counts["executions"], counts["triggers"]) == (3, 3, 2)
    assert (counts["kv"], counts["dashboards"], counts["files"]) == (1, 1, 4)
    assert run(["sys", "import", str(archive), "--data", str(tmp_path / "data")], build) == 0
    with running(tmp_path) as target:
        for path in (
            "/flows/company.team/hello/revisions",
            "/triggers/search?size=10&sort=triggerId:asc",
            "/namespaces/company/kv/colour",
            "/dashboards",
        ):
            assert _without_moments(answers(target, path)) == _without_moments(
                answers(source, path)
            )
        of_flow = "/executions/search?flowId=hello&sort=id:asc"
        moved, before = answers(target, of_flow), answers(source, of_flow)
        assert moved["total"] == before["total"] == 3
        for new, old in zip(moved["results"], before["results"], strict=True):
            assert (new["id"], new["state"], new["inputs"]) == (
                old["id"],
                old["state"],
                old["inputs"],
            )
            assert answers(target, f"/logs/{new['id']}") == answers(source, f"/logs/{new['id']}")
            assert answers(target, f"/metrics/{new['id']}")["total"] == 1
            place = f"/executions/{new['id']}/file/metas?path={new['inputs']['attached']}"
            assert answers(target, place)["size"] == len(WAITING)


def test_a_dry_run_counts_only(
    source: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert copy(source, tmp_path / "archive", "--dry-run", "--json") == 0
    assert json.loads(capsys.readouterr().out)["executions"] == 4
    assert list(tmp_path.iterdir()) == []


def test_the_flows_of_a_server_are_checked(
    source: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["migrate", "kestra", "check", source.base], None) == 0
    assert "2 of 2 flows run as they are; 0 types are missing." in capsys.readouterr().out


def _without_moments(answer: Any) -> Any:
    """An answer without when a trigger was looked at, which goes on in both servers."""
    passing = ("updatedDate", "updatedAt", "evaluatedAt", "lastEvaluation", "overdue")
    if isinstance(answer, list):
        return [_without_moments(each) for each in answer]
    if isinstance(answer, dict):
        return {key: _without_moments(each) for key, each in answer.items() if key not in passing}
    return answer
