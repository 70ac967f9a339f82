"""Both lines of the typed Python client, each method at least once, against a server process."""

from __future__ import annotations

import pytest

from tests.e2e.server import Server
from tests.sdk.conftest import PASSWORD, USER
from tests.sdk.environments import python_of, run
from tests.sdk.results import failures


@pytest.mark.timeout(400)
@pytest.mark.parametrize("name", ["kestrapy_2", "kestrapy_1"])
def test_every_method(name: str, server: Server, environ: dict[str, str]) -> None:
    python = str(python_of(name))
    output = run([python, "-m", name, server.base, USER, PASSWORD], environ)
    found = failures(output)
    assert found == [], "\n".join(found)
