"""Groups, roles, bindings, invitations, service accounts and access to the tenant."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext
from tiercel.plugin.http import HttpAnswer
from tiercel.plugin.services.call_table import CallRow, call_types, here, in_body
from tiercel.plugins.kestra.ee.calls import ByAddress, Call, Listed, Listing, Made, Setting
from tiercel.plugins.kestra.paging import rows_of_pages

_PREFIX = "io.kestra.plugin.kestra.ee.iam"
_LOGIN = "auth: {apiToken: \"{{ secret('ADMIN_TOKEN') }}\"}\n"
_ALL = Prop("The rows, of FETCH; the first alone, of FETCH_ONE.")
Rows = list[dict[str, Json]]


class Groups(Listed):
    """Groups of the tenant."""

    groups: Annotated[Rows | None, _ALL] = None


class Roles(Listed):
    """Roles of the tenant."""

    roles: Annotated[Rows | None, _ALL] = None


class Invitations(Listed):
    """Invitations to the tenant."""

    invitations: Annotated[Rows | None, _ALL] = None


class ServiceAccounts(Listed):
    """Service accounts of the tenant."""

    service_accounts: Annotated[Rows | None, _ALL] = None


class Invited(Output):
    """The invitation."""

    invitation_id: Annotated[
        str | None, Prop("Its id; none for somebody who was let in at once.")
    ] = None


class Binding(Call[Made]):
    """A binding can't be changed: the same one again is the one that is there."""

    fail_if_exists: Annotated[bool, Prop("Whether it must not be there yet.")] = False

    def run(self, ctx: RunContext) -> Made | None:
        """Raises: PluginError for one that is there and must not be."""
        body: Any = self.body()
        if self.fail_if_exists and self._is_there(ctx, body):
            raise PluginError(
                f"The role {body['roleId']} is bound to {body['externalId']} there already"
            )
        return super().run(ctx)

    def _is_there(self, ctx: RunContext, body: dict[str, Json]) -> bool:
        def page_of(number: int) -> Rows:
            params = {"page": number, "size": 100, "type": body["type"], "id": body["externalId"]}
            found: Any = self.asked(ctx, "GET /bindings/search", params)
            rows: Rows = found["results"]
            return rows

        return any(
            each["role"]["id"] == body["roleId"]
            and (each.get("namespace") or None) == body.get("namespaceId")
            for each in rows_of_pages(page_of, None, 100)
        )


class Invitation(Call[Invited]):
    """By e-mail address."""

    # Somebody may be let in at once, without an invitation.
    known_by = ()

    roles: Annotated[
        list[Json] | None,
        Prop("Roles to give: ids, or maps of `id` and perhaps `namespaces`."),
    ] = None
    group_ids: Annotated[list[str] | None, Prop("Ids of groups to become a member of.")] = None

    def body(self) -> Json:
        found: Any = super().body()
        if self.roles is not None:
            found["roles"] = [{"id": e} if isinstance(e, str) else e for e in self.roles]
        if self.group_ids is not None:
            found["groups"] = self.group_ids
        return found


class Entrance(Call[Output]):
    """Nothing changes for somebody who has access."""

    def refusal(self, answer: HttpAnswer) -> str | None:
        """None for somebody who has access already."""
        return None if answer.status == 409 else super().refusal(answer)


def _deleting(noun: str, row: str, path: str, id_name: str, text: str) -> CallRow:
    """The type that deletes one of a kind."""
    written = "".join(
        word.title() if number else word for number, word in enumerate(id_name.split("_"))
    )
    return CallRow(
        f"{row}.Delete",
        f"Delete {noun}.",
        text,
        f'{written}: "{{{{ inputs.id }}}}"',
        f"DELETE {path}/{{{id_name}}}",
        Call[Output],
        {id_name: here(str, f"The id of {noun}.")},
    )


def _listing(noun: str, row: str, path: str, base: type[Any], rows_output: str) -> CallRow:
    """The type that lists all of a kind."""
    return CallRow(
        f"{row}.List",
        f"List {noun}.",
        "Those of the tenant.",
        "fetchType: FETCH",
        f"GET {path}",
        base,
        facts={"rows_output": rows_output},
    )


_MEMBERS = {
    "group_id": here(str, "The group that is meant, by its id."),
    "user_id": here(str, "The id of the user or service account."),
}
_KEPT_DESCRIPTION = {"description": "description"}

