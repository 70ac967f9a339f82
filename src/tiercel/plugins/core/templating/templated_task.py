"""The TemplatedTask."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Mapping
from typing import Annotated

import yaml

from tiercel.plugin import Example, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.nested import build_task, class_named, render_properties

NAME = "io.kestra.plugin.core.templating.TemplatedTask"
COMMON = frozenset({"id", "type", "description", "timeout", "retry", "disabled", "version"})


@plugin(
    NAME,
    title="Run a task whose source is rendered first.",
    aliases=["io.kestra.core.tasks.templating.TemplatedTask"],
    examples=[
        Example('spec: |\n  type: io.kestra.plugin.core.http.Download\n  uri: "{{ inputs.uri }}"')
    ],
)
class TemplatedTask(RunnableTask[Output]):
    """Its outputs are those of the task that it runs."""

    spec: Annotated[str, Prop("The source of a task, as YAML.")]

    def run(self, ctx: RunContext) -> Output | None:
        """Read, build and run the task. Raises: PluginError for what can't be run."""
        try:
            source = yaml.safe_load(self.spec)
        except yaml.YAMLError as error:
            raise PluginError(f"Unable to read the task: {error}") from error
        if not isinstance(source, Mapping) or not isinstance(source.get("type"), str):
            raise PluginError("The templated task needs a `type`")
        task_class = self._class_of(source["type"])
        properties = {key: value for key, value in source.items() if key not in COMMON}
        task = build_task(task_class, render_properties(task_class, properties, ctx))
        result = task.run(ctx)
        if inspect.iscoroutine(result):
            result = asyncio.run(result)
        return result if isinstance(result, Output) else None

    def _class_of(self, type_name: str) -> type[RunnableTask[Output]]:
        task_class = class_named(type_name)
        if task_class is None:
            raise PluginError(f"Invalid type: {type_name}")
        if issubclass(task_class, TemplatedTask):
            raise PluginError(f"The templated task cannot be of type '{NAME}'")
        if not issubclass(task_class, RunnableTask):
            raise PluginError("The templated task must be a runnable task")
        return task_class
