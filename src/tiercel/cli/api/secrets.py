"""Calls of the API about secrets: see `make calls`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec import UNSET, UnsetType

from tiercel.cli.api.call import ApiCall, ApiRoute, Form
from tiercel.cli.api.executions import LabelInput
from tiercel.model.label import Label


class SecretNameView(Form, frozen=True, kw_only=True):
    """A secret without its value; one of the environment has no namespace."""

    key: str
    tags: list[Label]
    namespace: str | UnsetType = UNSET
    description: str | UnsetType = UNSET


class SecretPage(Form, frozen=True, kw_only=True):
    """A page of secrets."""

    read_only: bool
    results: list[SecretNameView]
    total: int


class FindSecrets(ApiCall[SecretPage], frozen=True, kw_only=True):
    """Secrets that a namespace can use."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/namespaces/{namespace}/secrets")

    namespace: str
    page: int | None = None
    size: int | None = None
    sort: Sequence[str] = ()
    q: str | None = None


class SecretValue(Form, frozen=True, kw_only=True):
    """A secret."""

    key: str
    value: str | int | float | bool | None = None
    description: str | int | float | bool | None = None
    tags: list[LabelInput] | dict[str, str | int | float | bool] | None = None


class StoreSecret(ApiCall[list[SecretNameView]], frozen=True, kw_only=True):
    """Store a secret."""

    route: ClassVar[ApiRoute] = ApiRoute(
        "PUT", "/namespaces/{namespace}/secrets", sends="application/json"
    )

    namespace: str
    body: SecretValue


class DeleteSecret(ApiCall[None], frozen=True, kw_only=True):
    """Forget a stored secret."""

    route: ClassVar[ApiRoute] = ApiRoute("DELETE", "/namespaces/{namespace}/secrets/{key}")

    namespace: str
    key: str
