"""What a task run sees while the engine works on it: variables, and how to render with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tiercel.engine.draft import Draft
from tiercel.engine.env import EngineConfig
from tiercel.engine.plan import TaskPlan
from tiercel.engine.scope import ScopeSource, loop_owners
from tiercel.expr.lookups import allowance_of
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.json_types import Json
from tiercel.model.task import Task
from tiercel.plugin.convert import converted

_SHORT = 1_024  # Characters that are read in no time.


class StartScope:
    """What a task that the engine runs itself sees (`plugin.task.ShapeScope`)."""

    __slots__ = ("_draft", "_plan", "_run", "_variables")

    def __init__(self, draft: Draft, plan: TaskPlan, task_run: TaskRun) -> None:
        self._draft = draft
        self._plan = plan
        self._run = task_run
        self._variables: dict[str, Json] | None = None

    @property
    def task(self) -> Task:
        """The task as the flow declares it."""
        return self._plan.task

    @property
    def task_run(self) -> TaskRun:
        """Its task run as it stands now."""
        return self._draft.runs[self._run.id]

    @property
    def execution(self) -> Execution:
        return self._draft.execution

    @property
    def now(self) -> datetime:
        """The date of the step."""
        return self._draft.now

    @property
    def variables(self) -> Mapping[str, Json]:
        """The variables that expressions see."""
        if self._variables is None:
            source = draft_source(self._draft)
            self._variables = source.for_task_run(self._plan, self.task_run)
        return self._variables

    def render(self, text: str) -> str | None:
        if "{" not in text:
            return text
        env = self._draft.env
        rendered = env.renderer.render(text, self.variables, env.lookups)
        if rendered is not None and len(rendered) > _SHORT:
            # A shape reads what was rendered: a long list takes longer than its rendering.
            allowance = allowance_of(env.lookups)
            if allowance is not None:
                allowance.spend(len(rendered) >> 3)
        return rendered

    def render_typed(self, text: str) -> Json:
        """Rendering that keeps the type of a lone expression."""
        env = self._draft.env
        return env.renderer.render_typed(text, self.variables, env.lookups)

    def render_deep(self, value: Json) -> Json:
        """Maps, lists and the strings in them rendered."""
        env = self._draft.env
        return env.renderer.render_deep(value, self.variables, env.lookups)

    def convert(self, value: Json, to: Any) -> Any:
        """Rendered when it is text, then converted to the type; None stays None."""
        if isinstance(value, str):
            value = self.render(value)
        elif isinstance(value, (dict, list)):
            value = self.render_deep(value)
        if value is None or value == "":
            return None
        return converted(value, to)

    def read_text(self, uri: str) -> str:
        """The text of a file in the internal storage."""
        text: str = self._draft.env.lookups.lookup("storage_text", (uri,))
        return text


def draft_source(draft: Draft, config: EngineConfig | None = None) -> ScopeSource:
    """The variables' source for the execution as the draft has it now; by default with the
    configuration of the step."""
    return ScopeSource(
        draft.execution,
        draft.plan,
        config or draft.env.config,
        owners=loop_owners(draft.execution, draft.env.lookups),
        live=(draft.runs, draft.outputs),
    )
