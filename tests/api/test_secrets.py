"""Secrets over the API: names of the environment, and an encrypted store."""

from __future__ import annotations

import base64

import msgspec
import pytest

from tests.api.client import Api
from tests.api.errors import check_refused
from tiercel.adapters.key_ring import AesKeyRing, KeySource
from tiercel.bootstrap import Application
from tiercel.engine.storage_paths import Reader
from tiercel.expr import Absent
from tiercel.model.json_types import Json
from tiercel.model.stored.moving import MovedKind
from tiercel.model.stored.records import SECRETS as SECRETS_TABLE

CANARY = "canary-7f3a91-value"
SECRETS = "/namespaces/company.team/secrets"
READER = """id: reader
namespace: company.team.sub
tasks:
  - id: show
    type: io.kestra.plugin.core.log.Log
    message: "it is {{ secret('TOKEN') }}"
"""


@pytest.fixture
def overrides() -> dict[str, Json]:
    return {"encryption": {"secret_key": base64.b64encode(bytes(range(32))).decode()}}


async def test_store_list_change_and_forget(api: Api) -> None:
    body = {"key": "token", "value": CANARY, "tags": [{"key": "env", "value": "prod"}]}
    put = await api.put(SECRETS, json={**body, "description": "for the API"})
    assert put.status_code == 200
    shown = {
        "key": "token",
        "namespace": "company.team",
        "description": "for the API",
        "tags": [{"key": "env", "value": "prod"}],
    }
    assert put.json() == [shown]
    page = (await api.get(SECRETS)).json()
    assert page == {"readOnly": False, "results": [shown], "total": 1}
    assert (await api.get("/main/secrets")).json() == page
    assert (await api.get(f"{SECRETS}?q=tok")).json()["total"] == 1
    assert (await api.get(f"{SECRETS}?q=none")).json()["total"] == 0
    assert (await api.get("/namespaces/other/secrets")).json()["total"] == 0
    below = (await api.get("/namespaces/company.team.sub/inherited-secrets")).json()
    assert below == {"company.team": ["token"], "company.team.sub": ["token"]}

    changed = await api.call("PATCH", f"{SECRETS}/TOKEN", json={"description": "new"})
    assert (changed.json()[0]["description"], changed.json()[0]["key"]) == ("new", "token")
    assert (await api.delete(f"{SECRETS}/TOKEN")).status_code == 204
    gone = await api.delete(f"{SECRETS}/TOKEN")
    check_refused(gone, 404, "Secret 'TOKEN' not found in namespace 'company.team'.")


async def test_what_is_not_said_anew_stays(api: Api) -> None:
    body = {"key": "KEPT", "value": "first", "description": "for what", "tags": {"a": "b"}}
    await api.put(SECRETS, json=body)
    (again,) = (await api.put(SECRETS, json={"key": "KEPT", "value": "second"})).json()
    assert (again["description"], again["tags"]) == ("for what", [{"key": "a", "value": "b"}])
    empty = {"description": "", "tags": []}
    (cleared,) = (await api.call("PATCH", f"{SECRETS}/KEPT", json=empty)).json()
    assert cleared == {"key": "KEPT", "namespace": "company.team", "tags": []}


async def test_a_namespace_reads_only_its_own_and_those_of_namespaces_that_allow_it(
    api: Api, application: Application
) -> None:
    await api.put("/namespaces/vault.prod/secrets", json={"key": "FAR", "value": CANARY})
    await api.put("/namespaces/company/secrets", json={"key": "UP", "value": "above"})
    lookups, team = application.services.lookups, Reader("company.team", "reader")
    assert await lookups.fetch(team, "secret", ("UP", "company")) == "above"
    for namespace in ("vault.prod", "vault", "company.team.sub", "company.teams"):
        with pytest.raises(Absent):
            await lookups.fetch(team, "secret", ("FAR", namespace))
    await api.create(READER.replace("'TOKEN'", "'FAR', 'vault.prod'"))
    execution = (await api.post("/executions/company.team.sub/reader?wait=true")).json()
    assert execution["state"]["current"] == "FAILED"
    logs = (await api.get(f"/logs/{execution['id']}")).text
    assert "Cannot find secret for key 'FAR'." in logs
    assert CANARY not in logs
    for allowed, is_found in (("company", True), ("company.team", True), ("company.t", False)):
        about = {"id": "vault", "allowedNamespaces": [{"namespace": allowed}]}
        assert (await api.put("/namespaces/vault", json=about)).status_code == 200
        try:
            found = await lookups.fetch(team, "secret", ("FAR", "vault.prod"))
        except Absent:
            found = None
        assert (found == CANARY) is is_found


async def test_a_key_is_shown_as_it_was_written_and_found_in_any_case(
    api: Api, application: Application
) -> None:
    for namespace, key in (("company.team", "my_key"), ("company.team", "My_Key")):
        put = await api.put(f"/namespaces/{namespace}/secrets", json={"key": key, "value": key})
        assert put.json()[0]["key"] == key
    await api.put("/namespaces/company/secrets", json={"key": "MY_KEY", "value": "far"})
    await api.create(READER.replace("TOKEN", "mY_kEY"))
    assert (await application.services.secrets.get("company.team.sub", "mY_kEY")) == "My_Key"
    listed = (await api.get("/namespaces/company.team.sub/secrets")).json()["results"]
    assert [one["key"] for one in listed] == ["My_Key"]
    everywhere = (await api.get("/secrets")).json()["results"]
    assert [one["key"] for one in everywhere] == ["MY_KEY", "My_Key"]
    below = (await api.get("/namespaces/company.team.sub/inherited-secrets")).json()
    assert below["company.team.sub"] == ["My_Key"]
    assert (await api.delete(f"{SECRETS}/MY_KEY")).status_code == 204
    assert await application.services.secrets.get("company.team", "my_key") == "far"


