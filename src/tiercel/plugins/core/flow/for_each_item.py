"""ForEachItem: a subflow execution for every batch of a file, by three hidden tasks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, ClassVar, Literal

import msgspec
from pydantic import Field

from tiercel.plugin import (
    BranchProperty,
    ChildTask,
    Example,
    FlowableTask,
    Json,
    Output,
    Part,
    PluginError,
    Prop,
    Raw,
    RunContext,
    RunnableTask,
    ShapeScope,
    Static,
    plugin,
)
from tiercel.plugin.shapes import Batches, Sequence, Task
from tiercel.plugins.core.flow.branches import ERROR_BRANCHES
from tiercel.plugins.core.flow.choice import as_text
from tiercel.plugins.core.storage.splitting import SplitRule, split_file

NAME = "io.kestra.plugin.core.flow.ForEachItem"
Labels = dict[str, Json] | list[Json]
Restart = Literal["RETRY_FAILED", "NEW_EXECUTION"]
EXAMPLE = """items: "{{ outputs.rows.uri }}"
batch:
  rows: 100
namespace: company.team
flowId: one_batch
inputs:
  file: "{{ taskrun.items }}"
"""


class Batch(Part):
    """How the file is cut; `bytes` wins over `partitions`, that over `rows`."""

    rows: Annotated[int | None, Prop("Rows in a batch.")] = 1
    bytes: Annotated[str | None, Prop("Size of a batch, such as `10MB`.")] = None
    partitions: Annotated[
        int | None, Prop("How many batches the file is split into; the last may be smaller.")
    ] = None
    separator: Annotated[str, Prop("What ends a row.")] = "\n"
    regex_pattern: Annotated[str | None, Prop("Rows with the same first group together.")] = None


@plugin(
    NAME,
    title="Run a flow for every batch of a file.",
    aliases=["io.kestra.core.tasks.flows.ForEachItem"],
    deprecated=True,
    replaced_by="io.kestra.plugin.core.flow.Loop",
    examples=[Example(EXAMPLE, title="Batches of a hundred rows.")],
)
class ForEachItem(FlowableTask):
    """Splits a file, starts a child execution per batch, merges their outputs."""

    branches: ClassVar[tuple[BranchProperty, ...]] = ERROR_BRANCHES

    items: Annotated[str, Field(min_length=1), Prop("The URI of the file.")]
    batch: Annotated[Static[Batch], Prop("How the file is cut.")] = Batch()
    namespace: Annotated[str, Field(min_length=1), Prop("The namespace of the flow.")]
    flow_id: Annotated[
        str, Field(min_length=1), Prop("The id of the flow that runs for each batch.")
    ]
    revision: Annotated[Static[int | None], Prop("The revision; the newest if absent.")] = None
    inputs: Annotated[
        Raw[dict[str, Json] | None], Prop("Inputs; `taskrun.items` is the URI of the batch.")
    ] = None
    labels: Annotated[Labels | None, Prop("Labels of the children.")] = None
    wait: Annotated[Static[bool], Prop("Wait for the end of the children.")] = True
    transmit_failed: Annotated[Static[bool], Prop("Fail when a child fails.")] = True
    inherit_labels: Annotated[Static[bool], Prop("Give children all labels.")] = False
    schedule_date: Annotated[datetime | None, Prop("Start the children at this date.")] = None
    restart_behavior: Annotated[Static[Restart], Prop("What a restart does.")] = "RETRY_FAILED"

    def shape(self, scope: ShapeScope) -> Sequence:
        """Split, items, merge."""
        return Sequence()

    @classmethod
    def expand(cls, task: Task) -> Task:
        """The task with its three children."""
        if "tasks" in task.branches:
            return task
        given = task.properties
        subflow = {"namespace": given.get("namespace"), "flowId": given.get("flowId")}
        items = {
            "subflowId": {**subflow, "revision": given.get("revision")},
            "scheduleOn": given.get("scheduleDate"),
            **{
                name: given.get(name)
                for name in (
                    "inputs",
                    "labels",
                    "wait",
                    "transmitFailed",
                    "inheritLabels",
                    "restartBehavior",
                )
            },
        }
        split = {"items": given.get("items"), "batch": given.get("batch")}
        children = (
            _child(task, "split", "ForEachItemSplit", split),
            _child(task, "items", "ForEachItemExecutable", items),
            _child(task, "merge", "ForEachItemMergeOutputs", {}),
        )
        return msgspec.structs.replace(task, branches={"tasks": children, **task.branches})


def _child(task: Task, suffix: str, name: str, properties: dict[str, Json]) -> Task:
    """A hidden task. What may fail is the whole: after failed items nothing is merged."""
    return Task(
        id=f"{task.id}_{suffix}",
        type=f"{NAME}${name}",
        path=task.path,
        properties={key: value for key, value in properties.items() if value is not None},
        worker_group=task.worker_group,
        log_level=task.log_level,
    )


class SplitOutput(Output):
    """The list of batches."""

    splits: Annotated[str, Prop("URI of a file with one batch URI a line.")]


@plugin(f"{NAME}$ForEachItemSplit", title="Cut the file of a ForEachItem.", is_internal=True)
class ForEachItemSplit(RunnableTask[SplitOutput]):
    """The first hidden task."""

    items: Annotated[str, Prop("The URI of the file.")]
    batch: Annotated[Batch | None, Prop("How the file is cut.")] = None

    def run(self, ctx: RunContext) -> SplitOutput:
        """Write the batches and their list."""
        if not self.items.startswith("kestra://"):
            raise PluginError(
                f"Unable to split the items from {self.items}, this is not an internal storage URI!"
            )
        batch = self.batch or Batch()
        rule = SplitRule(
            bytes=batch.bytes,
            partitions=batch.partitions,
            rows=batch.rows,
            regex=batch.regex_pattern,
            separator=batch.separator,
        )
        uris = split_file(ctx, self.items, rule)
        listing = "".join(f"{uri}\n" for uri in uris)
        return SplitOutput(splits=ctx.blobs.put(listing.encode(), "splits.txt"))


class ItemsOutput(Output):
    """Counts of the children."""

    number_of_batches: Annotated[int, Prop("How many batches there are.")]
    iterations: Annotated[
        dict[str, int], Prop("How many of the child executions are in each state, by its name.")
    ]
    uri: Annotated[str | None, Prop("The list of batches.")] = None


@plugin(
    f"{NAME}$ForEachItemExecutable",
    title="Start a child execution for every batch of a ForEachItem.",
    is_internal=True,
)
class ForEachItemExecutable(ChildTask):
    """The second hidden task; the engine renders `inputs` for every batch."""

    outputs_class: ClassVar[type[Output]] = ItemsOutput

    subflow_id: Annotated[Json, Prop("Namespace, id and revision of the flow.")]
    inputs: Annotated[Raw[dict[str, Json] | None], Prop("Inputs of the children.")] = None
    labels: Annotated[Labels | None, Prop("Labels of the children.")] = None
    wait: Annotated[Static[bool], Prop("Wait for the children.")] = True
    transmit_failed: Annotated[Static[bool], Prop("Fail when a child fails.")] = True
    inherit_labels: Annotated[Static[bool], Prop("Give children all labels.")] = False
    schedule_on: Annotated[datetime | None, Prop("Start the children at this date.")] = None
    restart_behavior: Annotated[Static[Restart], Prop("What a restart does.")] = "RETRY_FAILED"

    def shape(self, scope: ShapeScope) -> Batches:
        """One child per line of the list that the split task wrote."""
        flow = self.subflow_id
        listing = scope.read_text(_splits_of(scope))
        return Batches(
            namespace=str(scope.render(as_text(flow.get("namespace"))) or ""),
            flow_id=str(scope.render(as_text(flow.get("flowId"))) or ""),
            uris=tuple(line for line in listing.splitlines() if line),
            revision=scope.convert(flow.get("revision"), int),
            wait=bool(scope.convert(self.wait, bool)),
            transmit_failed=bool(scope.convert(self.transmit_failed, bool)),
            inherit_labels=bool(scope.convert(self.inherit_labels, bool)),
            schedule_date=scope.convert(self.schedule_on, datetime),
            restart_behavior=self.restart_behavior,
        )


def _splits_of(scope: ShapeScope) -> str:
    """The list that the sibling `<id>_split` of the same turn wrote."""
    split_id = scope.task.id.removesuffix("_items") + "_split"
    found = _sibling_outputs(scope.variables, split_id, "splits")
    if "splits" not in found:
        raise PluginError(f"Task '{split_id}' has no output `splits`")
    return str(found["splits"])


class MergeOutput(Output):
    """The outputs of the children."""

    subflow_outputs: Annotated[str | None, Prop("URI of a file with one row per batch.")] = None


@plugin(
    f"{NAME}$ForEachItemMergeOutputs",
    title="Merge the outputs of the children of a ForEachItem.",
    is_internal=True,
)
class ForEachItemMergeOutputs(RunnableTask[MergeOutput]):
    """The third hidden task."""

    def run(self, ctx: RunContext) -> MergeOutput:
        """Concatenate `<batch>/outputs.ion` of every batch that has one."""
        counts = _items_outputs(ctx)
        base = counts.get("subflowOutputsBaseUri")
        if base is None:
            return MergeOutput()
        rows = []
        for index in range(int(counts.get("numberOfBatches", 0))):
            uri = f"kestra://{base}/{index}/outputs.ion"
            if ctx.blobs.exists(uri):
                rows.append(ctx.blobs.read(uri).rstrip(b"\n") + b"\n")
        if not rows:
            return MergeOutput()
        return MergeOutput(subflow_outputs=ctx.blobs.put(b"".join(rows), "outputs.ion"))


def _items_outputs(ctx: RunContext) -> Json:
    """The outputs of the sibling `<id>_items`, below the values of the loops around."""
    items_id = str(ctx.vars["task"]["id"]).removesuffix("_merge") + "_items"
    return _sibling_outputs(ctx.vars, items_id, "numberOfBatches")


def _sibling_outputs(variables: Mapping[str, Json], task_id: str, name: str) -> Json:
    """The outputs of a sibling that has an output `name`, below the loop values around."""
    found = variables["outputs"].get(task_id, {})
    parents = variables.get("parents") or ()
    enclosing = [each["taskrun"].get("value") for each in parents if "taskrun" in each]
    for value in reversed(enclosing):
        if value is not None and name not in found:
            found = found.get(value, {})
    return found
