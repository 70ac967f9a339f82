"""What tasks may do on a server with accounts: in their namespace, and where others allow it.

Source: spec/api/access.md §17 and §18.3. Flows of `desk` ask; `vault` lets others in than these,
`shop` lists them, `open` says nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anyio
import pytest

from tests.api.client import Api
from tests.api.test_people import ADMIN, PASSWORD, a_user, bound
from tiercel.bootstrap import Application
from tiercel.model.access import Actor
from tiercel.model.errors import NotAllowed, NotFound, TiercelError
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Filter, Operation, Query
from tiercel.plugin import server
from tiercel.service.operations.catalogue import OPERATIONS

CORE = "io.kestra.plugin.core"
OWN, CHILD, OTHER, LISTING, SILENT = "desk", "desk.inner", "vault", "shop", "open"
HERE, ELSEWHERE = (OWN, CHILD), (OTHER, LISTING, SILENT)
ACTOR = Actor.of_execution(OWN, "asks", "none")
STORED = "kestra:///desk/asks/executions/none/tasks/a/b/n.txt"
Make = Callable[[str, str], Any]


def of(namespace: str) -> tuple[Filter, ...]:
    return (Filter("namespace", Operation.PREFIX, namespace),)


def source_in(namespace: str) -> str:
    log = f"{{id: a, type: {CORE}.log.Log, message: m}}"
    cron = f'{{id: y, type: {CORE}.trigger.Schedule, cron: "0 0 1 1 *"}}'
    pause = f"{{id: p, type: {CORE}.flow.Pause}}"
    return (
        f"id: does\nnamespace: {namespace}\ntasks:\n  - {log}\n  - {pause}\ntriggers:\n  - {cron}\n"
    )


# What flows of another namespace may ask of one that lets them in.
SHARED: dict[str, Make] = {
    "execution.start": lambda ns, _: server.StartExecution(namespace=ns, flow_id="does"),
    "execution.get": lambda _, one: server.GetExecution(execution_id=one),
    "kv.find": lambda ns, _: server.FindKey(key="k", namespace=ns),
    "kv.keys": lambda ns, _: server.ListKeys(namespace=ns),
    "file.list": lambda ns, _: server.ListNamespaceFiles(namespace=ns),
    "file.locate": lambda ns, _: server.LocateNamespaceFile(namespace=ns, path="f.txt"),
}
# What they may ask in their own only, of executions by id.
BY_ID: dict[str, Make] = {
    "log.fetch": lambda _, one: server.FetchLogs(execution_id=one),
    "execution.resume": lambda _, one: server.ResumeExecution(execution_id=one),
    "execution.kill": lambda _, one: server.KillExecution(execution_id=one),
    "execution.delete": lambda _, one: server.DeleteExecution(execution_id=one),
}
# And what names a namespace.
NAMED: dict[str, Make] = {
    "execution.count": lambda ns, _: server.CountExecutions(namespaces=(ns,)),
    "execution.total": lambda ns, _: server.TotalExecutions(namespaces=(ns,)),
    "execution.purge": lambda ns, _: server.PurgeExecutions(namespace=ns),
    "execution.purge_files": lambda ns, _: server.PurgeStorage(namespace=ns),
    "file.put": lambda ns, _: server.PutNamespaceFile(namespace=ns, path="n.txt", uri=STORED),
    "file.delete": lambda ns, _: server.DeleteNamespaceFiles(namespace=ns, paths=("n.txt",)),
    "file.purge_revisions": lambda ns, _: server.PurgeFileRevisions(namespaces=(ns,)),
    "flow.list": lambda ns, _: server.ListFlows(namespace=ns),
    "flows.export": lambda ns, _: server.ExportFlows(flows=((ns, "does"),)),
    "flow.save": lambda ns, _: server.SaveFlow(source=source_in(ns)),
    "flow.purge_revisions": lambda ns, _: server.PurgeFlowRevisions(namespace=ns),
    "trigger.disable": lambda ns, _: server.DisableTrigger(
        namespace=ns, flow_id="does", trigger_id="y"
    ),
    "trigger.enable": lambda ns, _: server.EnableTrigger(
        namespace=ns, flow_id="does", trigger_id="y"
    ),
    "kv.set": lambda ns, _: server.SetKey(key="k", value=1, namespace=ns),
    "kv.update": lambda ns, _: server.UpdateKey(key="k", value=2, namespace=ns),
    "kv.delete": lambda ns, _: server.DeleteKey(key="none", namespace=ns),
    "kv.purge": lambda ns, _: server.PurgeKeys(namespaces=(ns,)),
    "log.purge": lambda ns, _: server.PurgeLogs(namespace=ns, flow_id="none"),
    "metric.purge": lambda ns, _: server.PurgeMetrics(namespace=ns),
    "flow.delete": lambda ns, _: server.DeleteFlow(namespace=ns, flow_id="does"),
}
# Lists, which leave out what the flow does not see.
LISTS: dict[str, Make] = {
    "execution.search": lambda ns, _: server.FindExecutions(query=Query(of(ns))),
    "flow.search": lambda ns, _: server.FindFlows(query=Query(of(ns))),
    "trigger.search": lambda ns, _: server.FindTriggers(query=Query(of(ns))),
    "log.search": lambda ns, _: server.FindLogs(query=Query(of(ns))),
    "log.delete": lambda ns, _: server.DeleteLogs(filters=of(ns)),
    "flow.namespaces": lambda ns, _: server.ListFlowNamespaces(text=ns),
    "namespace.list": lambda _, __: server.ListNamespaces(),
}
# What needs nothing but to be a flow.
FREE = {"execution.issue_token"}
# What belongs to the whole tenant.
TENANT: dict[str, Make] = {
    "dashboard.sources": lambda _, __: server.ListDashboardSources(),
    "dashboard.save": lambda _, __: server.SaveDashboard(source="id: d"),
    "dashboard.delete": lambda _, __: server.DeleteDashboard(dashboard_id="d"),
}


@pytest.fixture
def overrides() -> dict[str, Json]:
    return {"server": {"basic_auth": {"username": ADMIN[0], "password": ADMIN[1]}}}


@pytest.fixture
async def executions(api: Api) -> dict[str, str]:
    """A paused execution of each namespace, by its name."""
    found = {}
    for namespace in (*HERE, *ELSEWHERE):
        headers = {"Content-Type": "application/x-yaml"}
        await api.post("/flows", headers=headers, content=source_in(namespace), auth=ADMIN)
        made = await api.post(f"/executions/{namespace}/does", auth=ADMIN)
        found[namespace] = made.json()["id"]
        await api.until(found[namespace], "PAUSED", auth=ADMIN)
        await api.put(f"/namespaces/{namespace}/kv/k", content="1", auth=ADMIN)
        file = {"fileContent": ("f.txt", b"text")}
        await api.post(f"/namespaces/{namespace}/files?path=f.txt", files=file, auth=ADMIN)
    for namespace, listed in ((OTHER, "friends"), (LISTING, OWN)):
        about = {"allowedNamespaces": [{"namespace": listed}]}
        await api.put(f"/namespaces/{namespace}", json=about, auth=ADMIN)
    return found


async def outcome(application: Application, request: Any, actor: Actor = ACTOR) -> str:
    """The text of a refusal; empty when it is done, or fails for another reason."""
    try:
        await application.operations.run(actor, request)
    except (NotAllowed, NotFound) as error:
        is_absent = isinstance(error, NotFound) and "Execution" not in str(error)
        return "" if is_absent else str(error)
    except TiercelError:
        return ""
    return ""


def test_the_table_has_all_that_tasks_ask_for() -> None:
    asked = {
        one.name
        for one in OPERATIONS
        if one.request.__module__.startswith("tiercel.plugin.server.")
    }
    assert asked == {*SHARED, *BY_ID, *NAMED, *LISTS, *TENANT, *FREE}


async def test_what_is_shared_may_be_asked_where_the_flow_is_let_in(
    application: Application, executions: dict[str, str]
) -> None:
    for name, make in SHARED.items():
        said = {
            namespace: await outcome(application, make(namespace, one))
            for namespace, one in executions.items()
        }
        refusal = said.pop(OTHER)
        assert set(said.values()) == {""}, (name, said)
        if name == "execution.get":
            assert "not found" in refusal.lower()
        else:
            assert refusal == "Namespace 'desk' is not allowed to access namespace 'vault'", name


async def test_the_rest_may_be_asked_in_the_own_namespace_only(
    application: Application, executions: dict[str, str]
) -> None:
    allows = {one.name: one.allows for one in OPERATIONS}
    for name, make in {**NAMED, **BY_ID}.items():
        for namespace in ELSEWHERE:
            said = await outcome(application, make(namespace, executions[namespace]))
            if name in BY_ID and namespace == OTHER:
                assert "not found" in said.lower(), name
                continue
            permissions = allows[name]
            assert isinstance(permissions, tuple)
            place = "" if name in BY_ID else f" in namespace '{namespace}'"
            assert said == (
                f"Permission {' and '.join(map(str, permissions))} is missing{place} for flows of"
                " namespace 'desk': a role of the group 'flows:desk' gives it"
            )
        for namespace in HERE:
            said = await outcome(application, make(namespace, executions[namespace]))
            assert said == "", (name, namespace)


async def test_lists_leave_out_what_the_flow_does_not_see(
    application: Application, executions: dict[str, str]
) -> None:
    for name, make in LISTS.items():
        for namespace in (*ELSEWHERE, *HERE):
            found = await application.operations.run(ACTOR, make(namespace, ""))
            results = getattr(found, "results", found)
            if name == "namespace.list":
                assert set(results) == set(HERE)
            elif namespace in ELSEWHERE:
                assert not results, (name, namespace)
            elif name != "log.delete" or namespace == OWN:
                assert results, (name, namespace)


async def test_what_belongs_to_the_tenant_needs_a_role(application: Application) -> None:
    for make in TENANT.values():
        said = await outcome(application, make("", ""))
        assert "Permission DASHBOARD:" in said
        assert "'flows:desk'" in said


async def test_a_group_of_the_flows_gives_them_more_and_takes_it_again(
    api: Api, application: Application, executions: dict[str, str]
) -> None:
    kill = server.KillExecution(execution_id=executions[SILENT])
    assert "EXECUTION:KILL" in await outcome(application, kill)
    group = (await api.post("/groups", json={"name": "flows:desk"}, auth=ADMIN)).json()
    given = {
        "type": "GROUP",
        "externalId": group["id"],
        "roleId": "editor",
        "namespaceId": SILENT,
    }
    binding = (await api.post("/bindings", json=given, auth=ADMIN)).json()
    below = Actor.of_execution("desk.inner", "asks", "none")
    assert await outcome(application, kill, below) == ""
    another = Actor.of_execution("desks", "asks", "none")
    assert "EXECUTION:KILL" in await outcome(application, kill, another)
    await api.delete(f"/bindings/{binding['id']}", auth=ADMIN)
    assert "EXECUTION:KILL" in await outcome(application, kill, below)


async def test_whoever_renames_groups_gives_flows_no_more_than_they_have(api: Api) -> None:
    user = await a_user(api, "ann@example.org")
    role = {"name": "namer", "permissions": {"GROUP": ["VIEW", "LIST", "CREATE", "UPDATE"]}}
    namer = (await api.post("/roles", json=role, auth=ADMIN)).json()
    await bound(api, user, namer["id"])
    group = (await api.post("/groups", json={"name": "mighty"}, auth=ADMIN)).json()
    given = {"type": "GROUP", "externalId": group["id"], "roleId": "editor"}
    assert (await api.post("/bindings", json=given, auth=ADMIN)).status_code == 200
    ann, path = ("ann@example.org", PASSWORD), f"/groups/{group['id']}"
    assert (await api.put(path, json={"name": "flows:desk"}, auth=ann)).status_code == 403
    assert (await api.put(path, json={"name": "mightier"}, auth=ann)).status_code == 200
    assert (await api.put(path, json={"name": "flows:desk"}, auth=ADMIN)).status_code == 200
    # It stands for them already.
    same = {"name": "flows:desk", "description": "x"}
    assert (await api.put(path, json=same, auth=ann)).status_code == 200
    assert (await api.put(path, json={"name": "flows:till"}, auth=ann)).status_code == 403


async def test_what_names_no_namespace_is_about_what_the_flow_sees(
    application: Application, executions: dict[str, str]
) -> None:
    everything = await application.operations.run(ACTOR, server.TotalExecutions())
    assert everything == len(HERE)
    gone = await application.operations.run(
        ACTOR, server.PurgeKeys(namespaces=(), expired_only=False)
    )
    assert set(gone.namespaces) == set(HERE)
    own = await application.operations.run(ACTOR, server.FindKey(key="none"))
    assert not own.found


async def test_the_log_says_what_is_missing(api: Api, executions: dict[str, str]) -> None:
    asking = f"""id: asks
