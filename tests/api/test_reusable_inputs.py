"""Blocks of inputs that namespaces keep, and flows that take them in."""

from __future__ import annotations

import pytest

from tests.api.client import YAML, Api
from tests.api.errors import check_refused
from tests.api.test_people import ADMIN, PASSWORD, a_user, bound, made
from tiercel.bootstrap import Application
from tiercel.model.json_types import Json
from tiercel.model.stored.records import AUDIT, OLDER_REUSABLE_INPUTS

BASE = "/namespaces/{}/reusable-inputs/{}"
STAGE = """description: Where it goes.
inputs:
  - id: stage
    type: SELECT
    values: [dev, prod]
    defaults: dev
  - id: login
    type: FORM
    inputs:
      - {id: user, type: STRING}
      - {id: password, type: SECRET, required: false}
"""
FLOW = """id: {}
namespace: {}
inputs:
  - id: to
    type: REUSABLE_INPUTS
    ref: {}
  - id: note
    type: STRING
    dependsOn: {{inputs: [to]}}
    required: false
tasks:
  - id: say
    type: io.kestra.plugin.core.debug.Return
    format: "{{{{ inputs.to.stage }}}} {{{{ inputs.to.login.user }}}}"
"""


async def put(api: Api, namespace: str, block_id: str, source: str = STAGE, **query: Json) -> Json:
    path = BASE.format(namespace, block_id)
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return await api.put(f"{path}?{asked}", headers=YAML, content=source)


async def test_a_block_is_stored_found_revised_and_deleted(api: Api) -> None:
    path = BASE.format("blocks.a", "target")
    first = (await put(api, "blocks.a", "target")).json()
    assert (first["revision"], first["last"], first["source"]) == (1, True, STAGE)
    assert [each["id"] for each in first["inputs"]] == ["stage", "login"]
    assert first["description"] == "Where it goes."
    assert (await api.get(path)).json() == first
    second = (await put(api, "blocks.a", "target", STAGE + "# again\n")).json()
    assert (second["revision"], second["created"]) == (2, first["created"])
    assert [each["revision"] for each in (await api.get(f"{path}/revisions")).json()] == [1, 2]
    assert (await api.get(f"{path}?revision=1")).json() == {**first, "last": False}
    assert (await api.get(f"{path}?revision=2")).json()["last"] is True
    check_refused(await api.get(f"{path}?revision=9"), 404, "Revision '9' not found")
    assert (await put(api, "blocks.a", "target", failIfExists="true")).status_code == 409
    assert "blocks.a" in (await api.get("/reusable-inputs/namespaces")).json()
    assert (await api.delete(path)).status_code == 200
    assert (await api.delete(path)).status_code == 404
    assert (await api.get(path)).status_code == 404
    assert (await api.get(f"{path}/revisions")).status_code == 404
    assert "blocks.a" not in (await api.get("/reusable-inputs/namespaces")).json()


