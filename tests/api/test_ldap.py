"""Sign-in with the password of a directory, against slapd on this machine."""

from __future__ import annotations

from collections.abc import Iterator

import ldap3
import pytest

from tests.api.client import Api
from tests.api.slapd import BASE, ODD, PASSWORD, PEOPLE, READER, ROOT, Slapd, a_directory
from tests.api.test_people import bound, made
from tests.families.servers import free_port
from tiercel.adapters.ldap_directory import LdapDirectory
from tiercel.model.authorization.limits import ACCESS_FAILURES_MAX
from tiercel.model.errors import Unavailable
from tiercel.model.json_types import Json
from tiercel.service.access import directory_sign_in
from tiercel.settings.sign_in_sections import LdapSection

ADMIN = ("admin@example.org", "Secret-Password-1")
BOTH = "(|(uid={username})(mail={username}))"
GROUPS = {"groups_base": f"ou=groups,{BASE}"}
ANN, ELSEWHERE = ("ann", PASSWORD), "10.1.0."


@pytest.fixture(scope="module")
def directory() -> Iterator[Slapd]:
    with a_directory(ADMIN[0]) as running:
        yield running


@pytest.fixture
def rules() -> dict[str, Json]:
    """Settings of the directory that a test needs different."""
    return {}


@pytest.fixture
def overrides(directory: Slapd, rules: dict[str, Json]) -> dict[str, Json]:
    own = {"address": directory.clear, "base": PEOPLE, "filter": BOTH, **READER}
    replaced = {
        key: value.format(encrypted=directory.encrypted, clear=directory.clear, cert=directory.cert)
        if isinstance(value, str) and key in ("address", "ca_file")
        else value
        for key, value in rules.items()
    }
    basic = {"username": ADMIN[0], "password": ADMIN[1]}
    return {"server": {"basic_auth": basic, "ldap": {**own, **replaced}}}


async def status_of(api: Api, who: tuple[str, str]) -> int:
    return (await api.get("/me", auth=who)).status_code


async def users(api: Api) -> set[str]:
    found = (await api.get("/users", auth=ADMIN)).json()["results"]
    return {each["username"] for each in found}


async def groups_of(api: Api, who: tuple[str, str]) -> set[str]:
    """The names of the groups of somebody who has signed in."""
    me = (await api.get("/me", auth=who)).json()
    found = (await api.get(f"/users/{me['id']}", auth=ADMIN)).json()["groups"]
    return {(await api.get(f"/groups/{each['id']}", auth=ADMIN)).json()["name"] for each in found}


async def test_somebody_of_the_directory_becomes_a_user_of_their_address(api: Api) -> None:
    for name in ("ann", "Ann@example.org", "ANN"):
        me = (await api.get("/me", auth=(name, PASSWORD))).json()
        assert me["profile"]["username"] == "ann@example.org"
        assert (await api.get("/flows/search", auth=(name, PASSWORD))).status_code == 403
    assert await users(api) == {ADMIN[0], "ann@example.org"}
    body = {"username": "ann", "password": PASSWORD}
    signed_in = await api.http.post("/login", json=body)
    assert signed_in.status_code == 200
    assert "JWT" in signed_in.headers["set-cookie"]
    entries = (await api.get("/main/auditlogs/search?size=100", auth=ADMIN)).json()["results"]
    ways = {each["auditLog"]["type"]: each["auditLog"] for each in entries}
    assert ways["LOGIN"]["via"] == "LDAP"


NAMES = (
    *("nobody", "twin", "twin@example.org", "silent", "*", "an*", "a\\6en", "\\2a"),
    *("ann)(uid=*", "nobody)(|(uid=ann", "*)(uid=*))(|(uid=*", "ann))(&(uid=ann", "ann\0"),
    *(f"uid=ann,{PEOPLE}", "uid=ann", READER["bind_dn"], ROOT[0], "{username}", "{dn}"),
    *("ann;x", "ann&", "a" * 300, "(", ")", "\\", "ann\\"),
)
PASSWORDS = ("wrong", READER["bind_password"], "x" * 300, "\0", f"{PASSWORD} ")


