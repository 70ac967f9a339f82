"""Resources as kubectl has them, by a stand-in of ours for the interface of a cluster."""

from __future__ import annotations

from typing import Any

import pytest

from tests.families.stand_in import Answered, Asked, standing_in
from tiercel.plugin import Json
from tiercel.testing import Ran, run_task
from tiercel_kubernetes import kubectl
from tiercel_kubernetes.resources import is_ready

TOKEN = "canary-k8s-8"
APPS = "/apis/apps/v1/namespaces/shop"
READY = {"conditions": [{"type": "Available", "status": "True"}]}


def resource(name: str, is_there: bool = True) -> dict[str, Any]:
    status = READY if is_there else {"conditions": [{"type": "Available", "status": "False"}]}
    return {"kind": "Deployment", "metadata": {"name": name, "more": 1}, "status": status}


def answer(asked: Asked) -> Json | Answered:
    path, _, query = asked.path.partition("?")
    pods = {"name": "pods", "singularName": "pod", "kind": "Pod", "namespaced": True}
    deployments = {"name": "deployments", "kind": "Deployment", "namespaced": True}
    nodes = {"name": "nodes", "kind": "Node", "namespaced": False}
    match path:
        case "/api/v1":
            return {
                "resources": [{**pods, "shortNames": ["po"]}, {**pods, "name": "pods/log"}, nodes]
            }
        case "/apis":
            return {"groups": [{"name": "apps", "preferredVersion": {"groupVersion": "apps/v1"}}]}
        case "/apis/apps/v1":
            return {"resources": [deployments]}
        case "/apis/apps/v1/namespaces/shop/deployments":
            if "continue" in query:
                return {"items": [resource("b")], "metadata": {}}
            return {"items": [resource("a")], "metadata": {"continue": "more"}}
    if path.endswith("/unknown"):
        return Answered(b'{"message": "not found for canary-k8s-8"}', 404)
    return resource(path.rpartition("/")[2])


def run(task: Any, **properties: Json) -> tuple[Ran, list[Asked]]:
    with standing_in(answer) as service:
        connection = {"masterUrl": service.url, "oauthToken": TOKEN}
        given = {"connection": connection, "namespace": "shop", **properties}
        return run_task(task, given), service.asked


def test_resources_are_listed_over_all_pages() -> None:
    ran, _ = run(kubectl.Get, resourceType="Deployment", fetchType="FETCH")
    assert ran.error is None, ran.error
    assert [each["name"] for each in ran.outputs["metadataItems"]] == ["a", "b"]
    assert ran.outputs["statusItems"][0] == {"status": READY}
    assert [(each.name, each.value) for each in ran.metrics] == [("fetch.size", 2)]
    stored, _ = run(kubectl.Get, resourceType="deployments", fetchType="STORE", apiGroup="apps")
    assert len(stored.context.blobs.read(stored.outputs["uri"]).splitlines()) == 2
    assert run(kubectl.Get, resourceType="deployments")[0].outputs == {}


def test_resources_are_read_by_their_names() -> None:
    ran, asked = run(
        kubectl.Get, resourceType="po", resourcesNames=["web-0"], fetchType="FETCH_ONE"
    )
    assert ran.outputs["metadataItem"] == {"name": "web-0"}
    assert asked[-1].path == "/api/v1/namespaces/shop/pods/web-0"
    _, nodes = run(kubectl.Get, resourceType="node", resourcesNames=["n1"], waitUntilReady="PT5S")
    assert nodes[-1].path == "/api/v1/nodes/n1"


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        ({"resourceType": "falcons"}, "The cluster has no resources 'falcons'"),
        (
            {"resourceType": "pods", "resourcesNames": ["unknown"]},
            "Kubernetes at 127.0.0.1: reading pods failed: not found for ****",
        ),
    ],
)
def test_what_is_not_there_is_an_error(properties: dict[str, Json], words: str) -> None:
    assert words in str(run(kubectl.Get, **properties)[0].error)


def test_manifests_are_applied() -> None:
    manifest = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\n"
    own = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: other}\n"
    text = manifest.format(name="web") + "---\n" + own
    ran, asked = run(kubectl.Apply, spec=text, waitUntilReady="PT5S")
    assert ran.error is None, ran.error
    assert [each["name"] for each in ran.outputs["metadata"]] == ["web", "p"]
    patches = [each for each in asked if each.method == "PATCH"]
    assert [each.path for each in patches] == [
        f"{APPS}/deployments/web?fieldManager=tiercel&force=true",
        "/api/v1/namespaces/other/pods/p?fieldManager=tiercel&force=true",
    ]
    assert patches[0].headers["content-type"] == "application/apply-patch+yaml"
    for bad in ("a: [", "kind: Pod", "text"):
        assert "`spec`" in str(run(kubectl.Apply, spec=bad)[0].error)


def test_resources_are_changed_deleted_and_restarted() -> None:
    ran, asked = run(
        kubectl.Patch,
        resourceType="deployment",
        resourceName="web",
        patch="spec: {replicas: 3}",
        patchStrategy="JSON_MERGE",
        waitUntilReady="PT5S",
    )
    assert ran.outputs["metadata"] == {"name": "web"}
    (change,) = (each for each in asked if each.method == "PATCH")
    assert (change.path, change.json()) == (f"{APPS}/deployments/web", {"spec": {"replicas": 3}})
    assert change.headers["content-type"] == "application/merge-patch+json"
    _, deletions = run(kubectl.Delete, resourceType="pod", resourcesNames=["a", "b"])
    paths = [each.path for each in deletions if each.method == "DELETE"]
    assert paths == ["/api/v1/namespaces/shop/pods/a", "/api/v1/namespaces/shop/pods/b"]
    _, restarts = run(kubectl.Restart, resourceType="Deployment", resourcesNames=["web"])
    marks = restarts[-1].json()["spec"]["template"]["metadata"]["annotations"]
    assert list(marks) == ["kubectl.kubernetes.io/restartedAt"]


def test_readiness() -> None:
    assert not is_ready(resource("a", is_there=False))
    assert is_ready({"spec": {"replicas": 2}, "status": {"readyReplicas": 2}})
    assert not is_ready({"spec": {"replicas": 2}, "status": {"replicas": 2}})
    assert is_ready({"kind": "ConfigMap"})


@pytest.mark.parametrize("content", [b"[]", b"", b'{"hello":"world"}'])
def test_something_else_than_a_cluster_is_told(content: bytes) -> None:
    with standing_in(lambda asked: Answered(content)) as service:
        given = {"connection": {"masterUrl": service.url}, "resourceType": "Deployment"}
        error = str(run_task(kubectl.Get, given).error)
    assert error.startswith("Kubernetes at 127.0.0.1: ")
    assert "failed: the answer " in error
    assert error.endswith(": is the address that of the service's API?")


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"caCertData": "canary"}, "`caCertData` must be the base64 of a certificate as PEM: "),
        ({"caCertFile": "/none"}, "`caCertFile` must be a file of certificates as PEM: "),
        (
            {"clientCertData": "Y2FuYXJ5", "clientKeyData": "Y2FuYXJ5"},
            "`clientCertData` and `clientKeyData` must be the base64 of PEM: ",
        ),
    ],
)
def test_certificates_that_are_none_are_named(given: dict[str, Json], rule: str) -> None:
    connection = {"masterUrl": "https://127.0.0.1:6443", **given}
    error = str(run_task(kubectl.Get, {"connection": connection, "resourceType": "Pod"}).error)
    assert rule in error
    assert "canary" not in error
