"""Users, groups, roles and service accounts of the 1.x client: made, listed and deleted."""

from __future__ import annotations

from kestrapy_1.arguments import AT, PAGE
from recorder import Json, Recorder

ALL = {"page": 1, "size": 10, "filters": []}


def run(recorder: Recorder) -> None:
    recorder.section(_roles)
    recorder.section(_groups)
    recorder.section(_service_accounts)


def _roles(recorder: Recorder) -> None:
    roles = recorder.of("roles")
    role: Json = {"name": "readers", "permissions": {"FLOW": ["READ"]}}
    made = roles.create_role(**AT, iam_role_controller_api_role_create_or_update_request=role)
    found = roles.search_roles(**PAGE)
    recorder.say("roles", made.id in _ids(found.results), str(found))
    roles.autocomplete_roles(**AT, api_autocomplete={"q": "read"})
    roles.list_roles_from_given_ids(**AT, api_ids={"ids": [made.id]})
    roles.delete_role(**AT, id=made.id)


def _groups(recorder: Recorder) -> None:
    users, groups = recorder.of("users"), recorder.of("groups")
    person: Json = {"email": "one@example.com"}
    user = users.create_user(iam_user_controller_api_create_or_update_user_request=person)
    found = users.list_users(**ALL)
    recorder.say("users", user.id in _ids(found.results), str(found))
    users.autocomplete_users(**AT, iam_tenant_access_controller_user_api_autocomplete={"q": "one"})
    group: Json = {"name": "team"}
    made = groups.create_group(**AT, iam_group_controller_api_create_group_request=group)
    groups.add_user_to_group(**AT, id=made.id, user_id=user.id)
    found = groups.search_group_members(**AT, **ALL, id=made.id)
    recorder.say("members", _ids(found.results) == [user.id], str(found))
    found = groups.search_groups(**PAGE)
    recorder.say("groups", made.id in _ids(found.results), str(found))
    groups.autocomplete_groups(**AT, api_autocomplete={"q": "team"})
    groups.list_group_ids(**AT, api_ids={"ids": [made.id]})
    groups.delete_group(**AT, id=made.id)
    users.delete_user(id=user.id)


def _service_accounts(recorder: Recorder) -> None:
    accounts = recorder.of("service_account")
    made = accounts.create_service_account(
        iam_service_account_controller_api_create_service_account_request={"name": "of-all"}
    )
    found = accounts.list_service_accounts(**ALL)
    recorder.say("service accounts", made.id in _ids(found.results), str(found))
    accounts.delete_service_account(id=made.id)
    made = accounts.create_service_account_for_tenant(
        **AT, iam_service_account_controller_api_service_account_request={"name": "of-one"}
    )
    accounts.delete_service_account_for_tenant(**AT, id=made.id)


def _ids(rows: Json) -> list[str]:
    return [str(row["id"] if isinstance(row, dict) else row.id) for row in rows]