async def test_a_namespace_sees_those_above_it_the_nearest_first(api: Api) -> None:
    await put(api, "blocks", "near")
    await put(api, "blocks", "far")
    await put(api, "blocks.b", "near", STAGE + "# nearer\n")
    listed = "/namespaces/blocks.b.c/reusable-inputs"
    page = (await api.get(listed)).json()
    assert [(each["namespace"], each["id"]) for each in page["results"]] == [
        ("blocks", "far"),
        ("blocks.b", "near"),
    ]
    assert (await api.get(f"{listed}?q=nea")).json()["total"] == 1
    assert (await api.get(f"{listed}?size=1&page=2&sort=id:desc")).json()["results"][0]["id"] == (
        "far"
    )
    assert (await api.get(f"{listed}?sort=colour:asc")).status_code == 422
    assert (await api.get(f"{listed}?filters[nothing][EQUALS]=x")).status_code == 400
    assert (await api.get(f"{listed}/near")).json()["namespace"] == "blocks.b"
    assert (await api.delete(f"{listed}/near")).status_code == 404
    assert (await api.get("/namespaces/other/reusable-inputs")).json()["total"] == 0


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("[", "yaml"),
        ("text", "expected a map"),
        ("description: none\n", "inputs: must not be empty"),
        ("inputs: []\n", "inputs: must not be empty"),
        ("inputs: [{id: a, type: NUMBER}]\n", "Invalid type: NUMBER"),
        ("inputs: [{type: STRING}]\n", "inputs[0].id: must not be null"),
        ("inputs: [{id: a, type: STRING}, {id: a, type: INT}]\n", "Duplicate input"),
        ("inputs: [{id: a, type: REUSABLE_INPUTS, ref: b}]\n", "can't stand in another"),
        ("inputs: [{id: a, type: STRING, dependsOn: {inputs: [b]}}]\n", "non-existent input 'b'"),
        ("id: other\ninputs: [{id: a, type: STRING}]\n", "must be 'wrong'"),
        ("namespace: other\ninputs: [{id: a, type: STRING}]\n", "must be 'blocks.c'"),
        ("tasks: []\ninputs: [{id: a, type: STRING}]\n", "Unrecognized field"),
        ("inputs: [{id: a, type: STRING}]\n" + "#" * 16_000, "16,000 characters"),
    ],
)
async def test_what_is_no_block_is_refused_with_its_place(api: Api, source: str, said: str) -> None:
    answer = await put(api, "blocks.c", "wrong", source)
    assert (answer.status_code, said in answer.text) == (422, True), answer.text
    assert (await put(api, "blocks.c", "-no")).status_code == 422
    assert (await api.get("/namespaces/blocks.c/reusable-inputs")).json()["total"] == 0


async def test_a_flow_has_the_inputs_of_a_block_by_the_id_of_its_own(api: Api) -> None:
    await put(api, "blocks.run", "target")
    flow = await api.post(
        "/flows", headers=YAML, content=FLOW.format("f", "blocks.run.x", "target")
    )
    assert flow.status_code == 200, flow.text
    # The flow is shown as its author wrote it.
    assert flow.json()["inputs"][0]["type"] == "REUSABLE_INPUTS"
    start = "/executions/blocks.run.x/f"
    asked = (await api.post(f"{start}/validate")).json()["inputs"]
    assert [each["input"]["id"] for each in asked] == [
        "to.stage",
        "to.login.user",
        "to.login.password",
        "note",
    ]
    check_refused(await api.post(start), 422, "to.login.user")
    sent = {"to.stage": "prod", "to.login.user": "ann"}
    execution = (await api.post(start, files={k: (None, v) for k, v in sent.items()})).json()
    assert execution["inputs"]["to"] == {
        "stage": "prod",
        "login": {"user": "ann", "password": None},
    }


async def test_flows_follow_a_block_as_it_changes_unless_they_name_a_revision(api: Api) -> None:
    one = "inputs: [{id: a, type: STRING, defaults: %s}]\n"
    await put(api, "blocks.follow", "b", one % "first")
    newest = FLOW.format("newest", "blocks.follow", "b").replace("{{ inputs.to.stage", "{{ 1")
    newest = newest.replace("inputs.to.login.user", "inputs.to.a")
    fixed = newest.replace("id: newest", "id: fixed").replace("ref: b", "ref: b\n    revision: 1")
    for source in (newest, fixed):
        answer = await api.post("/flows", headers=YAML, content=source)
        assert answer.status_code == 200, answer.text
    await put(api, "blocks.follow", "b", one % "second")

    async def started(flow_id: str) -> Json:
        return (await api.post(f"/executions/blocks.follow/{flow_id}")).json()["inputs"]["to"]

    assert (await started("newest"), await started("fixed")) == ({"a": "second"}, {"a": "first"})
    for _ in range(20):
        await put(api, "blocks.follow", "b", one % "third")
    refused = await api.post("/executions/blocks.follow/fixed")
    check_refused(refused, 409, "no reusable inputs 'b' of revision 1")


