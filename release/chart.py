"""The chart of `deploy/helm` as one file, in the form that `helm install` and registries take."""

from __future__ import annotations

import gzip
import io
import tarfile
from pathlib import Path

import yaml

CHART = Path(__file__).parents[1] / "deploy" / "helm" / "tiercel"


def pack(folder: Path) -> Path:
    """Write `NAME-VERSION.tgz` into a folder: the same bytes whenever the chart is the same.

    Everything lies below the name of the chart, `Chart.yaml` first, as `helm package` does it.
    """
    about = yaml.safe_load((CHART / "Chart.yaml").read_text(encoding="utf-8"))
    target = folder / f"{about['name']}-{about['version']}.tgz"
    files = sorted(each for each in CHART.rglob("*") if each.is_file())
    files.sort(key=lambda each: each.name != "Chart.yaml")
    with (
        target.open("wb") as raw,
        gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w") as archive,
    ):
        for each in files:
            content = each.read_bytes()
            member = tarfile.TarInfo(f"{about['name']}/{each.relative_to(CHART).as_posix()}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return target
