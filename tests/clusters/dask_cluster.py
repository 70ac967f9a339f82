"""A program that is a Dask cluster until it is killed; `address` in its folder says where."""

from __future__ import annotations

import signal
from pathlib import Path

from distributed import LocalCluster


def main() -> None:
    """The cluster."""
    with LocalCluster(
        n_workers=2,
        threads_per_worker=4,
        host="127.0.0.1",
        dashboard_address=None,
        local_directory=str(Path.cwd()),
        resources={"slot": 1},
    ) as cluster:
        Path("address.new").write_text(cluster.scheduler_address)
        Path("address.new").rename("address")
        signal.pause()


if __name__ == "__main__":
    main()
