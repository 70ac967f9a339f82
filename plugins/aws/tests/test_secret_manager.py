"""Secrets of the server from Secrets Manager, with a server that speaks its protocol."""

from __future__ import annotations

import json
from importlib.metadata import EntryPoint

import pytest

from plugins.workspace.family import family
from tests.families.aws import Cloud
from tests.families.stand_in import Answered, standing_in
from tiercel.model.errors import Unavailable
from tiercel.plugin import Json
from tiercel.settings import Settings
from tiercel_aws.secret_manager import KIND, AwsSecrets


def options(cloud: Cloud, **more: Json) -> dict[str, Json]:
    names = {"endpointOverride": "endpoint-override", "region": "region"}
    names |= {"accessKeyId": "access-key-id", "secretKeyId": "secret-key-id"}
    return {names[name]: value for name, value in cloud.login.items()} | more


def secrets_in(cloud: Cloud, **more: Json) -> AwsSecrets:
    settings = Settings.model_validate({"secret": {"type": KIND, KIND: options(cloud, **more)}})
    place = family("aws").file.secret_managers[KIND]
    made = EntryPoint(KIND, place, "tiercel.secret_managers").load()(settings)
    assert isinstance(made, AwsSecrets)
    return made


def keep(cloud: Cloud, namespace: str, key: str, value: str | bytes, **tags: str) -> str:
    """Its name says nothing."""
    content: Json = {"SecretString": value}
    if isinstance(value, bytes):
        content = {"SecretBinary": value}
    marks = {"prefix": "kestra", "namespace": namespace, "key": key, **tags}
    made = cloud.client("secretsmanager").create_secret(
        Name=f"any-{namespace}-{key}-{marks['prefix']}",
        Tags=[{"Key": name, "Value": value} for name, value in marks.items()],
        **content,
    )
    return str(made["ARN"])


def test_the_nearest_namespace_has_a_secret(cloud: Cloud) -> None:
    keep(cloud, "near.team", "API", "near")
    keep(cloud, "near", "API", "far")
    keep(cloud, "near", "UP", b"up")
    keep(cloud, "near.team", "OTHERS", "others", prefix="staging")
    keep(cloud, "nearby", "FOREIGN", "foreign")
    secrets = secrets_in(cloud)
    assert secrets.get("near.team.sub", "API") == "near"
    assert secrets.get("near", "API") == "far"
    assert secrets.get("near.team", "UP") == "up"
    assert secrets.names("near.team") == ["API", "UP"]
    for key in ("FOREIGN", "OTHERS", "api", "any-near-API-kestra", ""):
        assert secrets.get("near.team", key) is None
    assert secrets.get("", "API") is None
    assert secrets.names("") == []
    assert secrets_in(cloud, prefix="staging").names("near.team") == ["OTHERS"]


def test_a_new_value_counts_and_a_removed_secret_is_gone(cloud: Cloud) -> None:
    name, secrets = keep(cloud, "changing", "API", "old"), secrets_in(cloud)
    client = cloud.client("secretsmanager")
    assert secrets.get("changing", "API") == "old"
    client.put_secret_value(SecretId=name, SecretString="new")
    assert secrets.get("changing", "API") == "new"
    client.delete_secret(SecretId=name, RecoveryWindowInDays=7)
    assert secrets.get("changing", "API") is None


def test_many_secrets_come_in_pages(cloud: Cloud) -> None:
    for number in range(101):
        keep(cloud, "paged", f"K{number:03}", f"value {number}")
    secrets = secrets_in(cloud)
    assert len(secrets.names("paged")) == 101
    assert secrets.get("paged", "K100") == "value 100"


def test_what_goes_wrong_is_said_without_what_is_secret(cloud: Cloud) -> None:
    keep(cloud, "wrong", "BYTES", b"\xff\xfe")
    with pytest.raises(Unavailable, match="secret BYTES is no UTF-8 text"):
        secrets_in(cloud).get("wrong", "BYTES")
    says = json.dumps({"__type": "AccessDeniedException", "message": "canary-id-11 may not"})
    with standing_in(lambda _: Answered(says.encode(), 400)) as place:
        refused = secrets_in(cloud, **{"endpoint-override": place.url})
        with pytest.raises(Unavailable) as caught:
            refused.names("wrong")
    assert caught.value.message == (
        f"Secret store '{KIND}' is not available:"
        " ListSecrets is answered with AccessDeniedException"
    )


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"access-key-id": None}, "go together"),
        ({"prefix": 7}, "`prefix` must be a text"),
        ({"filter-on-tags": {"tags": {"a": "b"}}}, "`filter-on-tags` is not supported"),
    ],
)
def test_options_that_are_wrong_are_named(
    cloud: Cloud, more: dict[str, Json], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        secrets_in(cloud, **more)
