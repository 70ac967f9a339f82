"""The family as if it were installed: its tasks are made with types that they find by name."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from plugins.workspace.family import family
from tests.families.installed import write_metadata


# Not for the session: the other suites of the process have a server without families.
@pytest.fixture(scope="module", autouse=True)
def _installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("installed")
    write_metadata(folder, family("ai"))
    sys.path.insert(0, str(folder))
    yield
    sys.path.remove(str(folder))
