"""Secrets of Vault and OpenBao, against a server that answers as they do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tiercel.adapters.folder_secrets import SecretSources
from tiercel.adapters.vault_secrets import VaultSecrets
from tiercel.bootstrap.secret_sources import secrets_of
from tiercel.model.errors import Invalid, Unavailable
from tiercel.model.json_types import Json
from tiercel.settings import Settings

SECRETS: dict[str, Json] = {
    "main/company/team/API": {"value": "near"},
    "main/company/API": {"value": "far"},
    "main/company/UP": {"value": "up"},
    "main/company/MAP": {"user": "ann", "password": "pass"},
    "main/other/FOREIGN": {"value": "foreign"},
}
SIGN_INS: dict[str, Json] = {
    "approle/login": {"role_id": "role", "secret_id": "s3cret-id"},
    "userpass/login/ann": {"password": "p4ss"},
    "kubernetes/login": {"role": "tiercel", "jwt": "jwt-of-pod"},
}


class Manager:
    """An engine KV of version 2; tokens are good while they are in `tokens`."""

    def __init__(self) -> None:
        self.tokens = {"root-token"}
        self.sign_ins = 0
        self.spaces: set[str | None] = set()
        self.status = 200
        application = web.Application()
        application.router.add_get("/v1/secret/data/{path:.+}", self.data)
        application.router.add_get("/v1/secret/metadata/{path:.+}", self.listed)
        application.router.add_post("/v1/auth/{path:.+}", self.sign_in)
        self.server = TestServer(application)

    async def data(self, request: web.Request) -> web.Response:
        if not self._may(request):
            return web.json_response({"errors": ["permission denied"]}, status=403)
        if self.status != 200:
            return web.json_response({"errors": ["sealed"]}, status=self.status)
        found = SECRETS.get(request.match_info["path"])
        if found is None:
            return web.json_response({"errors": []}, status=404)
        return web.json_response({"data": {"data": found, "metadata": {"version": 1}}})

    async def listed(self, request: web.Request) -> web.Response:
        if not self._may(request):
            return web.json_response({"errors": ["permission denied"]}, status=403)
        assert request.query["list"] == "true"
        folder = request.match_info["path"] + "/"
        below = [path[len(folder) :] for path in SECRETS if path.startswith(folder)]
        keys = sorted({name.partition("/")[0] + "/" * ("/" in name) for name in below})
        if not keys:
            return web.json_response({"errors": []}, status=404)
        return web.json_response({"data": {"keys": keys}})

    async def sign_in(self, request: web.Request) -> web.Response:
        if await request.json() != SIGN_INS.get(request.match_info["path"]):
            return web.json_response({"errors": ["invalid credentials"]}, status=400)
        self.sign_ins += 1
        token = f"token-{self.sign_ins}"
        self.tokens = {token}
        return web.json_response({"auth": {"client_token": token}})

    def _may(self, request: web.Request) -> bool:
        self.spaces.add(request.headers.get("X-Vault-Namespace"))
        return request.headers.get("X-Vault-Token") in self.tokens


@pytest.fixture
async def manager() -> AsyncIterator[Manager]:
    manager = Manager()
    await manager.server.start_server()
    yield manager
    await manager.server.close()


def secrets_in(manager: Manager, **options: Json) -> VaultSecrets:
    given = options or {"token": {"token": "root-token"}}
    return VaultSecrets({"address": str(manager.server.make_url("/")), **given})


async def test_the_nearest_namespace_has_a_secret(manager: Manager) -> None:
    secrets = secrets_in(manager)
    assert await secrets.get("company.team.sub", "API") == "near"
    assert await secrets.get("company", "API") == "far"
    assert await secrets.get("company.team", "UP") == "up"
    assert await secrets.get("company.team", "FOREIGN") is None
    assert await secrets.get("", "API") is None
    assert await secrets.get("company", "MAP") == '{"user": "ann", "password": "pass"}'
    assert await secrets.names("company.team") == ["API", "MAP", "UP"]
    assert await secrets.names("nobody") == []
    assert manager.spaces == {None}


async def test_no_name_leads_out_of_a_namespace(manager: Manager) -> None:
    secrets = secrets_in(manager)
    up, down = ("..", ".", "", "../other/FOREIGN", "..%2Fother%2FFOREIGN"), ("team/API", "API#x")
    for key in (*up, *down, "API?list=true"):
        assert await secrets.get("company", key) is None


@pytest.mark.parametrize(
    "options",
    [
        {"app_role": {"role-id": "role", "secret-id": "s3cret-id"}},
        {"password": {"user": "ann", "password": "p4ss"}, "namespace": "admin"},
    ],
)
async def test_it_signs_in_once_and_again_when_its_token_has_ended(
    manager: Manager, options: dict[str, Json]
) -> None:
    secrets = secrets_in(manager, **options)
    for _ in range(3):
        assert await secrets.get("company", "UP") == "up"
    assert manager.sign_ins == 1
    manager.tokens = set()
    assert await secrets.get("company", "UP") == "up"
    assert manager.sign_ins == 2
    assert manager.spaces == {options.get("namespace")}


async def test_the_token_of_a_pod_is_read_when_it_signs_in(
    manager: Manager, tmp_path: Path
) -> None:
    file = tmp_path / "token"
    cluster = {"role": "tiercel", "token-file": str(file)}
    secrets = secrets_in(manager, kubernetes=cluster)
    with pytest.raises(Unavailable, match="no token of Kubernetes"):
        await secrets.get("company", "UP")
    file.write_text("jwt-of-pod\n")
    assert await secrets.get("company", "UP") == "up"


async def test_what_goes_wrong_is_said_without_what_is_secret(manager: Manager) -> None:
    wrong = secrets_in(manager, app_role={"role-id": "role", "secret-id": "wr0ng"})
    with pytest.raises(Unavailable, match="sign-in is answered with 400") as caught:
        await wrong.get("company", "UP")
    assert "wr0ng" not in str(caught.value)
    with pytest.raises(Unavailable, match="answers with 403"):
        await secrets_in(manager, token={"token": "old"}).get("company", "UP")
    manager.status = 503
    with pytest.raises(Unavailable, match="'vault' is not available: it answers with 503"):
        await secrets_in(manager).get("company", "UP")
    secrets = secrets_in(manager)
    await manager.server.close()
    with pytest.raises(Unavailable, match="'vault' is not available"):
        await secrets.names("company")


@pytest.mark.parametrize(
    ("vault", "message"),
    [
        ({}, "`address` must be"),
        ({"address": "vault:8200"}, "`address` must be"),
        ({"address": "http://v", "engine-version": 1}, "`engine-version` must be 2"),
        ({"address": "http://v", "password": {"user": "ann"}}, "one of `token.token`"),
    ],
)
def test_options_that_are_wrong_are_named(vault: Json, message: str) -> None:
    settings = Settings.model_validate({"secret": {"type": "vault", "vault": vault}})
    with pytest.raises(Invalid) as caught:
        secrets_of(settings, {})
    (violation,) = caught.value.violations
    assert violation.path == "kestra.secret.vault"
    assert message in violation.message


@pytest.mark.parametrize("is_kept", [True, False])
async def test_what_it_says_counts_for_a_moment_unless_settings_say_no(
    manager: Manager, is_kept: bool
) -> None:
    vault: Json = {"address": str(manager.server.make_url("/")), "token": {"token": "root-token"}}
    about: Json = {"type": "vault", "vault": vault, "cache": {"enabled": is_kept}}
    secrets = secrets_of(Settings.model_validate({"secret": about}), {})
    assert await secrets.get("company", "API") == "far"
    manager.status = 503
    if is_kept:
        assert await secrets.get("company", "API") == "far"
    else:
        with pytest.raises(Unavailable, match="answers with 503"):
            await secrets.get("company", "API")


async def test_what_the_manager_lacks_comes_from_the_environment(manager: Manager) -> None:
    address = str(manager.server.make_url("/"))
    vault = {"address": address, "token": {"token": "root-token"}}
    settings = Settings.model_validate({"secret": {"type": "vault", "vault": vault}})
    secrets = secrets_of(settings, {"SECRET_API": "ZW52", "SECRET_ENV": "ZW52"})
    assert isinstance(secrets, SecretSources)
    assert await secrets.get("company", "API") == "far"
    assert await secrets.get("company", "ENV") == "env"