namespace: desk
tasks:
  - {{id: t, type: io.kestra.plugin.kestra.executions.Kill, executionId: {executions[SILENT]}}}
"""
    headers = {"Content-Type": "application/x-yaml"}
    await api.post("/flows", headers=headers, content=asking, auth=ADMIN)
    ended = (await api.post("/executions/desk/asks?wait=true", auth=ADMIN)).json()
    assert ended["state"]["current"] == "FAILED"
    log = (await api.get(f"/logs/{ended['id']}", auth=ADMIN)).json()
    assert any(
        "Permission EXECUTION:KILL is missing for flows of namespace 'desk'" in str(each["message"])
        for each in log
    )


async def test_flows_get_nothing_of_the_user_who_starts_them(
    api: Api, application: Application, executions: dict[str, str]
) -> None:
    await bound(api, await a_user(api, "ann@example.org"), "admin")
    kill = server.KillExecution(execution_id=executions[SILENT])
    assert "EXECUTION:KILL" in await outcome(application, kill)


async def token_of(application: Application, execution_id: str | None) -> str | None:
    actor = Actor.of_execution(OWN, "does", execution_id)
    found: str | None = await application.operations.run(actor, server.IssueToken())
    return found


def bearer(token: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def until_refused(api: Api, headers: dict[str, str]) -> None:
    """What a token proved is known for a moment."""
    with anyio.fail_after(60):
        while True:
            answer = await api.get(f"/flows/{OWN}/does", headers=headers)
            if answer.status_code == 401:
                return
            await anyio.sleep(0.1)


async def test_a_token_of_an_execution_may_do_what_its_flow_may_while_it_runs(
    api: Api, application: Application, executions: dict[str, str]
) -> None:
    token = await token_of(application, executions[OWN])
    assert token is not None
    assert token.startswith("tcx_")
    headers = bearer(token)
    for namespace in (OWN, CHILD):
        assert (await api.get(f"/flows/{namespace}/does", headers=headers)).status_code == 200
        path = f"/executions/{executions[namespace]}"
        assert (await api.get(path, headers=headers)).status_code == 200
    listed = (await api.get("/executions/search", headers=headers)).json()
    assert {each["namespace"] for each in listed["results"]} == set(HERE)
    written = await api.put(f"/namespaces/{OWN}/kv/by-token", content="1", headers=headers)
    assert written.status_code == 200
    for namespace in ELSEWHERE:
        assert (await api.get(f"/flows/{namespace}/does", headers=headers)).status_code == 403
        path = f"/executions/{executions[namespace]}"
        assert (await api.get(path, headers=headers)).status_code == 404
        written = await api.put(f"/namespaces/{namespace}/kv/k", content="1", headers=headers)
        assert written.status_code == 403
    ended = await api.delete(f"/executions/{executions[OWN]}/kill", headers=headers)
    assert ended.status_code == 202
    await api.until(executions[OWN], "KILLED", auth=ADMIN)
    assert await token_of(application, executions[OWN]) is None
    await until_refused(api, headers)
    again = await api.post(f"/executions/{executions[OWN]}/restart", auth=ADMIN)
    assert again.status_code == 200
    newer = again.json()["id"]
    fresh = await token_of(application, newer)
    assert (await api.get(f"/flows/{OWN}/does", headers=bearer(fresh))).status_code == 200
    assert (await api.get(f"/flows/{OWN}/does", headers=headers)).status_code == 401


SWITCH = {"name": "x", "evaluationType": "KILL", "startDate": "2030-01-01T00:00:00Z"}
FORBIDDEN: tuple[tuple[str, str, dict[str, Json] | None], ...] = (
    ("GET", "/me", None),
    ("GET", "/me/api-tokens", None),
    ("POST", "/me/api-tokens", {"name": "more"}),
    ("PUT", "/me/password", {"oldPassword": "a", "newPassword": PASSWORD}),
    ("PATCH", "/me", {"email": "flow@example.org"}),
    ("GET", "/users", None),
    ("POST", "/users", {"email": "b@example.org"}),
    ("POST", "/roles", {"name": "more", "permissions": {"FLOW": ["VIEW"]}}),
    ("POST", "/groups", {"name": "flows:desk"}),
    ("POST", "/bindings", {"type": "GROUP", "externalId": "x", "roleId": "admin"}),
    ("GET", "/main/auditlogs/search", None),
    ("GET", f"/namespaces/{OWN}/secrets", None),
    ("PUT", f"/namespaces/{OWN}", {"allowedNamespaces": []}),
    ("PUT", f"/namespaces/{OTHER}", {"allowedNamespaces": [{"namespace": OWN}]}),
    ("GET", "/dashboards", None),
    ("POST", "/kill-switches", SWITCH),
)


async def test_a_token_of_an_execution_is_nobody_who_has_signed_in(
    api: Api, application: Application, executions: dict[str, str]
) -> None:
    headers = bearer(await token_of(application, executions[OWN]))
    for method, path, body in FORBIDDEN:
        refused = await api.call(method, path, json=body, headers=headers)
        assert refused.status_code == 403, (method, path, refused.text)
    acting = {**headers, "X-Kestra-Impersonate": ADMIN[0]}
    assert (await api.get(f"/flows/{OWN}/does", headers=acting)).status_code == 403


async def test_a_token_that_is_changed_or_of_no_execution_is_refused(
    api: Api, application: Application, executions: dict[str, str]
) -> None:
    token = await token_of(application, executions[OWN])
    assert token is not None
    assert await token_of(application, None) is None
    assert await token_of(application, "none") is None
    middle = len(token) // 2
    changed = "A" if token[middle] != "A" else "B"
    for text in (
        "tcx_",
        "tcx_x",
        token[4:],
        token[:-2],
        token[:middle] + changed + token[middle + 1 :],
    ):
        answer = await api.get(f"/flows/{OWN}/does", headers=bearer(text))
        assert answer.status_code == 401


class TestOpen:
    """A server where nobody signs in."""

    @pytest.fixture
    def overrides(self) -> dict[str, Json]:
        return {}

    async def test_flows_may_do_everything_and_need_no_token(
        self, application: Application
    ) -> None:
        for make in {**NAMED, **BY_ID, **TENANT}.values():
            assert "Permission" not in await outcome(application, make(OTHER, "none"))
        actor = Actor.of_execution(OWN, "does", "one")
        assert await application.operations.run(actor, server.IssueToken()) is None
