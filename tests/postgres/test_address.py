"""Addresses of databases, as JDBC and as libpq write them."""

from __future__ import annotations

import pytest

from tiercel.adapters.postgres.address import Address, read_address
from tiercel.model.errors import Invalid


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "jdbc:postgresql://db:5433/tiercel",
            Address(hosts=("db",), ports=(5433,), database="tiercel"),
        ),
        ("jdbc:postgresql://db/tiercel", Address(hosts=("db",), ports=(5432,), database="tiercel")),
        (
            "jdbc:postgresql:tiercel",
            Address(hosts=("localhost",), ports=(5432,), database="tiercel"),
        ),
        (
            "jdbc:postgresql://a:1,b:2/t?sslmode=verify-full&currentSchema=team,public",
            Address(hosts=("a", "b"), ports=(1, 2), database="t", ssl="verify-full", schema="team"),
        ),
        (
            "postgresql://me:se%40cret@db/t",
            Address(hosts=("db",), ports=(5432,), database="t", user="me", password="se@cret"),
        ),
        (
            "jdbc:postgresql://db/t?user=me&password=x&ssl=true",
            Address(
                hosts=("db",), ports=(5432,), database="t", user="me", password="x", ssl="require"
            ),
        ),
        (
            "postgresql://me@/t?host=/run/postgresql",
            Address(hosts=("/run/postgresql",), ports=(5432,), database="t", user="me"),
        ),
        (
            "jdbc:postgresql://pooler:6432/t?prepareThreshold=0&directHost=db&directPort=5433",
            Address(
                hosts=("pooler",),
                ports=(6432,),
                database="t",
                is_pooled=True,
                direct_host="db",
                direct_port=5433,
            ),
        ),
        ("postgresql://[::1]:5433/t", Address(hosts=("::1",), ports=(5433,), database="t")),
    ],
)
def test_addresses_are_read(url: str, expected: Address) -> None:
    assert read_address(url) == expected


def test_the_settings_win_over_the_address() -> None:
    address = read_address("postgresql://me:mine@db/t", "other", "theirs")
    assert (address.user, address.password) == ("other", "theirs")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "jdbc:mysql://db/t",
        "jdbc:postgresql://db:99999/t",
        "jdbc:postgresql://db/t?currentSchema=a%20b",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(Invalid):
        read_address(url)


def test_messages_show_no_secrets() -> None:
    assert read_address("postgresql://me:secret@db/t").shown == "db:5432/t"
    with pytest.raises(Invalid) as refused:
        read_address("mysql://me:secret@db/t")
    assert "secret" not in refused.value.message