async def test_who_can_not_be_proved_is_refused_alike(api: Api) -> None:
    tries = [(name, PASSWORD) for name in NAMES]
    tries += [("ann", password) for password in PASSWORDS]
    answers = set()
    for number, (name, password) in enumerate(tries):
        api.come_from(f"{ELSEWHERE}{number}")
        body = {"username": name, "password": password}
        answer = await api.http.post("/login", json=body)
        answers.add((answer.status_code, answer.content, answer.headers.get("set-cookie")))
    assert answers == {(401, b"", None)}
    # An empty password would be an anonymous bind, which succeeds.
    for who in (("ann", ""), ("", PASSWORD), ("", "")):
        api.come_from("10.2.0.1")
        assert await status_of(api, who) == 401, who
    assert await users(api) == {ADMIN[0]}


@pytest.mark.parametrize("name", ["ann", "nobody"])
async def test_guesses_from_many_addresses_are_refused_for_known_and_unknown_names(
    api: Api, name: str
) -> None:
    statuses = []
    for number in range(ACCESS_FAILURES_MAX + 2):
        api.come_from(f"{ELSEWHERE}{number}")
        statuses.append(await status_of(api, (name, f"guess-{number}")))
    assert statuses == [401] * ACCESS_FAILURES_MAX + [429] * 2
    assert await status_of(api, (name, PASSWORD)) == 429
    assert await status_of(api, ("bob", PASSWORD)) == 200


async def test_who_is_known_is_locked_and_that_is_in_the_audit_log(api: Api) -> None:
    assert await status_of(api, ANN) == 200
    for number in range(ACCESS_FAILURES_MAX):
        api.come_from(f"{ELSEWHERE}{number}")
        await status_of(api, ("ann@example.org" if number % 2 else "ann", f"guess-{number}"))
    api.come_from(f"{ELSEWHERE}99")
    assert await status_of(api, ANN) == 401
    entries = (await api.get("/main/auditlogs/search?size=100", auth=ADMIN)).json()["results"]
    assert "ACCOUNT_LOCKED" in {each["auditLog"]["type"] for each in entries}


@pytest.mark.parametrize("rules", [GROUPS])
async def test_groups_have_the_names_there_and_no_name_is_a_role(
    api: Api, directory: Slapd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory_sign_in, "LDAP_KNOWN_SECONDS", 0)
    bob, pat = ("bob", PASSWORD), ("pat", PASSWORD)
    assert await status_of(api, bob) == 200
    assert await groups_of(api, bob) == {"Admin", "owners"}
    assert (await api.get("/me/permissions", auth=bob)).json() == {}
    assert (await api.get("/users", auth=bob)).status_code == 403
    assert await groups_of(api, pat) == {"developers"}
    member = f"cn={ODD},{PEOPLE}"
    root = ldap3.Connection(directory.clear, *ROOT, auto_bind=True)
    group = f"cn=developers,ou=groups,{BASE}"
    try:
        root.modify(group, {"member": [(ldap3.MODIFY_DELETE, [member])]})
        assert root.result["description"] == "success"
        assert await groups_of(api, pat) == set()
    finally:
        root.modify(group, {"member": [(ldap3.MODIFY_ADD, [member])]})
        root.unbind()


@pytest.mark.parametrize("rules", [{**GROUPS, "group_mapping": {"developers": "team"}}])
async def test_with_a_mapping_other_groups_are_passed_over(api: Api) -> None:
    team = await made(api, "/groups", {"name": "team"})
    await made(api, "/bindings", {"type": "GROUP", "externalId": team["id"], "roleId": "viewer"})
    assert await groups_of(api, ANN) == {"team"}
    assert (await api.get("/flows/search", auth=ANN)).status_code == 200
    assert await groups_of(api, ("bob", PASSWORD)) == set()


