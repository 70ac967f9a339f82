"""The size of an image, and which program builds it."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pytest

from release import image
from release.image import IMAGE_MB_MAX, engine_of, layer_sizes, size_lines
from release.trial import TrialError


def saved_image(folder: Path, layers: dict[str, bytes]) -> Path:
    """An image as engines save it."""
    target = folder / "image.tar"
    files = {**layers, "manifest.json": json.dumps([{"Layers": [*layers]}]).encode()}
    with tarfile.open(target, "w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return target


def test_layers_are_measured_as_they_are_handed_out(tmp_path: Path) -> None:
    layers = {"base/layer.tar": bytes(3_000_000), "own.tar": bytes(range(256)) * 4}
    base, own = layer_sizes(saved_image(tmp_path, layers))
    assert 0 < base < 0.01
    assert 0 < own < base


def test_an_image_that_is_too_large_is_refused_with_its_layers() -> None:
    assert size_lines([45.5, 100.0])[-1] == f"  145.50 MB  in all, of {IMAGE_MB_MAX} at most"
    with pytest.raises(TrialError, match=r"too large:\n +45.50 MB  layer 1\n"):
        size_lines([45.5, IMAGE_MB_MAX])


def test_the_engine_is_the_one_that_is_named_or_there(monkeypatch: pytest.MonkeyPatch) -> None:
    assert engine_of(["podman", "--remote"]) == ["podman", "--remote"]
    there = {"podman": "/usr/bin/podman"}
    monkeypatch.setattr(image.shutil, "which", there.get)
    assert engine_of([]) == ["podman"]
    there.clear()
    with pytest.raises(TrialError, match="apt install podman"):
        engine_of([])
