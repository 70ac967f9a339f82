"""Credentials: kept without showing their secrets, and what flows get of them."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator

import pytest

from tests.api.client import YAML, Api
from tests.api.errors import check_refused
from tests.api.test_people import ADMIN, PASSWORD, a_user, bound, made
from tests.api.token_server import CLIENT_ID, CLIENT_SECRET, TOKEN, TokenServer
from tiercel.bootstrap import Application
from tiercel.engine.storage_paths import Reader
from tiercel.expr import Absent
from tiercel.expr.errors import EvaluationError
from tiercel.model.json_types import Json
from tiercel.model.stored.records import AUDIT, CREDENTIALS

BASES = ("/credentials", "/namespaces/keys.team/credentials")
HIDDEN = {"type": "VALUE", "value": "******"}
ENCRYPTION = {"secret_key": base64.b64encode(bytes(range(32))).decode()}


@pytest.fixture
def overrides() -> dict[str, Json]:
    return {"encryption": ENCRYPTION}


@pytest.fixture
async def endpoint() -> AsyncIterator[TokenServer]:
    async with TokenServer().running() as server:
        yield server


def oauth(address: str = "https://login.example.org", **members: Json) -> Json:
    auth = {"type": "CLIENT_CREDENTIALS", "clientId": CLIENT_ID, "clientSecret": CLIENT_SECRET}
    return {
        "type": "OAUTH2",
        "tokenEndpoint": f"{address}/token",
        "authConfig": {**auth, **members.pop("auth", {})},
        **members,
    }


@pytest.mark.parametrize("base", BASES)
async def test_one_is_made_found_changed_and_deleted(api: Api, base: str) -> None:
    body = oauth(description="The CRM.", scopes=["read", "write"], audience="crm")
    one = (await api.post(base, json={"name": "crm", **body})).json()
    assert one["authConfig"] == {
        "type": "CLIENT_CREDENTIALS",
        "clientId": {"type": "VALUE", "value": CLIENT_ID},
        "clientSecret": HIDDEN,
    }
    assert one["tokenCaching"] == {"enabled": True, "refreshBeforeExpiry": "PT1M"}
    assert (one["id"], one["name"], one["tenantId"]) == ("crm", "crm", "main")
    assert one.get("namespace") == ("keys.team" if "namespaces" in base else None)
    assert (await api.get(f"{base}/crm")).json() == one
    assert (await api.post(base, json={"name": "crm", **body})).status_code == 409
    page = (await api.get(f"{base}?q=CRM&sort=name:desc")).json()
    assert page == {"results": [one], "total": 1}
    assert (await api.get(f"{base}?filters[nothing][EQUALS]=x")).status_code == 400
    assert (await api.get(f"{base}?sort=colour:asc")).status_code == 422
    # What was shown may be sent again as it is.
    changed = (await api.put(f"{base}/crm", json={**one, "description": "Another."})).json()
    assert changed == {**one, "description": "Another.", "updatedAt": changed["updatedAt"]}
    for method in ("GET", "DELETE"):
        assert (await api.call(method, f"{base}/none")).status_code == 404
    assert (await api.put(f"{base}/none", json=body)).status_code == 404
    assert (await api.post(f"{base}/none/test")).status_code == 404
    assert (await api.delete(f"{base}/crm")).status_code == 200
    assert (await api.get(f"{base}/crm")).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "a b"}, "name"),
        ({"name": "inherited"}, "name"),
        ({"name": ""}, "name"),
        ({"type": "PASSWORD"}, "type"),
        ({"tokenEndpoint": "http://login.example.org"}, "tokenEndpoint"),
        ({"tokenEndpoint": None}, "tokenEndpoint"),
        ({"scopes": ["a b"]}, "scopes"),
        ({"tokenCaching": {"refreshBeforeExpiry": "P2D"}}, "tokenCaching.refreshBeforeExpiry"),
        ({"authConfig": {"type": "PASSWORD"}}, "authConfig.type"),
        ({"authConfig": {"type": "CLIENT_CREDENTIALS"}}, "authConfig.clientSecret"),
        ({"auth": {"password": "x"}}, "authConfig.password"),
        ({"auth": {"clientSecret": "******"}}, "authConfig.clientSecret"),
        ({"auth": {"clientId": {"secretKey": "a/b"}}}, "authConfig.clientId.secretKey"),
        ({"auth": {"clientId": {"type": "FILE", "value": "x"}}}, "authConfig.clientId"),
        ({"auth": {"type": "JWT_BEARER", "privateKey": "x", "algorithm": "none",
                   "clientSecret": None}}, "authConfig.algorithm"),
        ({"colour": "red"}, "colour"),
    ],
)  # fmt: skip
async def test_what_can_not_be_is_refused_by_its_member(api: Api, body: Json, field: str) -> None:
    members = {name: each for name, each in body.items() if name == "auth"}
    sent = {"name": "x", **oauth(**members)}
    sent |= {name: each for name, each in body.items() if name != "auth"}
    answer = await api.post("/credentials", json=sent)
    assert (answer.status_code, field in answer.text) == (422, True), answer.text
    assert CLIENT_SECRET not in answer.text
    assert (await api.get("/credentials")).json()["total"] == 0


async def test_no_secret_of_its_own_is_stored_or_audited_in_clear(
    api: Api, application: Application
) -> None:
    path = f"{BASES[1]}/crm"
    await api.post(BASES[1], json={"name": "crm", **oauth()})
    await api.put(path, json=oauth(auth={"clientSecret": "another-canary-1"}))
    async with application.services.ports.store.transaction() as tx:
        documents = [await tx.records(table).all() for table in (CREDENTIALS, AUDIT)]
    stored = json.dumps([[*each.values()] for each in documents], default=str)
    assert "clientSecret" in stored
    assert (CLIENT_SECRET in stored, "another-canary" in stored) == (False, False)


async def test_a_flow_gets_the_token_of_the_nearest_credential(
    api: Api, application: Application, endpoint: TokenServer
) -> None:
    lookups, team = application.services.lookups, Reader("keys.team.sub", "reader")
    with pytest.raises(Absent):
        await lookups.fetch(team, "credential", ("crm",))
    await api.post("/credentials", json={"name": "crm", **oauth(endpoint.address)})
    assert await lookups.fetch(team, "credential", ("crm",)) == f"{TOKEN}-1"
    assert await lookups.fetch(team, "credential", ("crm",)) == f"{TOKEN}-1"
    await api.post(BASES[1], json={"name": "crm", **oauth(endpoint.address, scopes=["a", "b"])})
    assert await lookups.fetch(team, "credential", ("crm",)) == f"{TOKEN}-2"
    assert endpoint.asked[-1]["scope"] == "a b"
    # Neighbours go on with that of the tenant; whoever changes one has a new token.
    other = Reader("keys.other", "reader")
    assert await lookups.fetch(other, "credential", ("crm",)) == f"{TOKEN}-1"
    await api.put(f"{BASES[1]}/crm", json=oauth(endpoint.address, audience="x"))
    assert await lookups.fetch(team, "credential", ("crm",)) == f"{TOKEN}-3"
    levels = (await api.get("/namespaces/keys.team.sub/credentials/inherited")).json()["levels"]
    assert [(each["namespace"], len(each["credentials"])) for each in levels] == [
        ("keys.team.sub", 0),
        ("keys.team", 1),
        ("keys", 0),
        ("tenant", 1),
    ]


async def test_its_token_is_hidden_where_it_is_shown(api: Api, endpoint: TokenServer) -> None:
    await api.post(BASES[1], json={"name": "crm", **oauth(endpoint.address)})
    flow = {
        "id": "shows",
        "namespace": "keys.team",
        "tasks": [
            {
                "id": "log",
                "type": "io.kestra.plugin.core.log.Log",
                "message": "it is {{ credential('crm') }}",
            }
        ],
    }
    assert (await api.post("/flows", headers=YAML, content=json.dumps(flow))).status_code == 200
    execution = (await api.post("/executions/keys.team/shows?wait=true")).json()
    assert execution["state"]["current"] == "SUCCESS", execution
    logs = (await api.get(f"/logs/{execution['id']}")).text
    assert ("it is **masked**" in logs, TOKEN in logs, endpoint.given) == (True, False, 1), logs
    path = f"/executions/{execution['id']}/actions/eval"
    shown = await api.post(
        path, headers={"Content-Type": "text/plain"}, content="{{ credential('crm') }}"
    )
    assert (TOKEN in shown.text, endpoint.given) == (False, 1)
    used = (await api.get("/references?kind=credential&name=crm&namespace=keys.team")).json()
    assert [each["flowId"] for each in used["results"]] == ["shows"]


async def test_tokens_that_end_or_are_not_kept_are_asked_for_again(
    api: Api, application: Application, endpoint: TokenServer
) -> None:
    lookups, team = application.services.lookups, Reader("keys.team", "reader")
    bodies = (
        {"tokenCaching": {"enabled": False}},
        {"tokenCaching": {"refreshBeforeExpiry": "PT2H"}},
        {},
    )
    for number, body in enumerate(bodies):
        await api.post(BASES[1], json={"name": f"n{number}", **oauth(endpoint.address, **body)})
    endpoint.lives_s = 3600
    for name in ("n0", "n1"):
        first = await lookups.fetch(team, "credential", (name,))
        assert await lookups.fetch(team, "credential", (name,)) != first
    # Nobody knows how long such a token lives.
    endpoint.lives_s = None
    first = await lookups.fetch(team, "credential", ("n2",))
    assert await lookups.fetch(team, "credential", ("n2",)) != first


async def test_each_way_to_prove_who_asks(api: Api, endpoint: TokenServer) -> None:
    signed = {"clientSecret": None, "privateKey": endpoint.private_key}
    github = {
        "type": "GITHUB_APP",
        "tokenEndpoint": endpoint.address,
        "authConfig": {
            "appId": 77,
            "installationId": "4711",
            "privateKey": endpoint.private_key,
        },
    }
    bodies = {
        "bearer": oauth(endpoint.address, auth={"type": "JWT_BEARER", "subject": "me", **signed}),
        "private": oauth(
            endpoint.address, auth={"type": "PRIVATE_KEY_JWT", "keyId": "k", **signed}
        ),
        "github": github,
        "header": oauth(endpoint.address),
    }
    for name, body in bodies.items():
        auth = {key: each for key, each in body["authConfig"].items() if each is not None}
        body["authConfig"] = auth
        answer = await api.post(BASES[1], json={"name": name, **body})
        assert (answer.status_code, "PRIVATE KEY" in answer.text) == (200, False), answer.text
        tried = (await api.post(f"{BASES[1]}/{name}/test")).json()
        assert tried == {"success": True, "message": "A token was given"}, name
    endpoint.takes = ("form",)
    assert (await api.post(f"{BASES[1]}/header/test")).json()["success"] is True
    assert endpoint.asked[-1]["client_secret"] == CLIENT_SECRET


async def test_a_failure_says_why_and_none_of_what_was_sent(
    api: Api, application: Application, endpoint: TokenServer
) -> None:
    wrong = oauth(endpoint.address, auth={"clientSecret": "wrong-canary-22"})
    bodies = {
        "wrong": (wrong, "answers with 401: invalid_client"),
        "moved": ({**wrong, "tokenEndpoint": f"{endpoint.address}/elsewhere"}, "answers with 307"),
        "closed": (oauth("http://127.0.0.1:1"), "does not answer"),
        "key": (
            {
                "type": "GITHUB_APP",
                "tokenEndpoint": endpoint.address,
                "authConfig": {"appId": "1", "installationId": "2", "privateKey": "no-canary"},
            },
            "no PEM text",
        ),
        "absent": (
            oauth(endpoint.address, auth={"clientSecret": {"secretKey": "NOT_THERE"}}),
            "the secret NOT_THERE, which is not there",
        ),
    }
    for name, (body, said) in bodies.items():
        assert (await api.post(BASES[1], json={"name": name, **body})).status_code == 200
        tried = (await api.post(f"{BASES[1]}/{name}/test")).json()
        assert (tried["success"], said in tried["message"]) == (False, True), tried
        assert "canary" not in tried["message"]
    with pytest.raises(EvaluationError, match="answers with 401"):
        await application.services.lookups.fetch(
            Reader("keys.team", "reader"), "credential", ("wrong",)
        )


async def test_a_secret_that_stays_goes_to_the_same_place_only(
    api: Api, endpoint: TokenServer
) -> None:
    path = f"{BASES[1]}/crm"
    shown = (await api.post(BASES[1], json={"name": "crm", **oauth()})).json()
    moved = {**shown, "tokenEndpoint": f"{endpoint.address}/token"}
    check_refused(await api.put(path, json=moved), 422, "must be given again")
    assert (await api.put(path, json=oauth(endpoint.address))).status_code == 200
    assert (await api.post(f"{path}/test")).json()["success"] is True


async def test_secrets_of_the_server_are_read_where_the_credential_is(
    api: Api, endpoint: TokenServer
) -> None:
    secret = {"key": "CRM_SECRET", "value": CLIENT_SECRET}
    await api.put("/namespaces/keys/secrets", json=secret)
    body = oauth(endpoint.address, auth={"clientSecret": {"secretKey": "CRM_SECRET"}})
    one = (await api.post(BASES[1], json={"name": "crm", **body})).json()
    assert one["authConfig"]["clientSecret"] == {"type": "SECRET", "secretKey": "CRM_SECRET"}
    assert (await api.post(f"{BASES[1]}/crm/test")).json()["success"] is True
    body["authConfig"]["clientSecret"]["namespace"] = "keys"
    await api.post("/credentials", json={"name": "crm", **body})
    assert (await api.post("/credentials/crm/test")).json()["success"] is True


async def test_a_new_key_of_the_server_opens_credentials_too(
    api: Api, application: Application, endpoint: TokenServer
) -> None:
    await api.post(BASES[1], json={"name": "crm", **oauth(endpoint.address)})
    keys = application.services.secret_keys
    assert [use.secrets for use in await keys.uses()] == [1]
    assert (await keys.rotate(with_values=True), await keys.unreadable()) == (1, [])
    assert (await api.post(f"{BASES[1]}/crm/test")).json()["success"] is True
    # An envelope opens at its own place only.
    async with application.services.ports.store.transaction() as tx:
        document = await tx.records(CREDENTIALS).get("keys.team", "crm")
        assert document is not None
        tx.records(CREDENTIALS).put(("", "crm"), {**document, "namespace": ""})
    tried = (await api.post("/credentials/crm/test")).json()
    assert (tried["success"], "can't be read" in tried["message"]) == (False, True)
    assert await keys.discard_unreadable() == [("", "credential/crm")]


class TestWithoutAKey:
    @pytest.fixture
    def overrides(self) -> dict[str, Json]:
        return {}

    @pytest.mark.parametrize("base", BASES)
    async def test_secrets_can_be_named_only(self, api: Api, base: str) -> None:
        refused = await api.post(base, json={"name": "crm", **oauth()})
        check_refused(refused, 409, "kestra.encryption.secret-key")
        named = oauth(auth={"clientSecret": {"secretKey": "CRM"}})
        made_ = await api.post(base, json={"name": "crm", **named})
        assert made_.status_code == 200
        check_refused(await api.put(f"{base}/crm", json=oauth()), 409, "secret-key")


class TestWithAccounts:
    @pytest.fixture
    def overrides(self) -> dict[str, Json]:
        basic = {"username": ADMIN[0], "password": ADMIN[1]}
        return {"server": {"basic_auth": basic}, "encryption": ENCRYPTION}

    async def test_each_needs_its_right_and_one_for_the_secrets_that_it_names(
        self, api: Api
    ) -> None:
        user, ann = await a_user(api, "ann@example.org"), ("ann@example.org", PASSWORD)
        actions = ["VIEW", "LIST", "CREATE", "UPDATE", "DELETE"]
        role = await made(api, "/roles", {"name": "keys", "permissions": {"CREDENTIAL": actions}})
        await bound(api, user, role["id"], "keys.mine")
        mine, theirs = (f"/namespaces/keys.{name}/credentials" for name in ("mine", "theirs"))
        body = {"name": "crm", **oauth()}
        for base, status in ((mine, 200), (theirs, 403), ("/credentials", 403)):
            answers = [
                await api.post(base, json=body, auth=ann),
                await api.get(base, auth=ann),
                await api.get(f"{base}/crm", auth=ann),
                await api.put(f"{base}/crm", json=oauth(), auth=ann),
                await api.post(f"{base}/crm/test", auth=ann),
                await api.delete(f"{base}/crm", auth=ann),
            ]
            assert {each.status_code for each in answers} == {status}, base
        named = {"name": "x", **oauth(auth={"clientSecret": {"secretKey": "A"}})}
        refused = await api.post(mine, json=named, auth=ann)
        check_refused(refused, 403, "needs FLOW:UPDATE there")
        await bound(api, user, "editor", "keys.mine")
        assert (await api.post(mine, json=named, auth=ann)).status_code == 200
        named["authConfig"]["clientSecret"]["namespace"] = "keys.theirs"
        assert (await api.put(f"{mine}/x", json=named, auth=ann)).status_code == 403
