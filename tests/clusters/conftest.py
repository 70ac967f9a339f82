"""One cluster of each kind for all test processes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.clusters.environment import Missing
from tests.clusters.local_dask import running_dask
from tests.clusters.local_ray import running_ray, takes_jobs
from tests.clusters.shared import revived, shared


@pytest.fixture(scope="session")
def ray_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A Ray cluster, for as long as a test process may need it."""
    try:
        with shared("ray", tmp_path_factory, running_ray):
            yield
    except Missing as error:
        pytest.skip(str(error))


@pytest.fixture
def ray_address(ray_cluster: None, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The dashboard of a Ray cluster that lives.

    On a machine that is far too busy Ray takes its own node for dead, and ends. What a test then
    fails with is no matter of Tiercel, and none of the tests after it.
    """
    return revived("ray", tmp_path_factory, running_ray, takes_jobs)


@pytest.fixture(scope="session")
def dask_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The scheduler of a Dask cluster."""
    with shared("dask", tmp_path_factory, running_dask) as address:
        yield address
