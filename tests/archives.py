"""What archives hold, to compare."""

from __future__ import annotations

import gzip
from pathlib import Path

from tiercel.service.transfer.manifest import Manifest, read_manifest


def manifest_of(archive: Path) -> Manifest:
    """What it says of itself."""
    return read_manifest((archive / "manifest.json").read_bytes())


def lines_of(archive: Path) -> dict[str, list[bytes]]:
    """What the parts of an archive hold by kind, in any order."""
    found: dict[str, list[bytes]] = {}
    for part in manifest_of(archive).parts:
        content = gzip.decompress((archive / part.name).read_bytes())
        found.setdefault(part.kind, []).extend(content.splitlines())
    return {kind: sorted(lines) for kind, lines in found.items()}
