"""Floor 3: everything that a plugin author imports."""

from tiercel.flowlang.catalog import BranchProperty
from tiercel.model.errors import PluginError
from tiercel.plugin.chart import ChartPlugin, DataPlugin, KpiDataPlugin
from tiercel.plugin.condition import ConditionPlugin
from tiercel.plugin.context import RunContext
from tiercel.plugin.decorator import plugin
from tiercel.plugin.errors import EndedWith, Interrupted, TaskFailed, Unresolvable
from tiercel.plugin.fields import Prop, Raw, Static, Typed
from tiercel.plugin.index import IndexRow
from tiercel.plugin.info import Example, Metric
from tiercel.plugin.part import Part
from tiercel.plugin.runner import RunnerPlugin
from tiercel.plugin.task import (
    ChildTask,
    FlowableTask,
    HoldTask,
    Output,
    PatchTask,
    RunnableTask,
    ShapedTask,
    ShapeScope,
)
from tiercel.plugin.trigger import PollingTrigger, RealtimeTrigger, TriggerPlugin

__all__ = [
    "BranchProperty",
    "ChartPlugin",
    "ChildTask",
    "ConditionPlugin",
    "DataPlugin",
    "EndedWith",
    "Example",
    "FlowableTask",
    "HoldTask",
    "IndexRow",
    "Interrupted",
    "KpiDataPlugin",
    "Metric",
    "Output",
    "Part",
    "PatchTask",
    "PluginError",
    "PollingTrigger",
    "Prop",
    "Raw",
    "RealtimeTrigger",
    "RunContext",
    "RunnableTask",
    "RunnerPlugin",
    "ShapeScope",
    "ShapedTask",
    "Static",
    "TaskFailed",
    "TriggerPlugin",
    "Typed",
    "Unresolvable",
    "plugin",
]