async def test_a_block_that_flows_take_in_stays(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    for namespace in ("blocks.use", "blocks.use.near"):
        await put(api, namespace, "b")
    inherits = FLOW.format("inherits", "blocks.use.far", "b")
    above = FLOW.format("above", "blocks.use.near.x", "b\n    namespace: blocks.use.near")
    for source in (inherits, above):
        answer = await api.post("/flows", headers=YAML, content=source)
        assert answer.status_code == 200, answer.text
    asked = "/references?kind=reusable-inputs&name=b&namespace=blocks.use.near"
    (use,) = (await api.get(asked)).json()["results"]
    assert (use["flowId"], use["path"]) == ("above", "inputs[0].ref")
    far, near = (BASE.format(name, "b") for name in ("blocks.use", "blocks.use.near"))
    check_refused(await api.delete(near), 409, "Flows take in the reusable inputs 'b'")
    check_refused(await api.delete(far), 409, "Flows take in the reusable inputs 'b'")
    # What only a flow below names, which has a nearer one, is in nobody's way.
    await api.delete("/flows/blocks.use.far/inherits")
    with monkeypatch.context() as patch:
        patch.setattr("tiercel.service.flows.revision_facts.FACTS_WAIT_SECONDS", 0.0)
        check_refused(await api.delete(far), 409, "in a moment")
    assert (await api.delete(far)).status_code == 200
    check_refused(await api.delete(near), 409, "change them first")


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("ref: none", "to.ref: no reusable inputs 'none' in namespace 'blocks.ask'"),
        ("ref: there\n    revision: 7", "of revision 7"),
        ("ref: there\n    namespace: blocks.hidden", "the namespace of the flow or one above it"),
        ("ref: ''", "to.ref: must not be blank"),
        ("displayName: x", "to.ref: must not be"),
    ],
)
async def test_a_flow_that_names_no_block_is_refused(api: Api, reference: str, said: str) -> None:
    await put(api, "blocks.ask", "there")
    await put(api, "blocks.hidden", "there")
    source = FLOW.format("f", "blocks.ask", "?").replace("ref: ?", reference)
    answer = await api.post("/flows", headers=YAML, content=source)
    assert (answer.status_code, said in answer.text) == (422, True), answer.text


async def test_old_revisions_go(api: Api, application: Application) -> None:
    for _ in range(22):
        newest = (await put(api, "blocks.old", "b")).json()
    kept = (await api.get(f"{BASE.format('blocks.old', 'b')}/revisions")).json()
    assert [each["revision"] for each in kept] == [*range(3, 23)]
    assert newest["created"] <= kept[0]["updated"]
    await api.delete(BASE.format("blocks.old", "b"))
    async with application.services.ports.store.transaction() as tx:
        assert await tx.records(OLDER_REUSABLE_INPUTS).all() == {}


class TestWithAccounts:
    @pytest.fixture
    def overrides(self) -> dict[str, Json]:
        return {"server": {"basic_auth": {"username": ADMIN[0], "password": ADMIN[1]}}}

    async def test_each_needs_its_right_in_the_namespace(
        self, api: Api, application: Application
    ) -> None:
        ann = ("ann@example.org", PASSWORD)
        user = await a_user(api, ann[0])
        role = await made(
            api, "/roles", {"name": "blocks", "permissions": {"REUSABLE_INPUTS": ["LIST", "VIEW"]}}
        )
        await bound(api, user, role["id"], "mine")
        for namespace in ("mine.a", "theirs"):
            path = BASE.format(namespace, "b")
            sent = await api.put(path, headers=YAML, content=STAGE, auth=ADMIN)
            assert sent.status_code == 200
        assert (await api.get("/reusable-inputs/namespaces", auth=ann)).json() == ["mine.a"]
        statuses = {
            namespace: [
                (await api.get(path, auth=ann)).status_code,
                (await api.get(f"{path}/revisions", auth=ann)).status_code,
                (await api.get(path.removesuffix("/b"), auth=ann)).status_code,
                (await api.put(path, headers=YAML, content=STAGE, auth=ann)).status_code,
                (await api.delete(path, auth=ann)).status_code,
            ]
            for namespace in ("mine.a", "theirs")
            for path in [BASE.format(namespace, "b")]
        }
        assert statuses == {"mine.a": [200, 200, 200, 403, 403], "theirs": [403] * 5}
        async with application.services.ports.store.transaction() as tx:
            entries = [
                each
                for each in (await tx.records(AUDIT).all()).values()
                if each["resource"] == "REUSABLE_INPUTS" and not each.get("is_denied")
            ]
        assert {(each["type"], each["object_id"], each["namespace"]) for each in entries} == {
            ("CREATE", "b", "mine.a"),
            ("CREATE", "b", "theirs"),
        }
