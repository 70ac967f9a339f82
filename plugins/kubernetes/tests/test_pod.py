"""Pods of flows, in clusters of ours that speak the interface."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.families.stand_in import Answered, Asked, standing_in
from tests.unit.plugins.scripts.test_kubernetes import FakeCluster
from tiercel.plugin import Interrupted, Json
from tiercel.plugin.properties import build_task, render_properties
from tiercel.plugins.scripts.runner import late
from tiercel.testing import FakeContext, Ran, World, run_task
from tiercel_kubernetes.pod import ATTEMPT, OWNER, PodCreate

TOKEN = "canary-k8s-7"
PODS = "/api/v1/namespaces/jobs/pods"
SPEC: dict[str, Json] = {"containers": [{"name": "main", "image": "busybox"}]}


class Api:
    """A namespace with one pod at most, whose container ends with this code."""

    def __init__(self, code: int = 0, *, is_there: bool = False, is_ours: bool = True) -> None:
        self.code = code
        self.is_there = is_there
        self.is_ours = is_ours
        self.labels: dict[str, str] = {}
        self.body: dict[str, Any] = {}

    def answer(self, asked: Asked) -> Json | Answered:
        path = asked.path.partition("?")[0]
        if asked.method == "POST":
            self.body = asked.json()
            if self.is_there:
                return Answered(b'{"message": "already exists"}', 409)
            self.is_there, self.labels = True, {}
            return self._pod()
        if path.endswith("/log"):
            return Answered(b'hello\n::{"outputs": {"a": 1}}::\n')
        if asked.method == "DELETE":
            self.is_there = False
            return {}
        if asked.method == "GET" and not self.is_there:
            return Answered(b'{"message": "not found"}', 404)
        return self._pod()

    def _pod(self) -> Json:
        state = {"name": "main", "state": {"terminated": {"exitCode": self.code}}}
        status = {"phase": "Succeeded", "podIP": "10.0.0.7", "containerStatuses": [state]}
        metadata = {"name": "made-1", **self.body.get("metadata", {})}
        metadata["labels"] = {**metadata.get("labels", {}), **self.labels}
        if not self.is_ours:
            metadata["labels"] = {}
        return {"metadata": metadata, "status": status}


def run(api: Api, **properties: Json) -> tuple[Ran, list[Asked]]:
    with standing_in(api.answer) as service:
        connection = {"masterUrl": service.url, "oauthToken": "{{ '" + TOKEN + "' }}"}
        given = {"connection": connection, "namespace": "jobs", "spec": SPEC, **properties}
        return run_task(PodCreate, given), service.asked


def test_a_pod_runs_to_its_end_and_is_removed() -> None:
    ran, asked = run(Api())
    assert ran.error is None, ran.error
    assert ran.outputs["vars"] == {"a": 1}
    assert ran.outputs["status"]["podIP"] == "10.0.0.7"
    assert "hello" in ran.logs
    assert asked[0].headers["authorization"] == f"Bearer {TOKEN}"
    made = asked[0].json()
    assert made["metadata"]["name"].startswith("a-flow-a-task-")
    assert made["spec"]["restartPolicy"] == "Never"
    assert asked[-1].method == "DELETE"
    kept, calls = run(Api(), delete=False, resume=False)
    assert calls[0].json()["metadata"]["name"].startswith("a-flow-a-task-")
    assert (kept.error, [each.method for each in calls].count("DELETE")) == (None, 0)


def test_the_pod_of_a_lost_attempt_is_followed() -> None:
    ran, asked = run(Api(is_there=True))
    assert ran.error is None, ran.error
    assert [each.method for each in asked].count("POST") == 1
    assert any("of the attempt before is followed" in line for line in ran.logs)
    foreign, _ = run(Api(is_there=True, is_ours=False))
    assert str(foreign.error).endswith("running the pod failed: already exists")
    again, _ = run(Api(is_there=True), resume=False, metadata={"name": "mine"})
    assert "already exists" in str(again.error)


def test_the_pod_that_a_killed_task_run_left_is_deleted() -> None:
    with standing_in(Api().answer) as service:
        connection = {"masterUrl": service.url, "oauthToken": TOKEN}
        given = {"connection": connection, "namespace": "jobs", "spec": SPEC}
        context = FakeContext(properties=given)
        task = build_task(PodCreate, render_properties(PodCreate, given, context))
        task.cancel(context, {"id": "made-1"})
        assert [f"{each.method} {each.path}" for each in service.asked] == [
            f"DELETE {PODS}/made-1?gracePeriodSeconds=0"
        ]


class LostContext(FakeContext):
    """Its worker dies before a second handle is stored."""

    def remember(self, handle: Mapping[str, Json]) -> None:
        if self.remembered is not None:
            raise Interrupted
        super().remember(handle)


@pytest.mark.parametrize("resume", [True, False])
@pytest.mark.parametrize("found", ["own", "foreign", "none"])
def test_a_pod_whose_name_alone_is_known_is_deleted_by_a_kill(
    monkeypatch: pytest.MonkeyPatch, found: str, resume: bool
) -> None:
    monkeypatch.setattr(late, "LATE_SECONDS_MAX", 0.01)
    api = Api()
    with standing_in(api.answer) as service:
        connection = {"masterUrl": service.url, "oauthToken": TOKEN}
        given = {"connection": connection, "namespace": "jobs", "spec": SPEC, "resume": resume}
        context = LostContext(properties=given)
        task = build_task(PodCreate, render_properties(PodCreate, given, context))
        with pytest.raises(Interrupted):
            task.run(context)
        assert api.is_there
        api.is_ours, api.is_there = found != "foreign", found != "none"
        task.cancel(FakeContext(properties=given), context.remembered or {})
        assert "DELETE" in [each.method for each in service.asked] or found != "own"
        assert api.is_there is (found == "foreign")


def test_an_attempt_that_does_not_go_on_with_a_pod_deletes_it() -> None:
    api = Api(is_there=True)
    with standing_in(api.answer) as service:
        connection = {"masterUrl": service.url, "oauthToken": TOKEN}
        given = {"connection": connection, "namespace": "jobs", "spec": SPEC, "resume": False}
        ran = run_task(PodCreate, given, World(remembered={"id": "made-1"}))
    assert ran.error is None, ran.error
    asked = [f"{each.method} {each.path.partition('?')[0]}" for each in service.asked]
    assert asked[:2] == [f"DELETE {PODS}/made-1", f"POST {PODS}"]
    assert service.asked[1].json()["metadata"]["name"] != "made-1"


def test_an_attempt_after_one_that_died_while_it_asked_makes_the_pod() -> None:
    api = Api()
    with standing_in(api.answer) as service:
        connection = {"masterUrl": service.url, "oauthToken": TOKEN}
        given = {"connection": connection, "namespace": "jobs", "spec": SPEC}
        context = LostContext(properties=given)
        task = build_task(PodCreate, render_properties(PodCreate, given, context))
        with pytest.raises(Interrupted):
            task.run(context)
        api.is_there = False
        ran = run_task(PodCreate, given, World(remembered=context.remembered))
    assert ran.error is None, ran.error
    assert [each.method for each in service.asked].count("POST") == 2


def test_a_pod_goes_on_when_only_its_worker_stops() -> None:
    api = Api()
    with standing_in(api.answer) as service:
        connection = {"masterUrl": service.url, "oauthToken": TOKEN}
        given = {"connection": connection, "namespace": "jobs", "spec": SPEC}
        api.is_there = True
        context = FakeContext(properties=given)
        context.remember({"id": "made-1"})
        context.take_worker_away()
        task = build_task(PodCreate, render_properties(PodCreate, given, context))
        with pytest.raises(Interrupted):
            task.run(context)
        assert "DELETE" not in [each.method for each in service.asked]


def test_a_pod_stays_until_what_was_read_from_it_is_stored() -> None:
    api = Api()
    with standing_in(api.answer) as service:
        connection = {"masterUrl": service.url, "oauthToken": TOKEN}
        given = {"connection": connection, "namespace": "jobs", "spec": SPEC}
        context = FakeContext(properties=given)
        task = build_task(PodCreate, render_properties(PodCreate, given, context))
        task.run(context)
        assert api.is_there
        assert context.left is not None
        task.cancel(FakeContext(properties=given), context.left)
        assert not api.is_there


def test_a_pod_of_a_lost_attempt_that_is_gone_is_not_made_again() -> None:
    with standing_in(Api().answer) as service:
        connection = {"masterUrl": service.url, "oauthToken": TOKEN}
        given = {"connection": connection, "namespace": "jobs", "spec": SPEC}
        ran = run_task(PodCreate, given, World(remembered={"id": "made-1"}))
        assert "The pod made-1 of an attempt before is gone" in str(ran.error)
        assert [each.method for each in service.asked] == ["GET"]


def test_a_retry_does_not_follow_the_pod_that_failed_before_it() -> None:
    api = Api(is_there=True)
    api.labels = {ATTEMPT: "0" * 32}
    ran, asked = run(api, metadata={"name": "mine"})
    assert ran.error is None, ran.error
    assert [each.method for each in asked].count("POST") == 2
    assert not any("is followed" in line for line in ran.logs)


def test_a_container_that_fails_fails_the_task() -> None:
    ran, _ = run(Api(code=3))
    assert str(ran.error) == "The container 'main' of the pod failed with exit code 3"


def test_metadata_and_defaults_are_merged() -> None:
    own: dict[str, Json] = {"name": "mine", "labels": {"team": "a"}}
    _, asked = run(Api(), metadata=own, containerDefaultSpec={"imagePullPolicy": "Always"})
    made = asked[0].json()
    assert (made["metadata"]["name"], made["metadata"]["labels"]["team"]) == ("mine", "a")
    assert OWNER in made["metadata"]["labels"]
    assert made["spec"]["containers"][0]["imagePullPolicy"] == "Always"


def test_files_go_in_and_come_back(cluster: FakeCluster) -> None:
    ran = run_task(
        PodCreate,
        {
            "connection": {"masterUrl": cluster.url, "oauthToken": "t0ken"},
            "namespace": "jobs",
            "spec": {"containers": [{"name": "main", "image": "x", "args": ["{{ workingDir }}"]}]},
            "inputFiles": {"a": "hi"},
            "outputFiles": ["**.txt"],
        },
    )
    assert ran.error is None, ran.error
    assert cluster.files == {"kestra/working-dir/a": b"hi"}
    assert list(ran.outputs["outputFiles"]) == ["sub/new.txt"]
    assert ran.outputs["vars"] == {"a": 1}
    spec = cluster.bodies[0]["spec"]
    assert [each["name"] for each in spec["containers"]] == ["main", "out-files"]
    assert spec["containers"][0]["args"] == ["/kestra/working-dir"]
    assert cluster.deleted


def test_a_cluster_that_is_not_there_is_an_error_with_its_host(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = {"masterUrl": "http://127.0.0.1:1", "oauthToken": TOKEN}
    error = str(run_task(PodCreate, {"connection": given, "spec": SPEC}).error)
    assert error.startswith("Kubernetes at 127.0.0.1: running the pod failed: ")
    assert TOKEN not in error + json.dumps(given["masterUrl"])
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    nowhere = str(run_task(PodCreate, {"spec": SPEC}).error)
    assert "the server does not run in a cluster" in nowhere
