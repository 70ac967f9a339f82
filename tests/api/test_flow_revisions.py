"""What is known of the revisions of a flow: who saved them, what they said, how often they ran."""

from __future__ import annotations

import pytest

from tests.api.client import HELLO, YAML, Api
from tiercel.model.json_types import Json
from tiercel.model.limits import REVISION_MESSAGE_CHARS_MAX

ONE = "/flows/company.team/hello"
CHANGED = HELLO.replace("Hello", "Good morning")


async def test_a_revision_keeps_what_was_said_of_it(api: Api) -> None:
    first = await api.post("/flows?message=%20The%20first%20%20", headers=YAML, content=HELLO)
    assert first.status_code == 200, first.text
    await api.put(ONE, headers=YAML, content=CHANGED)
    again = await api.put(f"{ONE}?message=Nothing%20new", headers=YAML, content=CHANGED)
    assert again.json()["revision"] == 2
    found = (await api.get(f"{ONE}/revisions")).json()
    assert [flow.get("message") for flow in found] == ["The first", None]
    # Nobody signs in here.
    assert not any("author" in flow for flow in found)
    assert "message" not in (await api.get(f"{ONE}?revision=1")).json()


@pytest.mark.parametrize("method", ["POST", "PUT"])
async def test_a_message_has_a_bound(api: Api, method: str) -> None:
    await api.create(HELLO)
    path = ONE if method == "PUT" else "/flows"
    message = "x" * (REVISION_MESSAGE_CHARS_MAX + 1)
    answer = await api.call(
        method, path, params={"message": message}, headers=YAML, content=CHANGED
    )
    assert answer.status_code == 422
    assert f"message: must have at most {REVISION_MESSAGE_CHARS_MAX}" in answer.json()["message"]
    assert len((await api.get(f"{ONE}/revisions")).json()) == 1


async def test_the_executions_of_each_revision_are_counted(api: Api) -> None:
    await api.create(HELLO)
    await api.create(HELLO.replace("company.team", "company.team.below"))
    await api.run("hello")
    await api.run("hello")
    await api.put(ONE, headers=YAML, content=CHANGED)
    await api.put(ONE, headers=YAML, content=HELLO)
    await api.run("hello")
    found = await api.get(f"{ONE}/revisions/executions")
    assert found.json() == [
        {"revision": 1, "executions": 2},
        {"revision": 3, "executions": 1},
    ]
    below = await api.get("/flows/company.team.below/hello/revisions/executions")
    assert (below.status_code, below.json()) == (200, [])


class TestWherePeopleSignIn:
    USER = ("mara@example.org", "Secret-Password-1")

    @pytest.fixture
    def overrides(self) -> dict[str, Json]:
        username, password = self.USER
        return {"server": {"basic_auth": {"username": username, "password": password}}}

    async def test_every_way_to_save_names_its_author(self, api: Api) -> None:
        async def ask(method: str, path: str, **asked: Json) -> None:
            answer = await api.call(method, path, auth=self.USER, **asked)
            assert answer.is_success, answer.text

        await ask("POST", "/flows", headers=YAML, content=HELLO)
        await ask("PUT", ONE, headers=YAML, content=CHANGED)
        named = [{"namespace": "company.team", "id": "hello"}]
        await ask("POST", "/flows/disable/by-ids", json=named)
        await ask("DELETE", ONE)
        await ask("POST", "/flows/bulk", headers=YAML, content=HELLO)
        answer = await api.get(f"{ONE}/revisions?allowDelete=true", auth=self.USER)
        assert [flow["author"] for flow in answer.json()] == [self.USER[0]] * 5


async def test_a_message_is_kept_as_every_database_can_hold_it(api: Api) -> None:
    answer = await api.post("/flows?message=a%00b", headers=YAML, content=HELLO)
    assert answer.status_code == 200, answer.text
    found = (await api.get(f"{ONE}/revisions")).json()
    assert [flow["message"] for flow in found] == ["a\ufffdb"]
