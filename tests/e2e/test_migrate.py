"""Moving over from a running server: copied, killed, resumed, imported, and there again."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import quote

import pytest

from tests.archives import lines_of, manifest_of
from tests.e2e import worked_server
from tests.e2e.server import Server, running
from tests.families.stand_in import Answered, Asked, standing_in
from tiercel.bootstrap import build
from tiercel.cli.app import run

# Pages are small, so that a few executions are many of them.
PAGE = 5
PROGRAM = f"""import sys
from tiercel.__main__ import Wiring
from tiercel.cli.app import run
from tiercel.migrate.kestra import server
server.PAGE = {PAGE}
sys.exit(run(sys.argv[1:], Wiring()))"""
WAIT_SECONDS_MAX = 120
# Each copy is killed at the so-manieth request of its kind: in a namespace, in the second page of
# executions, and after all of them.
CUTS = (("/namespaces/company.team/files?", 2), ("/logs/", PAGE + 3), ("/triggers/search", 1))
HIDDEN = "&filters[kind][EQUALS]=LOOP"
FLOWS = len(worked_server.FLOWS)  # One of them is deleted; another has two revisions.
KEYS = len(worked_server.KEYS)
PATHS = (
    *(f"/flows/company.team/{flow}/revisions" for flow in ("hello", "fails", "parent", "cities")),
    "/flows/search?size=100&sort=id:asc",
    "/triggers/search?size=10&sort=triggerId:asc",
    "/namespaces/company/kv",
    *(f"/namespaces/company/kv/{key}" for key in worked_server.KEYS),
    "/namespaces/company.team/kv/stays",
    "/dashboards",
)
NAMESPACE_FILES = [
    f"/namespaces/company.team/files?path={quote(path)}" for path in worked_server.FILES
]


class Door:
    """Stands before the source, and holds the request at which the copy is killed."""

    def __init__(self, source: Server) -> None:
        self._source = source
        self.asked: list[str] = []
        self.cut: tuple[str, int] | None = None
        self.reached, self.killed = Event(), Event()

    def __call__(self, asked: Asked) -> Answered:
        self.asked.append(asked.path.removeprefix("/api/v1/main"))
        if self.cut is not None and self.times(self.cut[0]) == self.cut[1]:
            self.reached.set()
            self.killed.wait(WAIT_SECONDS_MAX)
        try:
            with urllib.request.urlopen(self._source.base + asked.path, timeout=60) as answer:
                return Answered(answer.read(), headers={"Content-Type": "application/json"})
        except urllib.error.HTTPError as error:
            return Answered(error.read(), status=error.code)

    def times(self, begin: str) -> int:
        """How often it was asked for what begins so."""
        return sum(each.startswith(begin) for each in self.asked)

    def kill_at(self, cut: tuple[str, int], words: list[str]) -> None:
        """Run a command, and kill it when it asks for that."""
        self.asked, self.cut = [], cut
        self.reached.clear()
        self.killed.clear()
        with subprocess.Popen([sys.executable, "-c", PROGRAM, *words]) as process:
            was_reached = self.reached.wait(WAIT_SECONDS_MAX)
            process.kill()
        assert was_reached, f"it never asked {cut}"
        self.cut = None
        self.killed.set()


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("source")
    key = base64.b64encode(b"k" * 32).decode()
    config = f"kestra: {{encryption: {{secret-key: {key}}}}}\n"
    (folder / "config.yml").write_text(config, encoding="utf-8")
    with running(folder) as server:
        worked_server.fill(server)
        yield server


def words(address: str, archive: Path, *more: str) -> list[str]:
    return ["migrate", "kestra", "copy", str(archive), "--from", address, *more]


@pytest.mark.timeout(900)
def test_a_server_is_copied_although_the_copy_is_killed_at_any_point(
    source: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive, door = tmp_path / "archive", Door(source)
    with standing_in(door) as before:
        for cut in CUTS:
            door.kill_at(cut, words(before.url, archive))
            assert not archive.exists()
        # What was noted before a cut is not asked for again: of the last one all but the triggers.
        door.asked = []
        capsys.readouterr()
        assert run(words(before.url, archive, "--json"), None) == 0
        assert (door.times("/logs/"), door.times("/namespaces/")) == (0, 0)
        assert {each.method for each in before.asked} == {"GET"}
    copied = json.loads(capsys.readouterr().out)
    assert run(words(source.base, tmp_path / "whole", "--json"), None) == 0
    assert copied == {**json.loads(capsys.readouterr().out), "isResumed": True}
    assert manifest_of(archive).counts == manifest_of(tmp_path / "whole").counts
    assert records_of(archive) == records_of(tmp_path / "whole")
    assert [text.split()[-1] for text in copied["leftOut"]] == ["PAUSED"]
    assert copied["secrets"] == ["company.team DOOR"]
    counts = copied["counts"]
    assert (counts["flows"], counts["dashboards"], counts["triggers"]) == (FLOWS + 1, 1, 3)
    assert (counts["kv"], counts["executions"]) == (KEYS + 1, len(executions(source)) - 1)
    assert run(["sys", "import", str(archive), "--data", str(tmp_path / "data")], build) == 0
    with running(tmp_path) as target:
        assert_moved(source, target)


def records_of(archive: Path) -> dict[str, list[Any]]:
    """What an archive holds by kind; of an execution its id, as its parts are in any order."""
    found: dict[str, list[Any]] = {**lines_of(archive)}
    bodies = [json.loads(line)["execution"]["body"] for line in found["executions"]]
    return {**found, "executions": sorted(each["id"] for each in bodies)}


def executions(server: Server) -> list[dict[str, Any]]:
    """All of them as lists show them, also turns of loops."""
    pages = [server.get(f"/executions/search?size=200&sort=id:asc{kind}") for kind in ("", HIDDEN)]
    return [each for page in pages for each in page["results"]]


def assert_moved(source: Server, target: Server) -> None:
    """What a server answers of all that it holds, the other answers as well."""
    ended = [each for each in executions(source) if each["state"]["current"] != "PAUSED"]
    assert [each["id"] for each in executions(target)] == [each["id"] for each in ended]
    for path in (*PATHS, *(path for each in ended for path in paths_of(each))):
        assert _without_moments(target.get(path)) == _without_moments(source.get(path)), path
    for path in (*NAMESPACE_FILES, *(path for each in ended for path in files_of(each))):
        assert content(target, path) == content(source, path), path


def paths_of(execution: dict[str, Any]) -> Iterator[str]:
    """What there is to ask of an execution."""
    for noun, more in (("executions", ""), ("logs", ""), ("metrics", "?size=100")):
        yield f"/{noun}/{execution['id']}{more}"
    if execution["flowId"] == "cities" and "kind" not in execution:
        yield f"/executions/{execution['id']}/iterations"


def files_of(execution: dict[str, Any]) -> Iterator[str]:
    """The files that its inputs and outputs name."""
    for part in ("inputs", "outputs"):
        for value in execution.get(part, {}).values():
            if str(value).startswith("kestra://"):
                yield f"/executions/{execution['id']}/file?path={quote(value)}"


def content(server: Server, path: str) -> bytes:
    """The bytes of a file."""
    with urllib.request.urlopen(f"{server.base}/api/v1/main{path}", timeout=60) as answer:
        return bytes(answer.read())


def test_a_dry_run_counts_only(
    source: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(words(source.base, tmp_path / "archive", "--dry-run", "--json"), None) == 0
    assert json.loads(capsys.readouterr().out)["executions"] == len(executions(source))
    assert list(tmp_path.iterdir()) == []


def test_the_flows_of_a_server_are_checked(
    source: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["migrate", "kestra", "check", source.base], None) == 0
    assert (
        f"{FLOWS} of {FLOWS} flows run as they are; 0 types are missing." in capsys.readouterr().out
    )


def _without_moments(answer: Any) -> Any:
    """An answer without when a trigger was looked at, which goes on in both servers."""
    passing = ("updatedDate", "updatedAt", "evaluatedAt", "lastEvaluation", "overdue")
    if isinstance(answer, list):
        return [_without_moments(each) for each in answer]
    if isinstance(answer, dict):
        return {key: _without_moments(each) for key, each in answer.items() if key not in passing}
    return answer