async def test_a_value_is_encrypted_used_below_and_never_shown(
    api: Api, application: Application
) -> None:
    await api.put(SECRETS, json={"key": "TOKEN", "value": CANARY})
    async with application.ports.store.moment() as moment:
        stored = msgspec.json.encode([row async for row in moment.rows(MovedKind.DOCUMENTS)])
    assert b'"secret:company.team:TOKEN"' in stored
    assert CANARY.encode() not in stored
    assert base64.b64encode(CANARY.encode()) not in stored

    await api.create(READER)
    execution = (await api.post("/executions/company.team.sub/reader?wait=true")).json()
    assert execution["state"]["current"] == "SUCCESS"
    logs = await api.get(f"/logs/{execution['id']}")
    assert "it is **masked*" in logs.text
    for path in (SECRETS, "/secrets", f"/executions/{execution['id']}", "/configs"):
        assert CANARY not in (await api.get(path)).text


async def test_a_nearer_namespace_wins(api: Api, application: Application) -> None:
    await api.put("/namespaces/company/secrets", json={"key": "T", "value": "far"})
    await api.put(SECRETS, json={"key": "T", "value": "near"})
    vault = application.services.secrets
    assert await vault.get("company.team.sub", "t") == "near"
    assert await vault.get("company", "T") == "far"
    assert await vault.get("other", "T") is None


async def test_lists_show_the_nearest_or_all_of_a_name(api: Api) -> None:
    for namespace in ("company", "company.team", "other"):
        body = {"key": "T", "value": "x", "description": namespace}
        assert (await api.put(f"/namespaces/{namespace}/secrets", json=body)).is_success

    async def described(path: str) -> list[str]:
        return [one["description"] for one in (await api.get(path)).json()["results"]]

    assert await described("/namespaces/company.team.sub/secrets") == ["company.team"]
    assert await described("/namespaces/company/secrets") == ["company"]
    assert await described("/secrets") == ["company", "company.team", "other"]
    prefixed = "/secrets?filters[namespace][PREFIX]=company"
    assert await described(prefixed) == ["company", "company.team"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PUT", SECRETS, {"key": "", "value": "x"}, 422),
        ("PUT", SECRETS, {"key": "a:b", "value": "x"}, 422),
        ("PUT", SECRETS, {"key": "A"}, 422),
        ("PUT", SECRETS, {"key": "A", "value": ""}, 422),
        ("PUT", SECRETS, {"key": "A", "value": "x" * 100_001}, 413),
        ("PATCH", f"{SECRETS}/NONE", {"value": "x"}, 404),
    ],
)
async def test_refusals(api: Api, method: str, path: str, body: Json, status: int) -> None:
    assert (await api.call(method, path, json=body)).status_code == status


async def test_a_secret_whose_key_is_lost_says_so_and_can_be_stored_again(
    api: Api, application: Application
) -> None:
    lost = AesKeyRing([KeySource("lost", base64.b64encode(b"lost" * 8).decode())])
    (key_id,), place = lost.key_ids, ("company.team", "TOKEN")
    body = {"key": "TOKEN", "value": CANARY, "description": "kept"}
    await api.put(SECRETS, json=body)
    async with application.ports.store.transaction() as tx:
        document = await tx.records(SECRETS_TABLE).get(*place)
        assert document is not None
        changed = {**document, "value": lost.seal(place, CANARY)}
        tx.records(SECRETS_TABLE).put(place, changed)
    listed = (await api.get(SECRETS)).json()["results"]
    assert [one["description"] for one in listed] == ["kept"]
    await api.create(READER)
    execution = (await api.post("/executions/company.team.sub/reader?wait=true")).json()
    assert execution["state"]["current"] == "FAILED"
    said = (await api.get(f"/logs/{execution['id']}")).text
    assert "Secret TOKEN of namespace 'company.team' can't be read" in said
    assert key_id in said
    await api.put(SECRETS, json={"key": "TOKEN", "value": CANARY})
    execution = (await api.post("/executions/company.team.sub/reader?wait=true")).json()
    assert execution["state"]["current"] == "SUCCESS"


class TestWithoutAKey:
    @pytest.fixture
    def overrides(self) -> dict[str, Json]:
        return {}

    async def test_nothing_can_be_stored(self, api: Api) -> None:
        assert (await api.get(SECRETS)).json()["readOnly"] is True
        put = await api.put(SECRETS, json={"key": "A", "value": "x"})
        patch = await api.call("PATCH", f"{SECRETS}/A", json={"value": "x"})
        assert [put.status_code, patch.status_code] == [405, 405]
        for way in ("kestra.encryption.secret-key", "SECRET_KEY"):
            assert way in put.json()["message"]
        assert (await api.delete(f"{SECRETS}/A")).status_code == 405


USING = """id: uses
namespace: usages.team
tasks:
  - {id: a, type: io.kestra.plugin.core.debug.Return, format: plain}
  - id: b
    type: io.kestra.plugin.core.debug.Return
    format: "{{ secret('token') }}"
"""


async def test_lines_of_flows_that_name_a_secret_are_found(api: Api) -> None:
    await api.create(USING)
    await api.create(USING.replace("usages.team", "elsewhere"))
    await api.create(USING.replace("usages.team", "asks").replace("'token'", "'token', 'usages'"))
    found = (await api.get("/namespaces/usages/secrets/TOKEN/usages")).json()
    place = {"flowId": "uses", "revision": 1, "line": 7}
    assert found == [{"namespace": each, **place} for each in ("asks", "usages.team")]
    assert (await api.get("/namespaces/usages/secrets/OTHER/usages")).json() == []
