"""Floor 3: everything that a plugin author imports."""

from tiercel.plugin.fields import Prop, Raw, Static, Typed
from tiercel.plugin.task import (
    ChildTask,
    FlowableTask,
    HoldTask,
    Output,
    PatchTask,
    RunnableTask,
    ShapedTask,
)

__all__ = [
    "ChildTask",
    "FlowableTask",
    "HoldTask",
    "Output",
    "PatchTask",
    "Prop",
    "Raw",
    "RunnableTask",
    "ShapedTask",
    "Static",
    "Typed",
]
