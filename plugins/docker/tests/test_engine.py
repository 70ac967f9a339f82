"""Images and containers of a real engine: Docker, or podman."""

from __future__ import annotations

import os

import pytest

from tiercel.plugin import Json
from tiercel.testing import Ran, World, run_task
from tiercel_docker.build import Build
from tiercel_docker.containers import Prune, Rm, Stop
from tiercel_docker.images import ImageLs, Pull, Tag
from tiercel_docker.run import Run

# A program that starts another: slow where much else runs.
pytestmark = pytest.mark.timeout(240)
BUILT = f"localhost/tiercel-built-{os.getpid()}:1"
NAMED = f"localhost/tiercel-named-{os.getpid()}:1"


@pytest.fixture
def engine(host: str) -> dict[str, Json]:
    return {"host": host}


def ran(task: type, properties: dict[str, Json]) -> Ran:
    found = run_task(task, properties, World())
    assert found.error is None, (found.error, found.logs)
    return found


def test_an_image_is_built_named_listed_and_removed(engine: dict[str, Json], image: str) -> None:
    asked = {
        **engine,
        "dockerfile": f"FROM {image}\nCOPY note.txt /note.txt\nLABEL made=here\n",
        "inputFiles": {"note.txt": "a note"},
        "labels": {"team": "data"},
        "tags": [BUILT],
        "pull": False,
    }
    built = ran(Build, asked)
    assert built.metrics[0].name == "bytes"
    try:
        ran(Tag, {**engine, "sourceImage": BUILT, "targetImage": NAMED})
        listed = ran(ImageLs, {**engine, "labelFilter": {"team": "data"}})
        (found,) = listed.outputs["images"]
        assert {BUILT, NAMED} <= set(found["repoTags"])
        assert (found["labels"]["made"], listed.outputs["count"]) == ("here", 1)
        assert str(built.outputs["imageId"]).removeprefix("sha256:")[:12] in found["id"]
        read = {**engine, "containerImage": BUILT, "pullPolicy": "NEVER"}
        assert "a note" in ran(Run, {**read, "commands": ["cat", "/note.txt"]}).logs
    finally:
        ran(Rm, {**engine, "imageIds": [NAMED, BUILT], "force": True})
    assert ran(ImageLs, {**engine, "labelFilter": {"team": "data"}}).outputs["count"] == 0


def test_a_container_goes_on_until_it_is_stopped(engine: dict[str, Json], image: str) -> None:
    asked = {**engine, "containerImage": image, "pullPolicy": "NEVER", "wait": False}
    started = ran(Run, {**asked, "commands": ["sleep", "60"]})
    container = started.outputs["taskRunner"]["containerId"]
    ran(Stop, {**engine, "containerId": container, "kill": True})
    gone = run_task(Rm, {**engine, "containerIds": [container]})
    assert str(gone.error).startswith("Removing failed: ")


def test_files_and_exit_codes_of_a_container(engine: dict[str, Json], image: str) -> None:
    script = "cat in.txt > out.txt; exit $CODE"
    asked = {
        **engine,
        "containerImage": image,
        "pullPolicy": "NEVER",
        "entryPoint": ["/bin/sh"],
        "commands": ["-c", script],
        "inputFiles": {"in.txt": "text"},
        "outputFiles": ["out.txt"],
        "env": {"CODE": "{{ 1 + 2 }}"},
    }
    error = run_task(Run, asked, World()).error
    assert str(error) == "Command failed with exit code 3"
    good = ran(Run, {**asked, "env": {"CODE": "0"}})
    assert good.context.blobs.read(good.outputs["outputFiles"]["out.txt"]) == b"text"


def test_what_fails_is_told(engine: dict[str, Json]) -> None:
    missing = run_task(Pull, {**engine, "image": "localhost:1/none:1"})
    assert str(missing.error).startswith("Pulling localhost:1/none:1 failed: ")
    nobody = run_task(Pull, {"host": "unix:///nowhere.sock", "image": "a"})
    assert "Docker socket is not accessible. Tried: unix:///nowhere.sock" in str(nobody.error)
    broken = {**engine, "dockerfile": "FROM\n", "tags": ["a"]}
    assert str(run_task(Build, broken).error).startswith("Building failed: ")
    assert "`containerId` must be provided" in str(run_task(Stop, engine).error)


def test_what_nobody_uses_is_removed(engine: dict[str, Json]) -> None:
    asked = {**engine, "pruneType": "VOLUMES", "labelFilters": ["tiercel-test=none"]}
    assert ran(Prune, asked).logs == ["Removed unused volumes: 0 bytes"]
