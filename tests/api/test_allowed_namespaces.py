"""What flows of other namespaces may use, as `allowedNamespaces` say."""

from __future__ import annotations

import pytest

from tests.api.client import Api

CORE = "io.kestra.plugin.core"
CALLED = (
    f"id: called\nnamespace: vault.inner\ntasks:\n  - {{id: a, type: {CORE}.log.Log, message: m}}\n"
)
FILE = f"  - {{id: w, type: {CORE}.storage.Write, content: one, extension: .txt}}\n"
TASKS = {
    "Subflow": f"type: {CORE}.flow.Subflow, namespace: vault.inner, flowId: called, wait: true",
    "ForEachItem": (
        f"type: {CORE}.flow.ForEachItem, items: '{{{{ outputs.w.uri }}}}', batch: {{rows: 1}},"
        " namespace: vault.inner, flowId: called"
    ),
    "Get": f"type: {CORE}.kv.Get, namespace: vault.inner, key: k",
    "read": (
        f"type: {CORE}.debug.Return, format: \"{{{{ read('f.txt', namespace='vault.inner') }}}}\""
    ),
    "Delete": f"type: {CORE}.namespace.DeleteFiles, namespace: vault.inner, files: [none.txt]",
    "Download": f"type: {CORE}.namespace.DownloadFiles, namespace: vault.inner, files: ['*.txt']",
    "kv": f"type: {CORE}.debug.Return, format: \"{{{{ kv('k', 'vault.inner') }}}}\"",
}


async def let_in(api: Api, *names: str, place: str = "vault") -> None:
    listed = [{"namespace": name} for name in names]
    answer = await api.put(f"/namespaces/{place}", json={"allowedNamespaces": listed})
    assert answer.status_code == 200


async def state_of(api: Api, task: str, namespace: str) -> tuple[str, str]:
    """How an execution with the task ends in a namespace, and what its log says."""
    await api.create(
        f"id: asks\nnamespace: {namespace}\ntasks:\n{FILE}  - {{id: t, {TASKS[task]}}}\n"
    )
    ended = (await api.post(f"/executions/{namespace}/asks?wait=true")).json()
    log = (await api.get(f"/logs/{ended['id']}")).json()
    return ended["state"]["current"], "\n".join(str(line.get("message")) for line in log)


@pytest.mark.parametrize("task", TASKS)
async def test_a_namespace_lets_in_whom_it_lists(api: Api, task: str) -> None:
    await api.create(CALLED)
    await api.put("/namespaces/vault.inner/kv/k", content="1")
    file = {"fileContent": ("f.txt", b"text")}
    await api.post("/namespaces/vault.inner/files?path=f.txt", files=file)
    refusal = "is not allowed to access namespace 'vault.inner'"
    assert (await state_of(api, task, "open"))[0] == "SUCCESS"
    await let_in(api, "friends")
    for namespace in ("friends", "friends.near", "vault.other", "vault.inner.below"):
        assert (await state_of(api, task, namespace))[0] == "SUCCESS", namespace
    for namespace in ("others", "friendships"):
        state, log = await state_of(api, task, namespace)
        assert (state, refusal in log) == ("FAILED", True), log
    # The nearest list counts.
    await let_in(api, "others", place="vault.inner")
    assert (await state_of(api, task, "others.near"))[0] == "SUCCESS"
    assert (await state_of(api, task, "friends.far"))[0] == "FAILED"


async def test_nobody_learns_which_flows_there_are(api: Api) -> None:
    await let_in(api, "friends")
    _, absent = await state_of(api, "Subflow", "others")
    await api.create(CALLED)
    _, present = await state_of(api, "Subflow", "others.near")
    assert "not allowed" in absent
    assert present.replace("others.near", "others") == absent
