"""Layer 3: everything that a plugin author imports."""

from tiercel.flowlang.catalog import BranchProperty
from tiercel.model.errors import (
    ExpressionError,
    IllegalArgument,
    Invalid,
    NotFound,
    PluginError,
    TiercelError,
)
from tiercel.model.flow import TENANT
from tiercel.model.json_types import Json
from tiercel.model.log import Level
from tiercel.model.networks import NetworkRules
from tiercel.model.sandbox import Sandbox
from tiercel.model.state import StateType
from tiercel.plugin.catalog.index import IndexRow
from tiercel.plugin.chart import ChartPlugin, DataPlugin, KpiDataPlugin
from tiercel.plugin.condition import ConditionPlugin
from tiercel.plugin.context import RunContext
from tiercel.plugin.decorator import plugin
from tiercel.plugin.errors import EndedWith, Interrupted, TaskFailed, Unresolvable
from tiercel.plugin.fields import NestedMark, Prop, Raw, Static, Typed
from tiercel.plugin.info import Example, Metric
from tiercel.plugin.part import Part
from tiercel.plugin.runner import RunnerPlugin
from tiercel.plugin.task import (
    AdditionalPlugin,
    ChildTask,
    FlowableTask,
    HoldTask,
    Output,
    PatchTask,
    Plugin,
    RunnableTask,
    ShapedTask,
    ShapeScope,
)
from tiercel.plugin.trigger import PollingTrigger, RealtimeTrigger, TriggerPlugin

__all__ = [
    "TENANT",
    "AdditionalPlugin",
    "BranchProperty",
    "ChartPlugin",
    "ChildTask",
    "ConditionPlugin",
    "DataPlugin",
    "EndedWith",
    "Example",
    "ExpressionError",
    "FlowableTask",
    "HoldTask",
    "IllegalArgument",
    "IndexRow",
    "Interrupted",
    "Invalid",
    "Json",
    "KpiDataPlugin",
    "Level",
    "Metric",
    "NestedMark",
    "NetworkRules",
    "NotFound",
    "Output",
    "Part",
    "PatchTask",
    "Plugin",
    "PluginError",
    "PollingTrigger",
    "Prop",
    "Raw",
    "RealtimeTrigger",
    "RunContext",
    "RunnableTask",
    "RunnerPlugin",
    "Sandbox",
    "ShapeScope",
    "ShapedTask",
    "StateType",
    "Static",
    "TaskFailed",
    "TiercelError",
    "TriggerPlugin",
    "Typed",
    "Unresolvable",
    "plugin",
]
