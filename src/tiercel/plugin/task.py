"""The kinds of task a plugin can add. A plugin class is a frozen, typed set of properties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from tiercel.plugin.services.far_work import FarWork

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from datetime import datetime

    from tiercel.flowlang.catalog import BranchProperty
    from tiercel.model.execution import Execution, TaskRun
    from tiercel.model.json_types import Json
    from tiercel.model.shape import Shape
    from tiercel.model.task import Task
    from tiercel.plugin.context import RunContext


class Plugin(BaseModel):
    """Base of every plugin class. Properties are snake_case here and camelCase in flows."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        defer_build=True,
        alias_generator=to_camel,
        populate_by_name=True,
        arbitrary_types_allowed=True,
    )

    # Whether lists and maps given for a rendered text are taken as JSON.
    takes_json_as_text: ClassVar[bool] = False
    # Of the properties that all of its kind have: those that its own documentation shows.
    shown_common: ClassVar[tuple[str, ...]] = ()
    # How work that it begins on the far side is found again; None: it begins none.
    far_work: ClassVar[FarWork | None] = None

    @classmethod
    def violations(cls, properties: Mapping[str, Json]) -> Sequence[tuple[str, str]]:
        """What is wrong between properties, as (property path, message), when a flow is saved.

        `properties` are raw; expressions in them are text.
        """
        return ()


class AdditionalPlugin(Plugin):
    """What fits into a property of a task, such as the model that an agent asks.

    `NestedMark("additional", Model)` takes the types that extend `Model`; schemas call these
    `reference`. Properties are rendered like those of tasks.
    """

    takes_json_as_text: ClassVar[bool] = True
    reference: ClassVar[str] = ""


class Output(BaseModel):
    """Base of every output class. None values are dropped when outputs are stored."""

    model_config = ConfigDict(
        frozen=True, alias_generator=to_camel, populate_by_name=True, defer_build=True
    )


OutputT = TypeVar("OutputT", bound=Output)


class RunnableTask(Plugin, Generic[OutputT]):
    """A task that a worker runs.

    `run` may be a plain method (runs in a thread) or a coroutine (runs on the worker's loop). It
    gets finished values: every property is rendered and typed before the class is built.
    """

    # True for tasks that neither block nor act outside: they run in place, without a worker.
    is_inline: ClassVar[bool] = False
    takes_json_as_text: ClassVar[bool] = True

    def run(self, ctx: RunContext) -> OutputT | Coroutine[Any, Any, OutputT | None] | None:
        """Do the work; the result becomes the outputs. Raise to fail."""
        raise NotImplementedError

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """Stop what an attempt remembered, since the task run is over and its worker was lost.

        Returns once it has ended, or the service has taken the wish; also when it had ended before.
        Raise when neither is certain: it is tried again.
        """
        raise NotImplementedError


class ShapeScope(Protocol):
    """What a task without a worker sees when its task run starts."""

    @property
    def task(self) -> Task:
        """The task as the flow declares it; children are in `task.branches`."""

    @property
    def task_run(self) -> TaskRun:
        """The task run that starts."""

    @property
    def execution(self) -> Execution:
        """The execution as this step has changed it so far."""

    @property
    def now(self) -> datetime:
        """The date of the step."""

    @property
    def variables(self) -> Mapping[str, Json]:
        """The variables that expressions see."""

    def render(self, text: str) -> str | None:
        """The text rendered to a string; None when it writes nothing."""

    def render_typed(self, text: str) -> Json:
        """Rendering that keeps the type of a lone expression."""

    def render_deep(self, value: Json) -> Json:
        """Maps, lists and strings in them rendered."""

    def convert(self, value: Json, to: Any) -> Any:
        """Render `value` when it is text and convert it to the type (`int`, `timedelta`, …)."""

    def read_text(self, uri: str) -> str:
        """The text of a file in the internal storage (fetched before the step runs again)."""


class ShapedTask(Plugin):
    """A task that the engine runs itself: it answers with a shape.

    Instances are built from the raw properties without validation: dynamic ones are still text
    and are rendered through the scope. Child tasks are not properties but `scope.task.branches`.
    """

    branches: ClassVar[tuple[BranchProperty, ...]] = ()

    def shape(self, scope: ShapeScope) -> Shape:
        """How the task run proceeds; called once, when it starts.

        Raises: Unresolvable to fail with another log line than the usual one.
        """
        raise NotImplementedError

    def outputs(self, shape: Shape, scope: ShapeScope) -> dict[str, Json] | None:
        """Outputs of the task run when it starts. None: no outputs are stored."""
        return {}

    @classmethod
    def expand(cls, task: Task) -> Task:
        """The task with children that its type adds by itself."""
        return task

    @classmethod
    def template_of(cls, task: Task) -> tuple[str, str] | None:
        """Namespace and id of the stored template whose tasks become the children, if any."""
        return None


class FlowableTask(ShapedTask):
    """A task with children."""

    # How the arrows into its children are drawn: SEQUENTIAL, PARALLEL, CHOICE or DYNAMIC.
    relation: ClassVar[str] = "SEQUENTIAL"


class ChildTask(ShapedTask):
    """A task that creates executions."""


class PatchTask(ShapedTask):
    """A task that changes its own execution."""


class HoldTask(FlowableTask):
    """A task at which the execution pauses."""
