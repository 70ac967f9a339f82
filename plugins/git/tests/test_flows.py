"""Flows, files and dashboards between a server and a repository, both ways."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from plugins.git.tests.conftest import LOGIN, Repository, git
from tests.unit.service.operations.test_task_requests import DASHBOARD, Desk
from tiercel.model.request import Request
from tiercel.plugin import Json, RunnableTask, server
from tiercel.plugin.rows import rows_of_bytes
from tiercel.testing import FakeContext, Ran, World, run_task
from tiercel_git.tasks.older import Push, Sync
from tiercel_git.tasks.push_execution_files import PushExecutionFiles
from tiercel_git.tasks.pushes import PushDashboards, PushFlows, PushNamespaceFiles
from tiercel_git.tasks.syncs import SyncDashboards, SyncFlow, SyncFlows, SyncNamespaceFiles
from tiercel_git.tasks.whole_syncs import NamespaceSync, TenantSync


def flow(flow_id: str, namespace: str = "a.namespace", message: str = "x") -> str:
    return (
        f"id: {flow_id}\nnamespace: {namespace}\ntasks:\n"
        f"  - {{id: a, type: io.kestra.plugin.core.log.Log, message: {message}}}\n"
    )


REPORT = "kestra:///a/namespace/a-flow/executions/an-execution/tasks/t/r/x.csv"


class Place:
    """A server, whose files of namespaces are those of the test."""

    def __init__(self) -> None:
        self.desk = Desk()
        self.files: dict[str, bytes] = {}
        self.context: FakeContext | None = None

    def answer(self, request: Request[Any]) -> Any:
        match request:
            case server.ListNamespaceFiles(namespace=namespace):
                return tuple(
                    server.NamespaceFile(path, len(content))
                    for path, content in self.files.items()
                    if namespace == "a.namespace"
                )
            case server.LocateNamespaceFile(path=path):
                return f"kestra:///a/namespace/_files/{path}"
            case server.PutNamespaceFile(path=path):
                self.files[path] = b"put"
                return True
            case server.DeleteNamespaceFiles(paths=paths):
                return len([self.files.pop(path) for path in paths])
        return done(self.desk.run(request))

    def run(self, task: type[RunnableTask[Any]], url: str, **properties: Json) -> Ran:
        ran = self.tried(task, url, **properties)
        assert ran.error is None, ran.error
        return ran

    def tried(self, task: type[RunnableTask[Any]], url: str, **properties: Json) -> Ran:
        stored = {f"kestra:///a/namespace/_files/{path}": each for path, each in self.files.items()}
        world = World(server=self.answer, stored={**stored, REPORT: b"1,2"})
        return run_task(task, {"url": url, **LOGIN, **properties}, world)

    def save(self, *sources: str) -> None:
        for source in sources:
            done(self.desk.run(server.SaveFlow(source=source)))

    def flows(self, namespace: str = "a.namespace") -> dict[str, str]:
        listed = done(self.desk.run(server.ListFlows(namespace=namespace)))
        return {each.id: each.source for each in listed}


def done(coroutine: Any) -> Any:
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    raise AssertionError("a store in memory never waits")


def rows(ran: Ran, name: str) -> list[Mapping[str, Json]]:
    found: list[Mapping[str, Json]] = list(
        rows_of_bytes(ran.context.blobs.stored[ran.outputs[name]])  # type: ignore[arg-type]
    )
    return found


def states(ran: Ran, name: str) -> dict[Json, Json]:
    return {
        row.get("flowId") or row.get("path") or row.get("dashboardId"): row["syncState"]
        for row in rows(ran, name)
    }


@pytest.fixture
def place() -> Place:
    return Place()


def test_flows_go_to_a_new_branch_and_from_it_again(
    url: str, repository: Repository, place: Place
) -> None:
    repository.commit({"readme": "x", "_flows/old.yml": flow("old")})
    place.save(flow("one"), flow("two"), flow("low", "a.namespace.below"))
    properties: dict[str, Json] = {"branch": "stage", "targetNamespace": "prod"}
    ran = place.run(PushFlows, url, includeChildNamespaces=True, **properties)
    assert ran.outputs["commitId"] == git("rev-parse", "stage", folder=repository.bare).strip()
    assert ran.outputs["commitURL"].endswith(f"/flows/commit/{ran.outputs['commitId']}")
    assert repository.paths("stage") == [
        "_flows/below/low.yml",
        "_flows/one.yml",
        "_flows/two.yml",
        "readme",
    ]
    assert repository.show("_flows/below/low.yml", "stage") == flow("low", "prod.below")
    assert {"file": "_flows/old.yml", "additions": "+0", "deletions": "-4", "changes": "4"} in rows(
        ran, "flows"
    )
    again = place.run(PushFlows, url, includeChildNamespaces=True, **properties)
    assert "commitId" not in again.outputs
    assert "There are no changes to commit" in again.logs

    place.save(flow("two", "copy", "y"), flow("gone", "copy"))
    synced: dict[str, Json] = {"branch": "stage", "targetNamespace": "copy", "delete": True}
    trial = place.run(SyncFlows, url, dryRun=True, **synced)
    assert states(trial, "flows") == {"one": "ADDED", "two": "UPDATED", "gone": "DELETED"}
    assert "gone" in place.flows("copy")
    place.run(SyncFlows, url, includeChildNamespaces=True, **synced)
    assert place.flows("copy") == {"one": flow("one", "copy"), "two": flow("two", "copy")}
    assert place.flows("copy.below") == {"low": flow("low", "copy.below")}
    ran = place.run(SyncFlows, url, **synced)
    assert states(ran, "flows") == {"one": "UNCHANGED", "two": "UNCHANGED"}


def test_globs_choose_flows_and_a_trial_commits_nothing(
    url: str, repository: Repository, place: Place
) -> None:
    repository.commit({"_flows/other.yml": flow("other"), "_flows/o2.yml": flow("o2")})
    place.save(flow("one"), flow("two"))
    trial = place.run(PushFlows, url, flows="o*", dryRun=True)
    assert {row["file"] for row in rows(trial, "flows")} == {
        "_flows/one.yml",
        "_flows/other.yml",
        "_flows/o2.yml",
    }
    assert "commitId" not in trial.outputs
    place.run(PushFlows, url, flows=["one"], authorName="Bo", commitMessage="keep {{ flow.id }}")
    assert repository.paths() == ["_flows/o2.yml", "_flows/one.yml", "_flows/other.yml"]
    said = git("log", "-1", "--format=%an %s", "main", folder=repository.bare)
    assert said == "Bo keep a-flow\n"


def test_flows_that_are_not_valid(url: str, repository: Repository, place: Place) -> None:
    repository.commit({"_flows/bad.yml": "id: bad\ntasks: no list\n", "_flows/ok.yml": flow("ok")})
    ran = place.run(SyncFlows, url, targetNamespace="t", ignoreInvalidFlows=True)
    assert list(place.flows("t")) == ["ok"]
    assert any("_flows/bad.yml is left out" in line for line in ran.logs)
    known: dict[str, Json] = {"targetNamespace": "t"}
    assert "bad.yml is no valid flow" in str(place.tried(SyncFlows, url, **known).error)
    missing = place.tried(SyncFlows, url, gitDirectory="none", **known)
    assert str(missing.error) == "`gitDirectory`: the branch has no folder 'none'"
    outside = place.tried(SyncFlows, url, gitDirectory="../..", **known)
    assert "leads out of the repository" in str(outside.error)
    alone = run_task(SyncFlows, known, World(server=place.answer))
    assert "`url` must be given" in str(alone.error)


def test_a_flow_does_not_delete_itself(url: str, repository: Repository, place: Place) -> None:
    repository.commit({"_flows/one.yml": flow("one")})
    place.save(flow("a-flow"), flow("old"))
    place.run(SyncFlows, url, targetNamespace="a.namespace", delete=True)
    assert sorted(place.flows()) == ["a-flow", "one"]


def test_one_flow(url: str, repository: Repository, place: Place) -> None:
    repository.commit({"deep/one.yaml": flow("one")})
    properties: dict[str, Json] = {"auth": {"auto": True}, "targetNamespace": "t"}
    ran = place.run(SyncFlow, url, flowPath="deep/one.yaml", **properties)
    assert ran.outputs == {"flowId": "one", "namespace": "t", "revision": 1}
    missing = place.tried(SyncFlow, url, flowPath="no.yml", **properties)
    assert "no file 'no.yml'" in str(missing.error)


def test_files_of_a_namespace(url: str, repository: Repository, place: Place) -> None:
    repository.commit({"readme": "x"})
    place.files = {"a.sql": b"1", "b/c.py": b"2"}
    ran = place.run(PushNamespaceFiles, url, files="*.sql")
    assert repository.paths() == ["_files/a.sql", "readme"]
    assert len(rows(ran, "files")) == 1
    place.run(PushNamespaceFiles, url)
    git("pull", "--quiet", "origin", "main", folder=repository.work)
    repository.commit(
        {
            "_files/a.sql": "new",
            "_files/skip.log": "l",
            "_files/.kestraignore": "*.log\n",
            "_files/b/c.py": None,
            "_files/d": "4",
        }
    )
    ran = place.run(SyncNamespaceFiles, url, delete=True)
    assert states(ran, "files") == {"/a.sql": "OVERWRITTEN", "/b/c.py": "DELETED", "/d": "ADDED"}
    assert sorted(place.files) == ["a.sql", "d"]
    missing = place.tried(PushNamespaceFiles, url, files="none", errorOnMissing=True)
    assert "has no such file" in str(missing.error)


def test_links_in_a_repository_are_not_followed(
    url: str, repository: Repository, place: Place
) -> None:
    (repository.work / "_files").symlink_to("/etc")
    (repository.work / "deep").mkdir()
    (repository.work / "deep" / "link").symlink_to("/etc/hostname")
    repository.commit({"deep/file": "x"})
    refused = place.tried(SyncNamespaceFiles, url)
    assert "leads out of the repository" in str(refused.error)
    ran = place.run(SyncNamespaceFiles, url, gitDirectory="deep")
    assert states(ran, "files") == {"/file": "ADDED"}


def test_dashboards(url: str, repository: Repository, place: Place) -> None:
    repository.commit({"readme": "x"})
    done(place.desk.run(server.SaveDashboard(source=DASHBOARD)))
    ran = place.run(PushDashboards, url, dashboards=["s*"])
    assert repository.show("_dashboards/sales.yml") == DASHBOARD
    assert rows(ran, "flows")
    done(place.desk.run(server.DeleteDashboard(dashboard_id="sales")))
    ran = place.run(SyncDashboards, url)
    assert states(ran, "dashboards") == {"sales": "ADDED"}
    assert done(place.desk.run(server.ListDashboardSources()))[0].source == DASHBOARD


def test_files_of_an_execution(url: str, repository: Repository, place: Place) -> None:
    repository.commit({"_outputs/old": "x", "readme": "x"})
    properties = {"filesMap": {"r/today.csv": REPORT}}
    place.run(PushExecutionFiles, url, **properties)
    assert repository.paths() == ["_outputs/r/today.csv", "readme"]
    assert repository.show("_outputs/r/today.csv") == "1,2"


def test_a_whole_namespace(url: str, repository: Repository, place: Place) -> None:
    repository.commit({"a.namespace/flows/old.yml": flow("old")})
    place.save(flow("one"))
    place.files = {"a.sql": b"1"}
    known: dict[str, Json] = {"branch": "main", "namespace": "a.namespace"}
    refused = place.tried(NamespaceSync, url, whenMissingInSource="FAIL", **known)
    assert str(refused.error).endswith("lacks: a.namespace/old")
    kept = place.run(NamespaceSync, url, whenMissingInSource="KEEP", **known)
    assert "commitId" in kept.outputs
    assert len(repository.paths()) == 3
    place.run(NamespaceSync, url, **known)
    assert repository.paths() == ["a.namespace/files/a.sql", "a.namespace/flows/one.yml"]
    place.save(flow("new"))
    protected: dict[str, Json] = {"sourceOfTruth": "GIT", "protectedNamespaces": ["a"]}
    place.run(NamespaceSync, url, **known, **protected)
    assert sorted(place.flows()) == ["new", "one"]
    ran = place.run(NamespaceSync, url, **known, sourceOfTruth="GIT")
    assert states(ran, "diff") == {"one": "UNCHANGED", "new": "DELETED", "/a.sql": "UNCHANGED"}


def test_a_whole_server(url: str, repository: Repository, place: Place) -> None:
    repository.commit(
        {
            "_global/dashboards/sales.yml": DASHBOARD,
            "x.y/flows/one.yml": flow("one", "x.y"),
            "x.y/flows/bad.yml": "id: bad\n",
        }
    )
    place.save(flow("kept"))
    known: dict[str, Json] = {"branch": "main", "auth": {}, "sourceOfTruth": "GIT"}
    ran = place.run(TenantSync, url, whenMissingInSource="KEEP", onInvalidSyntax="SKIP", **known)
    assert states(ran, "diff") == {"one": "ADDED", "sales": "ADDED"}
    assert list(place.flows()) == ["kept"]
    assert list(place.flows("x.y")) == ["one"]


def test_the_older_tasks(url: str, repository: Repository, place: Place) -> None:
    repository.commit({"readme": "x"})
    place.save(flow("one"))
    pushed = place.run(
        *(Push, url), branch="main", commitMessage="m", inputFiles={"in/x.csv": REPORT}
    )
    assert "commitId" in pushed.outputs
    assert repository.paths() == ["_flows/one.yml", "in/x.csv", "readme"]
    place.save(flow("gone"))
    place.run(Sync, url)
    assert list(place.flows()) == ["one"]
