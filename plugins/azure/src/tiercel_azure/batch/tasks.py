"""Jobs that run in a pool, and the size of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import TypeAdapter

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    Part,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.services.far_work import by_handle
from tiercel.plugin.services.waiting import begun, ended_there, wait_for
from tiercel.plugins.scripts.protocol import OutputLines
from tiercel_azure.batch.connection import PLACE, Batch
from tiercel_azure.batch.models import Job, Task
from tiercel_azure.limits import PAGES_MAX
from tiercel_azure.storage.files import kept

_FOLDER = "wd/"
# What the service says of a job that ends, has ended or is going: there is nothing left to do.
_ENDING = ("JobTerminating", "JobCompleted")
_GOING = ("JobNotFound", "JobBeingDeleted")
_TAKES_TASKS = ("active", "disabled", "disabling", "enabling")
_STREAMS = (("stdout.txt", False), ("stderr.txt", True))
# Metrics of ours, and the facts of the service.
_COUNTS = {
    "io.read.ops.count": "readIOps",
    "io.read.gib.count": "readIOGiB",
    "io.write.ops.count": "writeIOps",
    "io.write.gib.count": "writeIOGiB",
}
_TIMES = {
    "cpu.kernel.duration": "kernelCPUTime",
    "cpu.user.duration": "userCPUTime",
    "wall.clock.duration": "wallClockTime",
}
_DURATION = TypeAdapter(timedelta)


class JobDone(Output):
    """What the job made."""

    vars: Annotated[dict[str, Json], Prop("Outputs that its commands have printed.")]
    output_files: Annotated[dict[str, str], Prop("The address of each file by its name.")]


@plugin(
    "io.kestra.plugin.azure.batch.job.Create",
    title="Run commands in a pool of Azure Batch.",
    examples=[
        PLACE + "job:\n  id: orders\ntasks:\n  - id: count\n    commands:\n"
        "      - sort orders.csv | uniq -c > counts.txt\n    outputFiles: [counts.txt]\n"
        "    containerSettings:\n      imageName: debian:12"
    ],
    metrics=[
        *(
            Metric(name, "counter", "", f"The fact {fact} of the job.")
            for name, fact in _COUNTS.items()
        ),
        *(
            Metric(name, "timer", "", f"The fact {fact} of the job.")
            for name, fact in _TIMES.items()
        ),
    ],
)
class Create(Batch, RunnableTask[JobDone]):
    """It waits for all tasks; a kill ends the job. What they print is in the log at their end."""

    far_work = by_handle("the id of the job, which the flow gives")

    job: Annotated[Job, Prop("The job that the tasks belong to; it is made when it is not there.")]
    tasks: Annotated[list[Task], Prop("Its tasks, which may run together.")]
    delete: Annotated[bool, Prop("Whether to delete the job once its result is stored.")] = True
    resume: Annotated[
        bool,
        Prop(
            "Whether to go on with a job of that id that is there.",
            "One that has been ended takes no tasks: it must go before its id serves again.",
        ),
    ] = True
    sync_working_directory: Annotated[
        bool, Prop("Whether to keep all files of the working directories here.")
    ] = False
    completion_check_interval: Annotated[timedelta, Prop("Time between two looks.")] = timedelta(
        seconds=1
    )
    max_duration: Annotated[timedelta | None, Prop("How long it may take.")] = None

    def run(self, ctx: RunContext) -> JobDone:
        """Raises: PluginError for what the service refuses, or a task that fails."""
        number = begun(ctx, partial(self._begin, ctx))
        path, lines = _path(number), OutputLines(ctx)
        waiting = {each.id: each for each in self.tasks}
        files: dict[str, str] = {}

        def look() -> bool | None:
            for each in self._pages(ctx, f"{path}/tasks"):
                if each.get("state") == "completed" and each["id"] in waiting:
                    task = waiting.pop(each["id"])
                    files.update(self._ended(ctx, path, task, lines, each))
            return None if waiting else True

        with ended_there(ctx, partial(self._stop, ctx, number)):
            wait_for(ctx, look, every=self.completion_check_interval, at_most=self.max_duration)
            self._measure(ctx, path)
            if self.delete:
                self._delete_after_end(ctx, number)
        return JobDone(vars=lines.vars, output_files=files)

    def _delete_after_end(self, ctx: RunContext, number: str) -> None:
        """Once the result is stored: the next attempt after a lost one reads it again.

        Until then the job takes no tasks, or who uses its id meanwhile would get its results.
        """
        self._stop(ctx, number, "ended")
        handle: dict[str, Json] = {"id": number, "hasEnded": True}
        if not ctx.remove_after_end(handle, lambda other: self.cancel(other, handle)):
            self.cancel(ctx, handle)

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """End the job; delete it when it has ended."""
        if "hasEnded" not in handle:
            self._stop(ctx, str(handle["id"]))
            return
        with _unless(_GOING):
            self.asked(ctx, "DELETE", _path(str(handle["id"])))

    def _begin(self, ctx: RunContext) -> str:
        path = _path(self.job.id)
        if self._is_there(ctx, "/jobs", self.job.request(self.pool_id), "JobExists"):
            state = self.found(ctx, path).get("state", "active")
            if state not in _TAKES_TASKS:
                raise PluginError(
                    f"The job {self.job.id} is there already and {state}: delete it, or give"
                    " `job.id` another value, such as one with the id of the execution"
                )
        for each in self.tasks:
            self._is_there(ctx, f"{path}/tasks", each.request(), "TaskExists")
        return self.job.id

    def _is_there(self, ctx: RunContext, path: str, body: Json, exists: str) -> bool:
        """Whether it was there before; else it has been made."""
        try:
            self.asked(ctx, "POST", path, body)
        except PluginError as error:
            if not self.resume or exists not in str(error):
                raise
            line = f"Going on with what is there: {body['id']}"
            ctx.log.info(line)
            return True
        return False

    def _ended(
        self, ctx: RunContext, path: str, task: Task, lines: OutputLines, found: Mapping[str, Any]
    ) -> dict[str, str]:
        """The files of a task that are kept, once its lines are in the log."""
        place = f"{path}/tasks/{quote(task.id, safe='')}/files"
        for name, is_error in _STREAMS:
            for line in _lines(self.pieces(ctx, f"{place}/{name}")):
                lines.take(line, is_error)
        facts = found.get("executionInfo") or {}
        if facts.get("result") == "failure":
            reason = (facts.get("failureInfo") or {}).get("message") or "no reason is given"
            number = facts.get("exitCode")
            raise PluginError(f"The task {task.id} failed with exit code {number}: {reason}")
        files: dict[str, str] = {}
        if task.output_files or task.output_dirs or self.sync_working_directory:
            for each in self._pages(ctx, place, recursive="true"):
                name = str(each["name"]).removeprefix(_FOLDER)
                if each.get("isDirectory") or name == each["name"]:
                    continue
                if self.sync_working_directory or task.is_kept(name):
                    pieces = self.pieces(ctx, f"{place}/{quote(each['name'])}")
                    files[name] = kept(ctx, name, pieces)
        return files

    def _pages(self, ctx: RunContext, path: str, **params: str) -> Iterator[dict[str, Any]]:
        for _ in range(PAGES_MAX):
            page = self.found(ctx, path, **params)
            yield from page.get("value") or ()
            following = str(page.get("odata.nextLink") or "")
            if not following:
                return
            skip = following.partition("$skiptoken=")[2].partition("&")[0]
            params = {**params, "$skiptoken": skip}

    def _measure(self, ctx: RunContext, path: str) -> None:
        facts = self.found(ctx, path, **{"$expand": "stats"}).get("stats") or {}
        for name, fact in _COUNTS.items():
            if fact in facts:
                ctx.metrics.counter(name, float(facts[fact]))
        for name, fact in _TIMES.items():
            if fact in facts:
                ctx.metrics.timer(name, _DURATION.validate_python(facts[fact]))

    def _stop(self, ctx: RunContext, number: str, reason: str = "killed") -> None:
        """A job that has ended, or is gone, is no error."""
        path = f"{_path(number)}/terminate"
        with _unless(_ENDING + _GOING):
            self.asked(ctx, "POST", path, {"terminateReason": reason}, outlives_stop=True)


def _path(number: str) -> str:
    return f"/jobs/{quote(number, safe='')}"


@contextmanager
def _unless(codes: tuple[str, ...]) -> Iterator[None]:
    """An answer with one of these codes is no error."""
    try:
        yield
    except PluginError as error:
        if not any(code in str(error) for code in codes):
            raise


def _lines(pieces: Iterator[bytes]) -> Iterator[str]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from (each.decode("utf-8", "replace").rstrip("\r") for each in whole)
    if rest:
        yield rest.decode("utf-8", "replace")


class Pool(Part):
    """A pool."""

    id: Annotated[str, Prop("The id of the pool.")]
    target_dedicated_nodes: Annotated[int | None, Prop("How many machines it shall have.")] = None
    target_low_priority_nodes: Annotated[
        int | None, Prop("How many machines that the service may take away.")
    ] = None


class PoolResized(Output):
    """The pool."""

    pool: Annotated[Pool, Prop("The pool, with how many machines it shall have now.")]


@plugin(
    "io.kestra.plugin.azure.batch.pool.Resize",
    title="Change how many machines a pool of Azure Batch has.",
    examples=[PLACE + "targetDedicatedNodes: 4"],
)
class Resize(Batch, RunnableTask[PoolResized]):
    """It does not wait until they are there."""

    target_dedicated_nodes: Annotated[int, Prop("How many machines it shall have.")] = 0
    target_low_priority_nodes: Annotated[
        int, Prop("How many machines that the service may take away.")
    ] = 0

    def run(self, ctx: RunContext) -> PoolResized:
        path = self.filled("/pools/{pool_id}")
        asked: dict[str, Json] = {
            "targetDedicatedNodes": self.target_dedicated_nodes,
            "targetLowPriorityNodes": self.target_low_priority_nodes,
        }
        self.asked(ctx, "POST", f"{path}/resize", asked)
        found = self.found(ctx, path)
        return PoolResized(pool=Pool.model_validate({"id": self.pool_id, **asked, **_known(found)}))


def _known(found: Mapping[str, Json]) -> dict[str, Json]:
    names = ("targetDedicatedNodes", "targetLowPriorityNodes")
    return {name: found[name] for name in names if found.get(name) is not None}
