"""Servers that somebody signed in to: the file, and what commands make of it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from tiercel.cli.app import run
from tiercel.cli.client import Target
from tiercel.cli.profiles import (
    Profile,
    Profiles,
    profiles_file,
    read_profiles,
    write_profiles,
)
from tiercel.cli.targets import target_of
from tiercel.model.errors import NotFound, TiercelError

HOME = Profile(server="http://home:8080")
WORK = Profile(server="https://office/", user="ann", token="tc_work", token_id="1", tenant="main")
BOTH = Profiles(current="work", profiles={"home": HOME, "work": WORK})
NOTHING = dict.fromkeys(("server", "profile", "user", "token", "tenant", "headers"))


@pytest.fixture
def stored() -> Profiles:
    write_profiles(BOTH)
    return BOTH


@pytest.fixture
def open_mask() -> Iterator[None]:
    """New files may be read by all."""
    before = os.umask(0)
    yield
    os.umask(before)


def test_only_the_user_can_read_the_file(open_mask: None) -> None:
    write_profiles(BOTH)
    file = profiles_file()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert read_profiles() == BOTH
    assert list(file.parent.iterdir()) == [file]


def test_a_file_that_others_could_read_is_closed_when_it_is_written(stored: Profiles) -> None:
    profiles_file().chmod(0o644)
    write_profiles(stored)
    assert profiles_file().stat().st_mode & 0o777 == 0o600


def test_without_a_file_there_are_none() -> None:
    assert read_profiles() == Profiles()


def test_a_broken_file_says_what_to_do(stored: Profiles) -> None:
    profiles_file().write_text("{")
    with pytest.raises(TiercelError, match="tiercel login"):
        read_profiles()


def test_a_folder_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file"))
    with pytest.raises(TiercelError, match=r"Can't write .*profiles\.json"):
        write_profiles(BOTH)


def test_the_current_profile_says_which_server_and_as_whom(stored: Profiles) -> None:
    assert target_of(**NOTHING) == Target(server="https://office/", token="tc_work", tenant="main")
    home = target_of(**{**NOTHING, "profile": "home"})
    assert home == Target(server="http://home:8080")


def test_a_token_goes_to_its_own_server_only(stored: Profiles) -> None:
    assert target_of(**{**NOTHING, "server": "https://office"}).token == "tc_work"
    elsewhere = target_of(**{**NOTHING, "server": "http://other"})
    assert elsewhere == Target(server="http://other")
    with pytest.raises(typer.BadParameter, match="is of https://office/, not of http://other"):
        target_of(**{**NOTHING, "server": "http://other", "profile": "work"})


def test_credentials_that_are_given_count_before_the_profile(stored: Profiles) -> None:
    given = target_of(**{**NOTHING, "user": "bob:secret"})
    assert (given.server, given.user, given.token) == ("https://office/", "bob:secret", None)
    assert target_of(**{**NOTHING, "token": "tc_x"}).token == "tc_x"


def test_without_profiles_the_server_is_on_this_machine() -> None:
    assert target_of(**NOTHING) == Target(server="http://localhost:8080")


def test_an_unknown_profile_is_refused_with_those_that_there_are(stored: Profiles) -> None:
    with pytest.raises(NotFound, match=r"did you mean 'work'\? known here: home, work"):
        target_of(**{**NOTHING, "profile": "wrok"})


def test_profiles_are_listed_without_tokens_and_chosen(
    stored: Profiles, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["profile", "list"], None) == 0
    assert (
        capsys.readouterr().out == "home\thttp://home:8080\t\tno\nwork\thttps://office/\tann\tyes\n"
    )
    assert run(["profile", "use", "home"], None) == 0
    assert read_profiles().current == "home"
    capsys.readouterr()
    assert run(["profile", "list", "--json"], None) == 0
    shown = capsys.readouterr().out
    assert [each["current"] for each in json.loads(shown)] == [True, False]
    assert "tc_work" not in shown
    assert run(["profile", "use", "nope"], None) == 1


def test_forgetting_the_current_profile_leaves_another(stored: Profiles) -> None:
    assert stored.without("work").current == "home"
    assert stored.without("work").without("home") == Profiles()
