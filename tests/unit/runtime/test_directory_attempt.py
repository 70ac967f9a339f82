"""A WorkingDirectory: children in order in one directory, with files and outputs in between."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import msgspec
import pytest

from tests.build import a_task
from tests.unit.runtime.workshop import DO, Classes, Do, Workshop
from tiercel.engine.storage_paths import path_of
from tiercel.model.events import JobEnded, StepEnded
from tiercel.model.json_types import Json
from tiercel.model.log import Level, LogEntry
from tiercel.model.shape import OneWorker
from tiercel.model.state import StateType
from tiercel.model.task import Retry, RetryType, Task
from tiercel.plugin import BranchProperty, FlowableTask, Part, Prop
from tiercel.plugin.context import RunContext
from tiercel.plugin.namespace_files import NamespaceFiles
from tiercel.runtime.worker import directory_attempt

DIRECTORY = "test.Directory"


class Cache(Part):
    """Files for the next execution."""

    patterns: Annotated[list[str], Prop("Globs.")]
    ttl: Annotated[timedelta | None, Prop("How long.")] = None


class Directory(FlowableTask):
    """As the built-in task."""

    branches = (BranchProperty("tasks"),)
    input_files: Annotated[dict[str, Json] | None, Prop("Files.")] = None
    output_files: Annotated[list[str] | None, Prop("Globs.")] = None
    namespace_files: Annotated[NamespaceFiles | None, Prop("Files.")] = None
    cache: Annotated[Cache | None, Prop("Cache.")] = None

    def shape(self, scope: Any) -> OneWorker:
        return OneWorker()


@pytest.fixture
def shop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path, classes=Classes(**{DIRECTORY: Directory}))


@pytest.fixture(autouse=True)
def calls(monkeypatch: pytest.MonkeyPatch) -> dict[str, Json]:
    known: dict[str, Json] = {
        "write": lambda ctx: ctx.files.resolve("made.txt").write_text("made", encoding="utf-8"),
        "read": lambda ctx: ctx.files.resolve("made.txt").read_text(encoding="utf-8"),
        "fail": fail,
    }
    monkeypatch.setattr(Do, "calls", known)
    return known


def fail(ctx: RunContext) -> Json:
    raise ValueError("no")


def step(task_id: str, name: str = "nothing", **fields: Any) -> Task:
    properties = {"name": name, **fields.pop("properties", {})}
    return a_task(task_id, DO, properties=properties, **fields)


async def run(shop: Workshop, *steps: Task, **properties: Any) -> tuple[list[StepEnded], JobEnded]:
    directory = a_task("dir", DIRECTORY, properties=properties, branches={"tasks": steps})
    await shop.job(directory, shape=OneWorker())
    await shop.tick()
    events = await shop.events()
    ended = events[-1]
    assert isinstance(ended, JobEnded)
    return [event for event in events if isinstance(event, StepEnded)], ended


def ends(steps: list[StepEnded]) -> list[tuple[str, str]]:
    return [(each.task_id, each.state.value) for each in steps if each.state != "RUNNING"]


async def test_children_share_the_directory_and_see_outputs(shop: Workshop) -> None:
    steps, ended = await run(
        shop,
        step("a", "write"),
        step("b", "read"),
        step("c", properties={"value": "{{ outputs.b.value }}-{{ workerTaskrun.id }}"}),
    )
    assert ended.state is StateType.SUCCESS
    assert ends(steps) == [("a", "SUCCESS"), ("b", "SUCCESS"), ("c", "SUCCESS")]
    assert [each.state.value for each in steps[:2]] == ["RUNNING", "SUCCESS"]
    assert steps[-1].outputs == {"value": "made-tr-dir-0"}
    assert list(shop.dependencies.work_folder.iterdir()) == []


async def test_the_log_of_a_child_goes_to_a_file_when_it_says_so(
    shop: Workshop, calls: dict[str, Json]
) -> None:
    calls["talk"] = lambda ctx: ctx.log.write(Level.INFO, f"into {ctx.task_id}")
    steps, _ = await run(shop, step("a", "talk", log_to_file=True), step("b", "talk"))
    files = {each.task_id: each.log_file for each in steps if each.state != "RUNNING"}
    assert files["b"] is None
    assert files["a"] is not None
    assert b"into a" in await shop.blobs.read(files["a"].removeprefix("kestra://"))
    assert [line.message for line in await shop.logs()] == ["into b"]


async def test_a_failed_child_ends_the_list(shop: Workshop) -> None:
    steps, ended = await run(shop, step("a"), step("b", "fail"), step("c"))
    assert ended.state is StateType.FAILED
    assert ends(steps) == [("a", "SUCCESS"), ("b", "FAILED")]
    assert (await shop.logs())[0].message == "no"


async def test_a_failed_child_may_be_allowed(shop: Workshop) -> None:
    steps, ended = await run(shop, step("a", "fail", allow_failure=True), step("b"))
    assert ended.state is StateType.SUCCESS
    assert ends(steps) == [("a", "FAILED"), ("b", "SUCCESS")]


THRICE = Retry(RetryType.CONSTANT, timedelta(seconds=5), max_attempts=3)


async def test_a_failed_child_tries_again_in_the_same_directory(
    shop: Workshop, calls: dict[str, Json]
) -> None:
    def second_time(ctx: RunContext) -> Json:
        mark = ctx.files.resolve("mark.txt")
        if mark.exists():
            return ctx.render("{{ taskrun.attemptsCount }}")
        mark.write_text("x", encoding="utf-8")
        raise ValueError("not yet")

    calls["second"] = second_time
    directory = a_task(
        "dir", DIRECTORY, branches={"tasks": (step("a", "second", retry=THRICE), step("b"))}
    )
    await shop.job(directory, shape=OneWorker())
    await shop.tick()
    await shop.tick(4)
    assert len(await ended_steps(shop)) == 2
    await shop.tick(1)
    steps = await ended_steps(shop)
    assert [summary(each) for each in steps] == [
        ("a", 0, "RUNNING"),
        ("a", 0, "RETRYING"),
        ("a", 1, "RUNNING"),
        ("a", 1, "SUCCESS"),
        ("b", 0, "RUNNING"),
        ("b", 0, "SUCCESS"),
    ]
    assert steps[3].outputs == {"value": "1"}


async def test_a_child_fails_after_its_last_attempt(shop: Workshop) -> None:
    directory = a_task("dir", DIRECTORY, branches={"tasks": (step("a", "fail", retry=THRICE),)})
    await shop.job(directory, shape=OneWorker())
    for _ in range(3):
        await shop.tick(5)
    events = await shop.events()
    states = [summary(each)[1:] for each in await ended_steps(shop)]
    assert [each for each in states if each[1] != "RUNNING"] == [
        (0, "RETRYING"),
        (1, "RETRYING"),
        (2, "FAILED"),
    ]
    assert isinstance(events[-1], JobEnded)
    assert events[-1].state is StateType.FAILED


async def ended_steps(shop: Workshop) -> list[StepEnded]:
    """The reported ends of children so far."""
    return [each for each in await shop.events() if isinstance(each, StepEnded)]


def summary(event: StepEnded) -> tuple[str, int, str]:
    """What a report says."""
    return event.task_id, event.attempt, event.state.value


async def test_a_child_may_be_skipped(shop: Workshop) -> None:
    steps, _ = await run(shop, step("a", run_if="{{ 1 > 2 }}"), step("b"))
    assert ends(steps) == [("a", "SKIPPED"), ("b", "SUCCESS")]


async def test_a_condition_that_fails_fails_the_child(shop: Workshop) -> None:
    steps, ended = await run(shop, step("a", run_if="{{ nothing.there }}"))
    assert ended.state is StateType.FAILED
    assert ends(steps) == [("a", "FAILED")]
    assert (await shop.logs())[0].message.startswith(
        "Failed to evaluate the runIf condition for task a. Cause: Unable to find `nothing`"
    )


async def test_input_files_are_there_and_output_files_are_kept(shop: Workshop) -> None:
    _, ended = await run(
        shop,
        step("a", "write"),
        inputFiles={"in/x.txt": "{{ flow.id }}", "made.txt": "before"},
        outputFiles=["**.txt"],
    )
    assert ended.outputs is not None
    kept = ended.outputs["outputFiles"]
    assert sorted(kept) == ["in/x.txt", "made.txt"]
    content = [await shop.blobs.read(uri.removeprefix("kestra://")) for uri in kept.values()]
    assert sorted(content) == [b"flow", b"made"]
    index = "/company/team/flow/executions/execution1/tasks/dir/tr-dir-0/outputs.ion"
    assert msgspec.json.decode(await shop.blobs.read(index)) == kept


async def test_links_are_not_kept(shop: Workshop, calls: dict[str, Json]) -> None:
    calls["link"] = lambda ctx: ctx.files.resolve("link.txt").symlink_to("/etc/hostname")
    _, ended = await run(shop, step("a", "link"), outputFiles=["*.txt"])
    assert ended.outputs is None


async def test_bad_input_files_fail_the_job_without_a_child(shop: Workshop) -> None:
    steps, ended = await run(shop, step("a"), inputFiles={"../x": "y"})
    assert (ended.state, steps) == (StateType.FAILED, [])


async def test_the_cache_brings_files_back(shop: Workshop) -> None:
    cache = {"patterns": ["*.txt"], "ttl": "PT1H"}
    await run(shop, step("a", "write"), cache=cache)
    assert await shop.blobs.exists("/company/team/flow/dir/cache/cache.zip")
    steps, ended = await run(shop, step("b", "read"), cache=cache)
    assert ended.state is StateType.SUCCESS
    assert steps[-1].outputs == {"value": "made"}


async def test_an_old_cache_is_forgotten(shop: Workshop) -> None:
    cache = {"patterns": ["*.txt"], "ttl": "PT1H"}
    await run(shop, step("a", "write"), cache=cache)
    shop.clock.advance(timedelta(hours=2))
    _, ended = await run(shop, step("b", "read"), cache=cache)
    assert ended.state is StateType.FAILED


async def troubles(shop: Workshop) -> list[LogEntry]:
    return [line for line in await shop.logs() if line.level in (Level.WARN, Level.ERROR)]


def odd_files(ctx: RunContext) -> Json:
    for name in (b"a\xff.txt", b"..a.txt", b"x#y?z.txt", b"old.txt", "č.txt".encode()):
        (ctx.files.path / os.fsdecode(name)).write_text("1", encoding="utf-8")
    os.utime(ctx.files.path / "old.txt", (0, 0))
    return None


async def test_files_of_any_name_are_kept_and_reported_as_text(
    shop: Workshop, calls: dict[str, Json]
) -> None:
    calls["odd"] = odd_files
    cache = {"patterns": ["*.txt"]}
    _, ended = await run(shop, step("a", "odd"), outputFiles=["*"], cache=cache)
    assert ended.state is StateType.SUCCESS
    assert await troubles(shop) == []
    assert ended.outputs is not None
    kept = ended.outputs["outputFiles"]
    assert set(kept) == {"a?.txt", "..a.txt", "x#y?z.txt", "old.txt", "č.txt"}
    for uri in kept.values():
        assert await shop.blobs.read(path_of(uri)) == b"1"
    calls["list"] = lambda ctx: sorted(path.name for path in ctx.files.path.iterdir())
    steps, _ = await run(shop, step("b", "list"), cache=cache)
    assert steps[-1].outputs == {"value": ["..a.txt", "a?.txt", "old.txt", "x#y?z.txt", "č.txt"]}


async def test_a_name_that_no_file_can_have_is_refused(shop: Workshop) -> None:
    _, ended = await run(shop, step("a"), inputFiles={"a\x00b": "x"})
    assert ended.state is StateType.FAILED
    (line,) = await troubles(shop)
    assert line.message == "The name of a file can't have a zero character."


async def test_a_cache_that_is_no_archive_is_reported_and_left(shop: Workshop) -> None:
    await shop.blobs.write("/company/team/flow/dir/cache/cache.zip", b"no archive")
    _, ended = await run(shop, step("a"), cache={"patterns": ["*.txt"]})
    assert ended.state is StateType.SUCCESS
    (line,) = await troubles(shop)
    assert line.message == "Unable to read the cache: File is not a zip file"


@pytest.mark.parametrize("part", ["write_input_files", "keep_output_files"])
async def test_any_error_around_the_children_is_an_end(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    def broken(*rest: object) -> None:
        raise ZeroDivisionError("nobody expected this")

    monkeypatch.setattr(directory_attempt, part, broken)
    _, ended = await run(shop, step("a"))
    assert ended.state is StateType.FAILED
    assert (await shop.logs())[0].message == "nobody expected this"