ROWS = (
    CallRow(
        "bindings.Set",
        "Give a role to a user or group.",
        "In a namespace and below it, or in the whole tenant.",
        'subjectType: GROUP\nexternalId: "{{ outputs.team.id }}"\nroleId: editor\n'
        "namespace: company.team",
        "POST /bindings",
        Binding,
        {
            "subject_type": in_body(
                Literal["USER", "GROUP"],
                "Who is given it; service accounts count as users.",
                "type",
            ),
            "external_id": in_body(str, "The id of the user or group.", "externalId"),
            "role_id": in_body(str, "The role that is meant, by its id.", "roleId"),
            "namespace": in_body(
                str, "The namespace where it holds; everywhere if absent.", "namespaceId", None
            ),
        },
    ),
    CallRow(
        "groups.Set",
        "Create or change a group.",
        "The one of that name is changed where there is one.",
        "name: data-team\ngroupDescription: Who cares for imports",
        "POST /groups",
        Setting,
        {
            "name": in_body(str, "The name of the group.", "name"),
            "group_description": in_body(str, "What is said of it.", "description", None),
        },
        facts={"search_path": "/groups/search", "kept": _KEPT_DESCRIPTION},
    ),
    _deleting("a group", "groups", "/groups", "group_id", "Its bindings go too."),
    _listing("groups", "groups", "/groups/search", Listing[Groups], "groups"),
    CallRow(
        "groups.AddMember",
        "Add a user to a group.",
        "Who is added may enter the tenant.",
        'groupId: "{{ outputs.team.id }}"\nuserId: "{{ inputs.user }}"',
        "PUT /groups/{group_id}/members/{user_id}",
        Call[Output],
        _MEMBERS,
    ),
    CallRow(
        "groups.RemoveMember",
        "Remove a user from a group.",
        "What the group gives is theirs no more.",
        'groupId: "{{ inputs.group }}"\nuserId: "{{ inputs.user }}"',
        "DELETE /groups/{group_id}/members/{user_id}",
        Call[Output],
        _MEMBERS,
    ),
    CallRow(
        "roles.Set",
        "Create or change a role.",
        "The one of that name is changed where there is one.",
        "name: launcher-of-imports\npermissions:\n  FLOW: [VIEW, LIST, EXECUTE]\n"
        "  EXECUTION: [VIEW, LIST]",
        "POST /roles",
        Setting,
        {
            "name": in_body(str, "The name of the role.", "name"),
            "permissions": in_body(
                dict[str, list[str]], "The actions that it allows, by resource.", "permissions"
            ),
            "role_description": in_body(str, "What is said of it.", "description", None),
            "is_default": in_body(bool, "Whether new users are given it.", "isDefault", None),
        },
        facts={
            "search_path": "/roles/search",
            "kept": {**_KEPT_DESCRIPTION, "isDefault": "isDefault"},
        },
    ),
    _deleting("a role", "roles", "/roles", "role_id", "Its bindings go too."),
    _listing("roles", "roles", "/roles/search", Listing[Roles], "roles"),
    CallRow(
        "invitations.Create",
        "Invite somebody.",
        "The link of the invitation is in the answer of the server, and not in the outputs.",
        "email: ann@example.com\nroles: [viewer]",
        "POST /invitations",
        Invitation,
        {"email": in_body(str, "The e-mail address of whom to invite.", "email")},
        {"invitation_id": "id"},
    ),
    _deleting(
        "an invitation", "invitations", "/invitations", "invitation_id", "Its link is void then."
    ),
    _listing(
        "invitations",
        "invitations",
        "/invitations/search",
        Listing[Invitations],
        "invitations",
    ),
    CallRow(
        "serviceAccounts.Set",
        "Create or change a service account.",
        "The one of that name is changed where there is one; it has no token by itself.",
        "name: importer\nserviceAccountDescription: Starts the imports",
        "POST /service-accounts",
        Setting,
        {
            "name": in_body(str, "Small letters, digits and hyphens.", "name"),
            "service_account_description": in_body(str, "What is said of it.", "description", None),
        },
        facts={
            "search_path": "/service-accounts",
            "kept": {**_KEPT_DESCRIPTION, "groups": "groups"},
        },
    ),
    _deleting(
        "a service account",
        "serviceAccounts",
        "/service-accounts",
        "service_account_id",
        "Its tokens and bindings go too.",
    ),
    _listing(
        "service accounts",
        "serviceAccounts",
        "/service-accounts",
        Listing[ServiceAccounts],
        "serviceAccounts",
    ),
    CallRow(
        "tenantAccess.Set",
        "Let a user into the tenant.",
        "A user of the server, by e-mail address.",
        "email: ann@example.com",
        "POST /tenant-access",
        Entrance,
        {"email": in_body(str, "The e-mail address of the user.", "email")},
    ),
    CallRow(
        "tenantAccess.Delete",
        "Shut a user out of the tenant.",
        "Their bindings and memberships there go too.",
        'userId: "{{ inputs.user }}"',
        "DELETE /tenant-access/{user_id}",
        Call[Output],
        {"user_id": here(str, "The user that is meant, by the id that the server gave.")},
    ),
)
TYPES = call_types(__name__, _PREFIX, ByAddress, ROWS, _LOGIN)
globals().update({each.__name__: each for each in TYPES.values()})