@pytest.mark.parametrize(
    "rules",
    [
        {"address": "{encrypted}", "ca_file": "{cert}"},
        {"address": "{clear}", "start_tls": True, "ca_file": "{cert}"},
    ],
)
async def test_a_directory_that_proves_itself_is_asked_encrypted(api: Api) -> None:
    assert await status_of(api, ANN) == 200
    assert await status_of(api, ("ann", "wrong")) == 401


@pytest.mark.parametrize(
    "rules",
    [
        {"address": "{encrypted}"},
        {"address": "{clear}", "start_tls": True},
        {"bind_password": "wrong"},
        {"bind_dn": "", "bind_password": ""},
        {"address": f"ldap://127.0.0.1:{free_port()}"},
        {"filter": "(uid={username})(x=1)"},
        {"base": "ou=nowhere,dc=example,dc=org"},
        # Who has no groups because they could not be read would lose those that they have.
        {"groups_base": "ou=nowhere,dc=example,dc=org"},
    ],
)
async def test_a_directory_that_can_not_be_asked_lets_nobody_in_but_the_owner(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    assert await status_of(api, ANN) == 401
    assert await status_of(api, ADMIN) == 200
    assert PASSWORD not in caplog.text
    assert READER["bind_password"] not in caplog.text


async def test_a_password_that_none_can_be_is_a_wrong_one(directory: Slapd) -> None:
    asked = LdapDirectory(LdapSection(address=directory.clear, base=PEOPLE))
    # Nothing is left of it once it is prepared for the bind, which would be an anonymous one.
    assert not await asked.proves(None, "\u00ad")


async def test_a_name_that_the_certificate_does_not_have_is_refused(
    directory: Slapd,
) -> None:
    address = f"ldaps://localhost:{directory.encrypted_port}"
    asked = LdapSection(address=address, ca_file=directory.cert, base=PEOPLE, **READER)
    with pytest.raises(Unavailable, match="does not answer"):
        await LdapDirectory(asked).find("ann@example.org")


@pytest.mark.parametrize("rules", [{}, {"link_by_email": True}])
async def test_nobody_becomes_the_owner_by_an_address(api: Api) -> None:
    assert await status_of(api, ("boss", PASSWORD)) == 401
    # The owner's name is theirs in any spelling.
    assert await status_of(api, (ADMIN[0], PASSWORD)) == 401
    assert await status_of(api, (ADMIN[0].upper(), PASSWORD)) == 401
    assert await status_of(api, ADMIN) == 200


@pytest.mark.parametrize("rules", [{}, {"link_by_email": True}])
async def test_a_known_user_comes_in_by_the_address_only_where_the_settings_say_so(
    api: Api, rules: dict[str, Json]
) -> None:
    user = await made(api, "/users", {"email": "ann@example.org"}, 201)
    await bound(api, user, "viewer")
    assert await status_of(api, ANN) == (200 if rules else 401)


async def test_who_has_a_password_here_is_asked_for_that_one(api: Api) -> None:
    own = "Secret-Password-2"
    await made(api, "/users", {"email": "ann@example.org", "password": own}, 201)
    assert await status_of(api, ("ann@example.org", own)) == 200
    assert await status_of(api, ("ann@example.org", PASSWORD)) == 401


async def test_who_was_removed_here_comes_as_somebody_new(api: Api) -> None:
    before = (await api.get("/me", auth=ANN)).json()["id"]
    assert (await api.delete(f"/users/{before}", auth=ADMIN)).status_code == 204
    assert (await api.get("/me", auth=ANN)).json()["id"] != before


@pytest.mark.parametrize("rules", [{"create_users": False}])
async def test_nobody_new_comes_in_where_users_are_made_by_people(api: Api) -> None:
    assert await status_of(api, ANN) == 401
    assert await users(api) == {ADMIN[0]}
