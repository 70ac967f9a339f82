"""Every conformance case, each a test: in virtual time, or over HTTP with TIERCEL_CASES_HTTP=1."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.cases.engine import case_files
from tests.cases.engine.case_files import Case
from tests.cases.engine.clean import clean
from tests.cases.engine.driver import Driver
from tests.cases.engine.http_driver import HttpDriver
from tests.cases.engine.play import play
from tests.cases.engine.requirements import settings_for

IS_HTTP = bool(os.environ.get("TIERCEL_CASES_HTTP"))
LISTED = case_files.not_yet(case_files.NOT_YET_HTTP if IS_HTTP else case_files.NOT_YET)
CASES = case_files.all_cases()

DriverOf = Callable[[Case], Driver]


@pytest.fixture(scope="session")
def http_server() -> Iterator[HttpDriver]:
    driver = HttpDriver()
    yield driver
    driver.close()


@pytest.fixture
def driver_of(request: pytest.FixtureRequest) -> Iterator[DriverOf]:
    """Gives the driver that a case wants; a server of its own when it has requirements."""
    own: list[HttpDriver] = []

    def choose(case: Case) -> Driver:
        settings = settings_for(case)
        if not IS_HTTP:
            from tests.cases.engine.virtual_driver import VirtualDriver

            return VirtualDriver(settings)
        if settings:
            own.append(HttpDriver(settings))
            return own[-1]
        shared: HttpDriver = request.getfixturevalue("http_server")
        clean(shared)
        return shared

    yield choose
    for driver in own:
        driver.close()


def parameters() -> list[Any]:
    return [pytest.param(case, id=f"{case.file.split('.yaml')[0]}:{case.name}") for case in CASES]


@pytest.mark.timeout(300 if IS_HTTP else 60)
@pytest.mark.parametrize("case", parameters())
def test_case(case: Case, driver_of: DriverOf) -> None:
    problems = play(case, driver_of(case))
    if case.name not in LISTED:
        assert not problems, "\n".join(["", *problems])
    elif not problems:
        pytest.fail(f"{case.name} passes: take it out of the list of those that do not")
    else:
        pytest.xfail(LISTED[case.name])


def test_there_are_cases() -> None:
    assert CASES, f"no case files in {case_files.folder()}"


def test_every_listed_case_exists_and_says_why() -> None:
    if "TIERCEL_CASES" in os.environ:
        pytest.skip("other cases than those that the list is about")
    names = {case.name for case in CASES}
    assert [name for name in LISTED if name not in names] == []
    assert [name for name, reason in LISTED.items() if not reason] == []
