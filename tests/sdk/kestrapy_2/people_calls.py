"""Users, groups, roles and bindings of the 2.0 client: made, listed, changed and deleted."""

from __future__ import annotations

from typing import Any

from recorder import Recorder

TENANT = "main"


def run(recorder: Recorder) -> None:
    role = _roles(recorder)
    user = _users(recorder)
    group = _groups(recorder, user)
    _bindings(recorder, role, group)
    _tenant_access(recorder)
    _service_accounts(recorder)
    _invitations(recorder)
    _security_integrations(recorder)
    recorder.of("groups").delete_group(group, TENANT)
    recorder.of("users").delete_user(user)
    recorder.of("roles").delete_role(role, TENANT)


def _roles(recorder: Recorder) -> str:
    roles = recorder.of("roles")
    wanted = {"name": "client readers", "permissions": {"FLOW": ["VIEW", "LIST"]}}
    role_id = str(roles.create_role(TENANT, wanted).id)
    recorder.say("role", roles.role(role_id, TENANT).name == "client readers")
    roles.update_role(role_id, TENANT, {**wanted, "description": "They read flows."})
    found = roles.search_roles(TENANT, page=1, size=20)
    recorder.say("roles", role_id in _ids(found.results), str(found))
    roles.autocomplete_roles(TENANT, {"q": "client"})
    roles.list_roles_from_given_ids(TENANT, {"ids": [role_id]})
    return role_id


def _users(recorder: Recorder) -> str:
    users = recorder.of("users")
    user_id = str(users.create_user({"email": "client@example.com"}).id)
    recorder.say("user", users.user(user_id).id == user_id)
    found = users.list_users(page=1, size=20)
    recorder.say("users", user_id in _ids(found.results), str(found))
    users.patch_user(user_id, {"firstName": "Ada"})
    users.autocomplete_users(TENANT, {"q": "client"})
    users.impersonate(user_id)
    return user_id


def _groups(recorder: Recorder, user: str) -> str:
    groups = recorder.of("groups")
    group_id = str(groups.create_group(TENANT, {"name": "client group"}).id)
    groups.add_user_to_group(group_id, user, TENANT)
    found = groups.search_group_members(group_id, TENANT, page=1, size=20)
    recorder.say("members", _ids(found.results) == [user], str(found))
    groups.delete_user_from_group(group_id, user, TENANT)
    found = groups.search_groups(TENANT, page=1, size=20)
    recorder.say("groups", group_id in _ids(found.results), str(found))
    groups.autocomplete_groups(TENANT, {"q": "client"})
    return group_id


def _bindings(recorder: Recorder, role: str, group: str) -> None:
    bindings = recorder.of("bindings")
    wanted = {"type": "GROUP", "externalId": group, "roleId": role, "namespaceId": "client.team"}
    made = bindings.create_binding(TENANT, wanted)
    recorder.say("binding", bindings.binding(made.id, TENANT).id == made.id)
    found = bindings.search_bindings(TENANT, page=1, size=20)
    recorder.say("bindings", made.id in _ids(found.results), str(found))
    bindings.delete_binding(made.id, TENANT)
    bindings.bulk_create_binding(TENANT, [])


def _tenant_access(recorder: Recorder) -> None:
    access = recorder.of("tenant_access")
    access.list_tenant_access(TENANT, page=1, size=20)
    access.autocomplete_tenant_access(TENANT, {"q": "client"})


def _service_accounts(recorder: Recorder) -> None:
    accounts = recorder.of("service_account")
    made = accounts.create_service_account({"name": "client-of-all"})
    found = accounts.list_service_accounts(page=1, size=20)
    recorder.say("service accounts", made.id in _ids(found.results), str(found))
    accounts.delete_service_account(made.id)
    made = accounts.create_service_account_for_tenant(TENANT, {"name": "client-of-one"})
    accounts.delete_service_account_for_tenant(made.id, TENANT)


def _invitations(recorder: Recorder) -> None:
    invitations = recorder.of("invitations")
    email = "invited@example.com"
    invitations.create_invitation(TENANT, {"email": email, "roles": [{"id": "viewer"}]})
    found = _ids(invitations.list_invitations_by_email(email, TENANT))
    page = invitations.search_invitations(TENANT, email=email, page=1, size=20)
    recorder.say("invitations", _ids(page.results) == found, str(page))
    recorder.say("invitation", invitations.invitation(found[0], TENANT).email == email)
    invitations.find_all_invitations_for_current_user()
    account = {"firstName": "Ada", "lastName": "L", "password": "Client-Password-1"}
    invitations.create_from_invitation(found[0], account)
    invitations.delete_invitation(found[0], TENANT)
    users = recorder.of("users").list_users(page=1, size=100).results
    recorder.of("users").delete_user(_ids(row for row in users if email in str(row))[0])


def _ids(rows: Any) -> list[str]:
    return [str(row["id"] if isinstance(row, dict) else row.id) for row in rows]


def _security_integrations(recorder: Recorder) -> None:
    integrations = recorder.of("security_integrations")
    wanted = {"name": "client-scim", "description": "of a client", "type": "SCIM"}
    made = integrations.create_security_integration(TENANT, wanted)
    recorder.say("token of an integration", bool(made["apiToken"]["fullToken"]), str(made.keys()))
    name = str(made["id"])
    recorder.say("integration", integrations.security_integration(name, TENANT).id == name)
    integrations.list_security_integrations(TENANT)
    found = integrations.search_security_integrations(TENANT, page=1, size=20)
    recorder.say("integrations", name in _ids(found.results), str(found))
    recorder.say("off", not integrations.disable_security_integration(name, TENANT).enabled)
    recorder.say("on", integrations.enable_security_integration(name, TENANT).enabled)
    integrations.delete_security_integration(name, TENANT)
