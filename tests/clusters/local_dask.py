"""A Dask cluster of two workers."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from tests.clusters.shared import Started, detached, end_group

START_SECONDS_MAX = 60.0
PROGRAM = Path(__file__).with_name("dask_cluster.py")


def running_dask() -> Started:
    """A cluster with a scheduler, two workers and their nannies."""
    folder = Path(tempfile.mkdtemp(prefix="tdask-"))
    group = detached([sys.executable, PROGRAM], folder, os.environ)
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline:
        if (folder / "address").exists():
            return Started((folder / "address").read_text(), group, str(folder))
        time.sleep(0.1)
    end_group(group)
    raise AssertionError((folder / "log").read_text(errors="replace")[-3000:])
