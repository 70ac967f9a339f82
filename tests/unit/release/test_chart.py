"""The chart as one file."""

from __future__ import annotations

import tarfile
from pathlib import Path

from release.chart import CHART, pack
from tiercel import __version__


def test_it_has_each_file_of_the_chart_below_its_name_and_the_version_of_the_server(
    tmp_path: Path,
) -> None:
    packed = pack(tmp_path)
    assert packed.name == f"tiercel-{__version__}.tgz"
    with tarfile.open(packed) as archive:
        names = archive.getnames()
        assert names[0] == "tiercel/Chart.yaml"
        archive.extractall(tmp_path / "out", filter="data")
    files = {each.relative_to(CHART) for each in CHART.rglob("*") if each.is_file()}
    assert {f"tiercel/{each.as_posix()}" for each in files} == set(names)
    for each in files:
        assert (tmp_path / "out" / "tiercel" / each).read_bytes() == (CHART / each).read_bytes()


def test_the_same_chart_is_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    assert pack(tmp_path).read_bytes() == pack(tmp_path / "again").read_bytes()
