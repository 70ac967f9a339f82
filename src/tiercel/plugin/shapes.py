"""Shapes: how the children of a flowable run."""

from tiercel.model.shape import (
    Batches,
    Each,
    Graph,
    Hold,
    OneWorker,
    Parallel,
    Patch,
    Sequence,
    Shape,
    Subflow,
    Turns,
    Until,
)
from tiercel.model.task import Task

__all__ = [
    "Batches",
    "Each",
    "Graph",
    "Hold",
    "OneWorker",
    "Parallel",
    "Patch",
    "Sequence",
    "Shape",
    "Subflow",
    "Task",
    "Turns",
    "Until",
]
