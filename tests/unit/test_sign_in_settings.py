"""Settings of a directory that signs people in: what would be asked in clear is refused."""

from __future__ import annotations

import re

import pytest

from tiercel.model.json_types import Json
from tiercel.settings import Settings
from tiercel.settings.sign_in_sections import LdapSection

GOOD = {"address": "ldaps://ldap.example.org", "base": "dc=example,dc=org"}


@pytest.mark.parametrize(
    "section",
    [
        {},
        GOOD,
        {**GOOD, "address": "ldap://ldap.example.org:1389", "start_tls": True},
        {**GOOD, "address": "ldap://127.0.0.1:1389/"},
        {**GOOD, "address": "ldap://localhost"},
        {**GOOD, "filter": "(|(uid={username})(mail={username}))"},
        {**GOOD, "groups_filter": "(&(cn=t-*)(|(member={dn})(memberUid={username})))"},
        {**GOOD, "bind_dn": "cn=reader", "bind_password": "x"},
    ],
)
def test_a_directory_can_be_asked_encrypted_or_on_this_machine(section: dict[str, Json]) -> None:
    found = LdapSection.model_validate(section)
    assert found.is_on is bool(section)
    assert Settings.model_validate({"server": {"ldap": section}}).server.asks_set_up is found.is_on


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"address": "ldap://ldap.example.org"}, "needs `start-tls`"),
        ({"address": "https://ldap.example.org"}, "ldaps://host"),
        ({"address": "ldap.example.org"}, "ldaps://host"),
        ({"address": "ldaps://"}, "ldaps://host"),
        ({"address": "ldaps://me@ldap.example.org"}, "ldaps://host"),
        ({"address": "ldaps://ldap.example.org/dc=x??sub"}, "ldaps://host"),
        ({"start_tls": True}, "encrypted already"),
        ({"base": ""}, "where people are looked up"),
        ({"filter": ""}, "where people are looked up"),
        ({"filter": "(uid=ann)"}, "must have `{username}`"),
        ({"filter": "uid={username}"}, "begins with `(`"),
        ({"filter": "(uid={name})"}, "must have `{username}`"),
        ({"filter": "(&(uid={username})(x={dn}))"}, "no other place"),
        ({"groups_filter": "(member=*)"}, "`{dn}` or `{username}`"),
        ({"bind_dn": "cn=reader"}, "give both or neither"),
        ({"bind_password": "x"}, "give both or neither"),
    ],
)
def test_a_directory_that_can_not_be_asked_is_refused(change: dict[str, Json], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        LdapSection.model_validate({**GOOD, **change})
