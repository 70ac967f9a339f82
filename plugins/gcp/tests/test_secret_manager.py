"""Secrets of the server from Google's Secret Manager, with a stand-in that answers as it does."""

from __future__ import annotations

import json
from base64 import b64encode
from importlib.metadata import EntryPoint
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from plugins.workspace.family import family
from tests.families.stand_in import Answered, Asked, standing_in
from tiercel.model.errors import Unavailable
from tiercel.plugin import Json
from tiercel.settings import Settings
from tiercel_gcp.secret_manager import KIND, GoogleSecrets

Marks = dict[str, dict[str, str]]
FOLDER = "projects/shop/secrets"
SECRETS: dict[str, tuple[Marks, str | bytes | None]] = {
    "any": ({"annotations": {"namespace": "company.team", "key": "API"}}, "near"),
    "API": ({"labels": {"namespace": "company"}}, "far"),
    "UP": ({"labels": {"namespace": "company"}}, "up"),
    "OFF": ({"labels": {"namespace": "company"}}, None),
    "BYTES": ({"labels": {"namespace": "bytes"}}, b"\xff"),
    "FOREIGN": ({"labels": {"namespace": "other"}}, "foreign"),
}


def answer(asked: Asked) -> Any:
    """Two secrets a page; the token is the place of the next one."""
    url = urlsplit(asked.path)
    if url.path.endswith("/token"):
        return {"access_token": "token-of-account", "expires_in": 3600, "token_type": "Bearer"}
    if url.path.endswith(":access"):
        name = url.path.removeprefix(f"/v1/{FOLDER}/").removesuffix("/versions/latest:access")
        value = SECRETS[name][1]
        if value is None:
            return Answered(b"{}", 404)
        content = value if isinstance(value, bytes) else value.encode()
        return {"payload": {"data": b64encode(content).decode()}}
    query = parse_qs(url.query)
    if query["filter"] != ["labels.prefix=kestra"]:
        return {}
    start = int(query.get("pageToken", ["0"])[0])
    found: list[Json] = [
        {"name": f"{FOLDER}/{name}", **marks, "labels": {"prefix": "kestra", **labels}}
        for name, (marks, _) in list(SECRETS.items())[start : start + 2]
        for labels in [marks.get("labels", {})]
    ]
    more = {"nextPageToken": str(start + 2)} if start + 2 < len(SECRETS) else {}
    return {"secrets": found, **more}


def secrets_at(url: str, **more: Json) -> GoogleSecrets:
    options: Json = {"project": "shop", "endpoint-override": url, **more}
    settings = Settings.model_validate({"secret": {"type": KIND, KIND: options}})
    place = family("gcp").file.secret_managers[KIND]
    made = EntryPoint(KIND, place, "tiercel.secret_managers").load()(settings)
    assert isinstance(made, GoogleSecrets)
    return made


def a_key(url: str) -> str:
    private = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return json.dumps(
        {
            "type": "service_account",
            "project_id": "shop",
            "client_email": "tiercel@shop.iam.example",
            "private_key": private.decode(),
            "token_uri": f"{url}/token",
        }
    )


def test_the_nearest_namespace_has_a_secret() -> None:
    with standing_in(answer) as place:
        secrets = secrets_at(place.url)
        assert secrets.get("company.team.sub", "API") == "near"
        assert secrets.get("company", "API") == "far"
        assert secrets.get("company.team", "UP") == "up"
        assert secrets.names("company.team") == ["API", "OFF", "UP"]
        for key in ("FOREIGN", "any", "up", "OFF", "../other/FOREIGN"):
            assert secrets.get("company.team", key) is None
        assert secrets.get("", "API") is None
        assert secrets_at(place.url, prefix="staging").names("company") == []
    assert not any("authorization" in each.headers for each in place.asked)


def test_it_signs_in_as_its_service_account() -> None:
    with standing_in(answer) as place:
        secrets = secrets_at(place.url, project=None, **{"service-account": a_key(place.url)})
        assert secrets.get("company", "UP") == "up"
    first, *others = place.asked
    assert first.path == "/token"
    assert {each.headers["authorization"] for each in others} == {"Bearer token-of-account"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (Answered(b"{}", 403), "it answers with 403"),
        (Answered(b"{}", 404), "it answers with 404"),
        (Answered(b"no json"), "is not available"),
        (Answered(b"{}", 302, {"Location": "/elsewhere"}), "it answers with 302"),
    ],
)
def test_a_refusal_is_said(given: Answered, message: str) -> None:
    with (
        standing_in(lambda _: given) as place,
        pytest.raises(Unavailable, match=f"Secret store '{KIND}' is not available") as caught,
    ):
        secrets_at(place.url).names("company")
    assert message in str(caught.value)


def test_what_is_no_text_and_what_does_not_answer_is_said() -> None:
    with standing_in(answer) as place:
        with pytest.raises(Unavailable, match="secret BYTES is no UTF-8 text"):
            secrets_at(place.url).get("bytes", "BYTES")
        secrets = secrets_at(place.url)
    with pytest.raises(Unavailable, match=f"Secret store '{KIND}' is not available"):
        secrets.names("company")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"project": None}, "`project` must be"),
        ({"service-account": "no json s3cret"}, "`service-account` must be the JSON of its key"),
        ({"filter-on-tags": {"tags": {"a": "b"}}}, "`filter-on-tags` is not supported"),
    ],
)
def test_options_that_are_wrong_are_named(more: dict[str, Json], message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        secrets_at("http://127.0.0.1:9", **more)
    assert "s3cret" not in str(caught.value)
