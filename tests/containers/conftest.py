"""An engine for each test process: one that is there, else a service of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.containers.engine import NoEngine, a_running_container, an_image, find_engine
from tests.containers.podman import own_service


@pytest.fixture(scope="session")
def host() -> Iterator[str]:
    """The address of a container engine that runs containers."""
    with ExitStack() as stack:
        try:
            found = _engine(stack)
        except NoEngine as error:
            pytest.skip(str(error))
        yield found


@pytest.fixture(scope="session")
def image(host: str) -> Iterator[str]:
    """An image with a shell."""
    with an_image(host) as name:
        try:
            a_running_container(host, name)
        except NoEngine as error:
            pytest.skip(str(error))
        yield name


def _engine(stack: ExitStack) -> str:
    try:
        return find_engine()
    except NoEngine as error:
        none_answers = str(error)
    try:
        return stack.enter_context(own_service())
    except NoEngine as error:
        raise NoEngine(f"{none_answers}; {error}") from None
