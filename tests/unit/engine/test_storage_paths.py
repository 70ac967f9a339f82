"""Where files lie, and who may read them."""

from __future__ import annotations

import pytest

from tiercel.engine.storage_paths import (
    check_stored,
    execution_path,
    owner_execution,
    path_of,
    slug,
    task_run_path,
    uri_of,
)
from tiercel.model.errors import IllegalArgument, NotAllowed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my_flow", "my-flow"),
        ("My Flow", "my-flow"),
        ("a__b", "a-b"),
        ("_a_", "a"),
        ("Ünïcödé", "unicode"),
        ("a.b$c", "abc"),
    ],
)
def test_a_slug_is_lower_case_letters_digits_and_single_dashes(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_a_task_run_stores_below_its_execution() -> None:
    folder = execution_path("company.team", "my_flow", "e1")
    assert folder == "/company/team/my-flow/executions/e1"
    assert task_run_path(folder, "a_b", "tr1") == f"{folder}/tasks/a-b/tr1"
    assert owner_execution(f"{folder}/tasks/a-b/tr1/x.txt") == "e1"


def test_an_address_and_its_path_belong_together() -> None:
    assert uri_of("/a/b") == "kestra:///a/b"
    assert path_of("kestra:///a/b") == "/a/b"
    assert path_of("kestra://host/a/b") == "/a/b"


@pytest.mark.parametrize(
    "uri", [None, "plain", "http://x/y", "kestra:///a/../b", "kestra:///a/%2e%2e/b"]
)
def test_other_addresses_are_refused(uri: str | None) -> None:
    with pytest.raises(IllegalArgument):
        path_of(uri)


@pytest.mark.parametrize(
    "path",
    [
        "/company/team/my-flow/executions/e1/x",
        "/company/other/flow/executions/e2/x",
        "/company/team/_files/x",
        "/company/other/_files/executions/e1/x",
    ],
)
def test_files_of_executions_and_of_namespaces_may_be_read(path: str) -> None:
    assert check_stored(uri_of(path)) == path


@pytest.mark.parametrize(
    "path", ["/company/team/flow/executions/", "/company/team/x", "/etc/passwd"]
)
def test_anything_else_may_not(path: str) -> None:
    with pytest.raises(NotAllowed):
        check_stored(uri_of(path))
