"""Secrets of the server from a Key Vault, with a stand-in that answers as it does."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from plugins.workspace.family import family
from tests.families.stand_in import Answered, Asked, standing_in
from tiercel.model.errors import Unavailable
from tiercel.plugin import Json
from tiercel.settings import Settings
from tiercel_azure import vault_login
from tiercel_azure.secret_manager import KIND, AzureSecrets

Marks = dict[str, str]
SECRETS: dict[str, tuple[Marks, str | None, bool]] = {
    "any": ({"namespace": "company.team", "key": "API"}, "near", True),
    "other-1": ({"namespace": "company", "key": "API"}, "far", True),
    "other-2": ({"namespace": "company", "key": "UP"}, "up", True),
    "gone": ({"namespace": "company", "key": "GONE"}, None, True),
    "off": ({"namespace": "company.team", "key": "UP"}, "off", False),
    "foreign": ({"namespace": "other", "key": "FOREIGN"}, "foreign", True),
    "staged": ({"namespace": "company", "key": "STAGED", "prefix": "staging"}, "staged", True),
}
APPLICATION = {"tenant-id": "a-tenant", "client-id": "an-id", "client-secret": "s3cret"}
VARIABLES = ("TENANT_ID", "CLIENT_ID", "CLIENT_SECRET", "FEDERATED_TOKEN_FILE", "AUTHORITY_HOST")
TOKEN = {"access_token": "token-1", "expires_in": 3600}


def answer(asked: Asked) -> Any:
    """Two secrets a page; its links lead to another host, where no token may go."""
    url = urlsplit(asked.path)
    query = parse_qs(url.query)
    if "/token" in url.path:
        return TOKEN
    assert query["api-version"] == ["7.4"]
    if asked.headers["authorization"] != "Bearer token-1":
        return Answered(b"{}", 401)
    if url.path != "/secrets":
        value = SECRETS[url.path.removeprefix("/secrets/")][1]
        return Answered(b"{}", 404) if value is None else {"value": value}
    start = int(query.get("$skiptoken", ["0"])[0])
    found: list[Json] = [
        {
            "id": f"https://shop.vault.azure.net/secrets/{name}",
            "attributes": {"enabled": is_on},
            "tags": {"prefix": "kestra", **marks},
        }
        for name, (marks, _, is_on) in list(SECRETS.items())[start : start + 2]
    ]
    link = f"https://elsewhere.example/secrets?api-version=7.4&$skiptoken={start + 2}"
    return {"value": found, "nextLink": link if start + 2 < len(SECRETS) else None}


@pytest.fixture(autouse=True)
def without_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(f"AZURE_{name}", raising=False)


def secrets_at(url: str, **more: Json) -> AzureSecrets:
    options: Json = {"key-vault-uri": url, "client-secret": APPLICATION, **more}
    settings = Settings.model_validate({"secret": {"type": KIND, KIND: options}})
    place = family("azure").file.secret_managers[KIND]
    made = EntryPoint(KIND, place, "tiercel.secret_managers").load()(settings)
    assert isinstance(made, AzureSecrets)
    return made


def test_the_nearest_namespace_has_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    with standing_in(answer) as place:
        monkeypatch.setenv("AZURE_AUTHORITY_HOST", f"{place.url}/")
        secrets = secrets_at(place.url)
        assert secrets.get("company.team.sub", "API") == "near"
        assert secrets.get("company", "API") == "far"
        # What is switched off there does not hide what is above.
        assert secrets.get("company.team", "UP") == "up"
        assert secrets.names("company.team") == ["API", "GONE", "UP"]
        for key in ("FOREIGN", "STAGED", "any", "up", "GONE", "../secrets/foreign"):
            assert secrets.get("company.team", key) is None
        assert secrets.get("", "API") is None
        assert secrets_at(place.url, prefix="staging").names("company") == ["STAGED"]
        camel = {"tenantId": "a-tenant", "clientId": "an-id", "clientSecret": "s3cret"}
        assert secrets_at(place.url, **{"client-secret": camel}).get("company", "UP") == "up"
    first = place.asked[0]
    assert (first.method, first.path) == ("POST", "/a-tenant/oauth2/v2.0/token")
    assert parse_qs(first.content.decode()) == {
        "grant_type": ["client_credentials"],
        "client_id": ["an-id"],
        "client_secret": ["s3cret"],
        "scope": ["https://vault.azure.net/.default"],
    }
    # One for each manager: a token is kept.
    assert sum("/token" in each.path for each in place.asked) == 3


def test_a_token_that_is_refused_is_replaced_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = iter(("old", "token-1", "token-1"))

    def renewed(asked: Asked) -> Any:
        return {**TOKEN, "access_token": next(tokens)} if "/token" in asked.path else answer(asked)

    with standing_in(renewed) as place:
        monkeypatch.setenv("AZURE_AUTHORITY_HOST", place.url)
        assert secrets_at(place.url).get("company", "UP") == "up"
    assert next(tokens) == "token-1"


def test_a_pod_signs_in_by_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    proof = tmp_path / "token"
    with standing_in(answer) as place:
        for name, value in (
            ("TENANT_ID", "t"), ("CLIENT_ID", "c"), ("AUTHORITY_HOST", place.url),
            ("FEDERATED_TOKEN_FILE", str(proof)),
        ):  # fmt: skip
            monkeypatch.setenv(f"AZURE_{name}", value)
        secrets = secrets_at(place.url, **{"client-secret": None})
        with pytest.raises(Unavailable, match="AZURE_FEDERATED_TOKEN_FILE can't be read"):
            secrets.names("company")
        proof.write_text("of-the-pod\n")
        assert secrets.get("company", "UP") == "up"
    form = parse_qs(place.asked[0].content.decode())
    assert form["client_assertion"] == ["of-the-pod"]
    assert "client_secret" not in form


def test_a_machine_signs_in_as_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    with standing_in(answer) as place:
        monkeypatch.setattr(vault_login, "METADATA", f"{place.url}/token")
        assert secrets_at(place.url, **{"client-secret": None}).get("company", "UP") == "up"
    first = place.asked[0]
    assert first.headers["metadata"] == "true"
    assert parse_qs(urlsplit(first.path).query)["resource"] == ["https://vault.azure.net"]


def refusing(token: Any, vault: Any) -> Callable[[Asked], Any]:
    return lambda asked: token if "/token" in asked.path else vault


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (refusing(TOKEN, Answered(b"{}", 403)), "it answers with 403"),
        (refusing(TOKEN, Answered(b"{}", 404)), "it answers with 404"),
        (refusing(TOKEN, Answered(b"{}", 401)), "it answers with 401"),
        (refusing(TOKEN, Answered(b"{}", 302, {"Location": "/else"})), "it answers with 302"),
        (refusing(TOKEN, Answered(b"no json")), "is not available"),
        (refusing(Answered(b"{}", 401), {}), "signing in is answered with 401"),
        (refusing({}, {}), "signing in is answered without a token"),
    ],
)
def test_a_refusal_is_said(
    given: Callable[[Asked], Any], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with standing_in(given) as place:
        monkeypatch.setenv("AZURE_AUTHORITY_HOST", place.url)
        with pytest.raises(Unavailable, match=f"Secret store '{KIND}' is not available") as caught:
            secrets_at(place.url).names("company")
    assert message in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_vault_that_does_not_answer_is_said() -> None:
    with standing_in(answer) as place:
        secrets = secrets_at(place.url, **{"client-secret": None})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vault_login, "METADATA", f"{place.url}/token")
        with pytest.raises(Unavailable, match=f"Secret store '{KIND}' is not available"):
            secrets.names("company")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"key-vault-uri": None}, "either `vault-name` or `key-vault-uri`"),
        ({"vault-name": "shop"}, "either `vault-name` or `key-vault-uri`"),
        ({"key-vault-uri": "shop.vault.azure.net"}, "must be the address of the vault"),
        ({"client-secret": {"client-secret": "s3cret"}}, "must have tenant-id, client-id and"),
        (
            {"client-secret": {**APPLICATION, "other": "s3cret"}},
            "must have tenant-id, client-id and",
        ),
        ({"client-secret": "s3cret"}, "must have tenant-id, client-id and"),
        ({"filter-on-tags": {"tags": {"a": "b"}}}, "`filter-on-tags` is not supported"),
    ],
)
def test_options_that_are_wrong_are_named(more: dict[str, Json], message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        secrets_at("http://127.0.0.1:9", **more)
    assert "s3cret" not in str(caught.value)
