"""A flow made ready to run: look-ups over its tasks, compiled once per revision."""

from __future__ import annotations

from typing import Protocol

from tiercel.model.flow import Flow
from tiercel.model.task import Retry, Task
from tiercel.plugin.properties import raw_instance
from tiercel.plugin.task import HoldTask, Plugin, RunnableTask, ShapedTask

ROOT = ""
ERRORS = "errors"
FINALLY = "finally"
AFTER = "afterExecution"
LISTENERS = "listeners"
# Branches whose results never count for the state of their owner.
SIDE_BRANCHES = frozenset({ERRORS, FINALLY, AFTER, LISTENERS})


class PluginClasses(Protocol):
    """What the engine needs of the catalog: classes by type name."""

    def class_of(self, type_name: str) -> type[Plugin] | None:
        """The class of a type or alias, or None."""


class TaskPlan:
    """One task of a flow with what the engine asks of it again and again.

    Shapes: `owner` is the plan of the flowable above, None at the top; `branch` the list it
    stands in and `place` its position among the enabled tasks there. `branches` hold enabled
    children only. `shaped` is the plugin instance of a task that the engine runs itself.
    """

    __slots__ = (
        "branch",
        "branches",
        "is_hold",
        "is_inline",
        "is_known",
        "owner",
        "place",
        "shaped",
        "task",
    )

    def __init__(self, task: Task, owner: TaskPlan | None, branch: str, place: int) -> None:
        self.task = task
        self.owner = owner
        self.branch = branch
        self.place = place
        self.branches: dict[str, tuple[TaskPlan, ...]] = {}
        self.shaped: ShapedTask | None = None
        self.is_inline = False
        self.is_hold = False
        self.is_known = True

    @property
    def is_runnable(self) -> bool:
        """Whether a worker (or the executor in place) runs it."""
        return self.shaped is None

    def effective_retry(self, flow: Flow) -> Retry | None:
        """Its own retry policy, else the nearest flowable's, else the flow's."""
        plan: TaskPlan | None = self
        while plan is not None:
            if plan.task.retry is not None:
                return plan.task.retry
            plan = plan.owner
        return flow.retry


class FlowPlan:
    """A flow and its tasks by id.

    Shapes: `lists` are the enabled top-level tasks by branch: tasks, errors, finally,
    afterExecution and listeners (all listeners' tasks in one list, in order). `templates` are the
    stored templates that tasks take their children from, by task id.
    """

    def __init__(self, flow: Flow, classes: PluginClasses) -> None:
        self.flow = flow
        self.tasks: dict[str, TaskPlan] = {}
        self.templates: dict[str, tuple[str, str]] = {}
        self._classes = classes
        self.lists: dict[str, tuple[TaskPlan, ...]] = {
            "tasks": self._compile(flow.tasks, None, "tasks"),
            ERRORS: self._compile(flow.errors, None, ERRORS),
            FINALLY: self._compile(flow.finally_, None, FINALLY),
            AFTER: self._compile(flow.after_execution, None, AFTER),
            LISTENERS: self._compile(
                tuple(task for listener in flow.listeners for task in listener.tasks),
                None,
                LISTENERS,
            ),
        }
        # The last task of each branch, by owner and branch: it ends a turn of a loop.
        self.last_tasks = {
            (plan.task.id, name): tasks[-1].task.id
            for plan in self.tasks.values()
            for name, tasks in plan.branches.items()
            if tasks
        }
        self.secret_inputs = tuple(i.id for i in flow.inputs if i.type == "SECRET")

    def _compile(
        self, tasks: tuple[Task, ...], owner: TaskPlan | None, branch: str
    ) -> tuple[TaskPlan, ...]:
        enabled: list[TaskPlan] = []
        for task in tasks:
            plan = self._compile_one(task, owner, branch, len(enabled))
            if not task.disabled:
                enabled.append(plan)
        return tuple(enabled)

    def _compile_one(self, task: Task, owner: TaskPlan | None, branch: str, place: int) -> TaskPlan:
        plugin = self._classes.class_of(task.type)
        if plugin is not None and issubclass(plugin, ShapedTask):
            task = plugin.expand(task)
            template = plugin.template_of(task)
            if template is not None:
                self.templates[task.id] = template
        plan = TaskPlan(task, owner, branch, place)
        self.tasks[task.id] = plan
        if plugin is None:
            plan.is_known = False
        elif issubclass(plugin, ShapedTask):
            plan.shaped = raw_instance(plugin, task.properties)
            plan.is_hold = issubclass(plugin, HoldTask)
        elif issubclass(plugin, RunnableTask):
            # Nothing is stored inside a transaction of the executor, so a log file needs a worker.
            plan.is_inline = plugin.is_inline and not task.log_to_file
        for name, children in task.branches.items():
            plan.branches[name] = self._compile(children, plan, name)
        return plan

    def branch(self, owner: TaskPlan | None, name: str) -> tuple[TaskPlan, ...]:
        """Enabled tasks of a branch, empty when there is none."""
        branches = self.lists if owner is None else owner.branches
        return branches.get(name, ())
