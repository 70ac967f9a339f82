"""Users and groups as SCIM writes them (RFC 7643): the attributes that this server keeps."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from pydantic import Field
from scim2_models import (
    URN,
    CaseExact,
    ComplexAttribute,
    External,
    Meta,
    Mutability,
    Reference,
    Required,
    Resource,
    ResourceType,
    Schema,
    Uniqueness,
)

from tiercel.service.access.directory import GroupState, KeptGroup, KeptUser, UserState


class ScimName(ComplexAttribute):
    """The parts of a name; the whole is made of first and last name."""

    formatted: str | None = None
    family_name: str | None = None
    given_name: str | None = None


class ScimEmail(ComplexAttribute):
    """An e-mail address; the one that counts is the user name."""

    value: str | None = None
    type: str | None = None
    primary: bool | None = None


class ScimReference(ComplexAttribute):
    """Another resource, by id and name."""

    value: Annotated[str | None, CaseExact.true] = None
    ref: Reference[External] | None = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    type: str | None = None
    display: str | None = None


class _Kept(Resource[Any]):
    """A resource whose schema has the name that others know it by."""

    @classmethod
    def to_schema(cls) -> Schema:
        """The schema that is published."""
        schema = super().to_schema()
        schema.name = cls.__name__.removeprefix("Scim")
        return schema


class ScimUser(_Kept):
    """A person who may enter the tenant."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    name: ScimName | None = None
    display_name: str | None = None
    active: bool | None = None
    emails: list[ScimEmail] | None = None
    groups: Annotated[list[ScimReference] | None, Mutability.read_only] = None


class ScimGroup(_Kept):
    """A group of the tenant."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:Group")

    display_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    members: list[ScimReference] | None = None


USERS, GROUPS = (
    ResourceType(
        id=name,
        name=name,
        endpoint=Reference(f"/{name}s"),
        description=model.__doc__,
        schema_=Reference(model.__schema__),
    )
    for name, model in (("User", ScimUser), ("Group", ScimGroup))
)


def user_resource(kept: KeptUser, base: str) -> ScimUser:
    """A person as SCIM shows them; `base` is the address of all resources."""
    user = kept.user
    return ScimUser(
        id=user.id,
        external_id=kept.external_id or None,
        user_name=user.username,
        name=ScimName(
            formatted=user.display_name,
            given_name=user.first_name or None,
            family_name=user.last_name or None,
        ),
        display_name=user.display_name,
        active=not user.is_disabled,
        emails=[ScimEmail(value=user.username, type="work", primary=True)],
        groups=[
            ScimReference(value=each.id, ref=_ref(f"{base}/Groups/{each.id}"), display=each.name)
            for each in kept.groups
        ]
        or None,
        meta=_meta("User", kept.version),
    )


def user_state(resource: ScimUser) -> UserState:
    """What a resource says of a person."""
    name = resource.name or ScimName()
    return UserState(
        username=resource.user_name or "",
        first_name=name.given_name or "",
        last_name=name.family_name or "",
        is_active=resource.active is not False,
        external_id=resource.external_id or "",
    )


def new_user_state(resource: ScimUser) -> UserState:
    """As `user_state`, for somebody new: a whole name stands for its parts where these lack."""
    state = user_state(resource)
    if state.first_name or state.last_name:
        return state
    name = resource.name or ScimName()
    whole = name.formatted or resource.display_name or ""
    return msgspec.structs.replace(state, first_name=whole)


def group_resource(kept: KeptGroup, base: str) -> ScimGroup:
    """A group as SCIM shows it; `base` is the address of all resources."""
    return ScimGroup(
        id=kept.group.id,
        external_id=kept.external_id or None,
        display_name=kept.group.name,
        members=[
            ScimReference(
                value=user.id,
                ref=_ref(f"{base}/Users/{user.id}"),
                type="User",
                display=user.username,
            )
            for user in kept.members
        ]
        or None,
        meta=_meta("Group", kept.version),
    )


def group_state(resource: ScimGroup) -> GroupState:
    """What a resource says of a group."""
    ids = frozenset(each.value for each in resource.members or () if each.value)
    return GroupState(
        name=resource.display_name or "", member_ids=ids, external_id=resource.external_id or ""
    )


def _ref(address: str) -> Reference[External]:
    return Reference(address)


def _meta(kind: str, version: str) -> Meta:
    return Meta(resource_type=kind, version=f'W/"{version}"')


def version_of(text: str | None) -> str:
    """The version that a meta has."""
    return (text or "").removeprefix('W/"').removesuffix('"')
