"""Template: the tasks of a stored template as children."""

from __future__ import annotations

from typing import Annotated, ClassVar

from tiercel.plugin import (
    BranchProperty,
    Example,
    FlowableTask,
    Json,
    Output,
    Prop,
    ShapeScope,
    Static,
    Unresolvable,
    plugin,
)
from tiercel.plugin.shapes import Sequence, Shape, Task
from tiercel.plugins.core.flow.branches import ERROR_BRANCHES


class TemplateOutput(Output):
    """What the tasks of the template can read as `parent.outputs.args`."""

    args: Annotated[
        dict[str, Json] | None, Prop("The arguments after their expressions were rendered.")
    ] = None


@plugin(
    "io.kestra.plugin.core.flow.Template",
    title="Run the tasks of a template.",
    description="Templates are an old form of subflows; their tasks become children of this one.",
    aliases=["io.kestra.core.tasks.flows.Template"],
    deprecated=True,
    replaced_by="io.kestra.plugin.core.flow.Subflow",
    examples=[Example("namespace: company.team\ntemplateId: shared\nargs:\n  name: world")],
)
class Template(FlowableTask):
    """The branch `tasks` is filled with the template's tasks when the flow is loaded."""

    outputs_class: ClassVar[type[Output]] = TemplateOutput
    branches: ClassVar[tuple[BranchProperty, ...]] = ERROR_BRANCHES

    namespace: Annotated[Static[str], Prop("The namespace of the template.")]
    template_id: Annotated[Static[str], Prop("The id of the template whose tasks run here.")]
    args: Annotated[dict[str, Json] | None, Prop("Values for the template's tasks.")] = None
    tenant_id: Annotated[
        Static[str | None], Prop("Accepted and ignored, since templates are those of this tenant.")
    ] = None

    @classmethod
    def template_of(cls, task: Task) -> tuple[str, str]:
        """Named by the properties, which hold no expressions."""
        return str(task.properties.get("namespace")), str(task.properties.get("templateId"))

    def shape(self, scope: ShapeScope) -> Sequence:
        """The tasks of the template in order. Raises: Unresolvable when there is no template."""
        if "tasks" not in scope.task.branches:
            raise Unresolvable(f"Can't find flow template '{self.namespace}.{self.template_id}'")
        return Sequence()

    def outputs(self, shape: Shape, scope: ShapeScope) -> dict[str, Json]:
        """The rendered arguments."""
        return {"args": scope.render_deep(self.args)} if self.args else {}
