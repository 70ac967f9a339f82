"""The cluster that the tests of the runner have."""

from __future__ import annotations

from tests.unit.plugins.scripts.test_kubernetes import cluster

__all__ = ["cluster"]
