"""One cluster of each kind for all test processes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.clusters.environment import Missing
from tests.clusters.local_dask import running_dask
from tests.clusters.local_ray import running_ray
from tests.clusters.shared import shared


@pytest.fixture(scope="session")
def ray_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The dashboard of a Ray cluster."""
    try:
        with shared("ray", tmp_path_factory, running_ray) as address:
            yield address
    except Missing as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def dask_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The scheduler of a Dask cluster."""
    with shared("dask", tmp_path_factory, running_dask) as address:
        yield address
