"""What is taken away on one server is gone on the others of the same database.

They look for changes every second; here they do at each request, so that nothing waits.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.application import parts_in_memory
from tests.api.client import Api
from tests.api.test_people import ADMIN, PASSWORD, a_user, bound
from tiercel.bootstrap import Application, assemble
from tiercel.model.authorization.limits import ACCESS_VERSION_SECONDS
from tiercel.model.json_types import Json
from tiercel.ports.store import Notifier, Store
from tiercel.service.access import changes, identities
from tiercel.settings import Settings

ANN = ("ann@example.org", PASSWORD)
FLOWS = "/flows/search"


@pytest.fixture
def overrides() -> dict[str, Json]:
    return {"server": {"basic_auth": {"username": ADMIN[0], "password": ADMIN[1]}}}


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.postgres)])
def store_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def other(
    application: Application,
    tmp_path: Path,
    store: Store,
    notifier: Notifier,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Api]:
    """Another server over the store of the first."""
    for module in (changes, identities):
        monkeypatch.setattr(module, "ACCESS_VERSION_SECONDS", 0)
    settings = application.services.settings
    assert isinstance(settings, Settings)
    another = assemble(parts_in_memory(tmp_path, settings, store=store, notifier=notifier))
    await another.services.open()
    async with Api(another.app) as client:
        yield client
    another.attempts.close()


async def test_a_right_a_token_and_a_user_that_are_gone_here_are_gone_there(
    api: Api, other: Api
) -> None:
    assert ACCESS_VERSION_SECONDS <= 2
    ann = await a_user(api, ANN[0])
    binding = await bound(api, ann, "viewer", "company")
    token = (await other.post("/me/api-tokens", json={"name": "ci"}, auth=ANN)).json()
    bearer = {"Authorization": f"Bearer {token['fullToken']}"}

    async def seen() -> tuple[int, int]:
        """By the token, and by the password."""
        by_token = await other.get(FLOWS, headers=bearer)
        return by_token.status_code, (await other.get(FLOWS, auth=ANN)).status_code

    assert await seen() == (200, 200)
    assert (await api.delete(f"/bindings/{binding['id']}", auth=ADMIN)).status_code == 204
    assert await seen() == (403, 403)
    await bound(api, ann, "viewer", "company")
    assert await seen() == (200, 200)
    path = f"/users/{ann['id']}"
    gone = await api.delete(f"{path}/api-tokens/{token['id']}", auth=ADMIN)
    assert gone.status_code == 204, gone.text
    assert await seen() == (401, 200)
    assert (await api.delete(path, auth=ADMIN)).status_code == 204
    assert await seen() == (401, 401)
