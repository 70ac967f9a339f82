"""Inputs that are only checked over the API: nothing starts and nothing is stored."""

from __future__ import annotations

import pytest

from tests.api.client import HELLO, Api, parts

CREATE = "/executions/company.team/hello"


async def test_inputs_are_checked_without_starting(api: Api) -> None:
    await api.create(HELLO)
    response = await api.post(f"{CREATE}/validate", files=parts(who="Ann", n="1"))
    report = response.json()
    assert report["id"] == "hello"
    who, n = report["inputs"]
    assert (who["value"], who["errors"], who["enabled"]) == ("Ann", [], True)
    assert n["value"] == "1"
    assert "it must be more than `2`" in n["errors"][0]["message"]
    assert (await api.get("/executions/search")).json()["total"] == 0


TAKES_FILE = """id: takes_file
namespace: company.team
inputs:
  - {id: rows, type: FILE, allowedFileExtensions: [.csv]}
tasks:
  - {id: say, type: io.kestra.plugin.core.log.Log, message: hi}
"""


@pytest.mark.parametrize(
    ("form", "complaint"),
    [
        ({"rows": ("a.csv", b"1,2")}, ""),
        # As older clients send it.
        ({"files": ("rows", b"1,2")}, "file extensions"),
        ({"rows": ("a.txt", b"1,2")}, "file extensions"),
        ({"rows": ("a.csv", b"")}, "issing"),
        ({"other": ("b.csv", b"1,2")}, "issing"),
    ],
)
async def test_a_file_that_is_sent_counts_when_inputs_are_checked(
    api: Api, form: dict[str, tuple[str, bytes]], complaint: str
) -> None:
    await api.create(TAKES_FILE)
    answer = await api.post("/executions/company.team/takes_file/validate", files=form)
    (report,) = answer.json()["inputs"]
    assert [complaint in each["message"] for each in report["errors"]] == [True] * bool(complaint)
