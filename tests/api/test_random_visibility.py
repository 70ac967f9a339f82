"""Random users, groups, bindings and namespaces: no answer has a word of what nobody gave them."""

from __future__ import annotations

import random

import pytest

from tests.api.client import YAML, Api
from tests.api.test_people import ADMIN, PASSWORD, a_user, made
from tests.api.test_visibility import LEAF, filled, reading
from tiercel.bootstrap import Application
from tiercel.model.authorization.grants import Grant, Grants, grants_of
from tiercel.model.authorization.permissions import Permission, Resource
from tiercel.model.authorization.roles import MANAGED_ROLES
from tiercel.model.json_types import Json

# Names that begin with each other and lie below each other, a word of its own each.
NAMESPACES = {
    "prod": "qzalpha",
    "prod.a": "qzbravo",
    "prod.a.deep": "qzcharly",
    "prod.ab": "qzdelta",
    "prod-a": "qzecho",
    "product": "qzfoxtrot",
    "test.b": "qzgolf",
}
USERS = 6
LIST_FLOWS = Permission(Resource.FLOW, "LIST")
OF_STREAMS = ("/follow", "/notifications/sse")


@pytest.fixture
def overrides() -> dict[str, Json]:
    return {"server": {"basic_auth": {"username": ADMIN[0], "password": ADMIN[1]}}}


async def filled_server(api: Api) -> None:
    """A flow, an execution with a log line, a key and a file in each namespace."""
    for namespace, word in NAMESPACES.items():
        source = LEAF.format(id=word, namespace=namespace)
        await api.post("/flows", headers=YAML, content=source, auth=ADMIN)
        run = await api.post(f"/executions/{namespace}/{word}?wait=true", auth=ADMIN)
        assert run.status_code == 200, run.text
        key = f"/namespaces/{namespace}/kv/{word}key"
        assert (await api.put(key, content="1", auth=ADMIN)).status_code < 300
        path = f"/namespaces/{namespace}/files?path=/{word}.txt"
        file = {"fileContent": ("a.txt", b"content")}
        assert (await api.post(path, files=file, auth=ADMIN)).status_code < 300


async def somebody(api: Api, rng: random.Random, number: int) -> Grants:
    """A user with random roles, some by a group; what they may do follows of that alone."""
    user = await a_user(api, f"user{number}@example.org")
    group = await made(api, "/groups", {"name": f"group{number}", "membersId": [user["id"]]})
    given = []
    for _ in range(rng.randint(0, 3)):
        role = rng.choice(sorted(set(MANAGED_ROLES) - {"admin"}))
        namespace = rng.choice([*NAMESPACES, "test", "elsewhere"])
        kind, subject = rng.choice((("USER", user), ("GROUP", group)))
        body = {"type": kind, "externalId": subject["id"], "roleId": role, "namespaceId": namespace}
        await made(api, "/bindings", body)
        given.append(Grant(MANAGED_ROLES[role].permissions, namespace))
    return grants_of(given)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.timeout(600)
async def test_nothing_is_shown_that_was_not_given(
    api: Api, application: Application, seed: int
) -> None:
    rng = random.Random(seed)
    await filled_server(api)
    routes = [
        route
        for route in reading(application)
        if not route.is_open and not any(each in route.path for each in OF_STREAMS)
    ]
    for number in range(USERS):
        grants = await somebody(api, rng, number)
        proof = (f"user{number}@example.org", PASSWORD)
        seen = {
            namespace: any(grants.may(each, namespace) for each in grants.inside)
            for namespace in NAMESPACES
        }
        hidden = [word for namespace, word in NAMESPACES.items() if not seen[namespace]]
        listed = await api.get("/flows/search?size=100", auth=proof)
        if grants.visible(LIST_FLOWS):
            found = {flow["namespace"] for flow in listed.json()["results"]}
            assert found == {each for each in NAMESPACES if grants.may(LIST_FLOWS, each)}, seed
            assert listed.json()["total"] == len(found)
        else:
            assert listed.status_code == 403
        shown = []
        for route in routes:
            answer = await api.get(filled(route, "unknown", "elsewhere", "flow"), auth=proof)
            said = answer.text.lower()
            shown += [f"{number} {route.path}: {word}" for word in hidden if word in said]
        for namespace, word in NAMESPACES.items():
            if seen[namespace]:
                continue
            for path in (f"/flows/{namespace}/{word}", f"/namespaces/{namespace}/kv/{word}key"):
                refused = await api.get(path, auth=proof)
                if refused.status_code not in (403, 404):
                    shown.append(f"{number} {path}: {refused.status_code}")
        assert "\n".join(shown) == "", seed
