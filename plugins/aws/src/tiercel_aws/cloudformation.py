"""Stacks of CloudFormation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.far_work import by_name
from tiercel.plugin.services.waiting import wait_for
from tiercel_aws.calls import without_none
from tiercel_aws.clients import library
from tiercel_aws.connection import AwsTask

_EVERY = timedelta(seconds=5)
StackName = Annotated[str, Prop("The name of the stack.")]
Waits = Annotated[bool, Prop("Whether to wait until the work on the stack has ended.")]


class Stack(Output):
    """A stack."""

    stack_id: Annotated[str, Prop("The ARN of the stack, which is unique.")]
    stack_name: Annotated[str, Prop("The name of the stack, as the task gave it.")]
    stack_outputs: Annotated[dict[str, str], Prop("Its outputs by their names.")]


@plugin(
    "io.kestra.plugin.aws.cloudformation.Create",
    title="Make or update a stack.",
    examples=[
        (
            "region: eu-west-1\n"
            "stackName: shop\n"
            "templateBody: |\n"
            "  Resources:\n"
            "    Bucket:\n"
            "      Type: AWS::S3::Bucket\n"
            "parameters:\n"
            "  Stage: test"
        )
    ],
)
class Create(AwsTask, RunnableTask[Stack]):
    """A stack that is there is updated; one that is up to date stays."""

    far_work = by_name("the name of the stack, and a token")

    stack_name: StackName
    template_body: Annotated[
        str | None,
        Prop("The template as YAML or JSON; that of the stack which is there by default."),
    ] = None
    parameters: Annotated[
        dict[str, str] | None, Prop("Parameters of the template, by their names.")
    ] = None
    wait_for_completion: Waits = True

    def run(self, ctx: RunContext) -> Stack:
        given = self.parameters or {}
        asked = without_none(
            [
                ("StackName", self.stack_name),
                ("TemplateBody", self.template_body),
                (
                    "Parameters",
                    [{"ParameterKey": key, "ParameterValue": each} for key, each in given.items()],
                ),
                ("Capabilities", ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"]),
                # Letters, digits and hyphens are all that the service takes.
                ("ClientRequestToken", ctx.remote_name),
            ]
        )
        with self.client(ctx, "cloudformation") as client:
            self._apply(client, asked)
            return self._described(ctx, client)

    def _apply(self, client: Any, asked: dict[str, Json]) -> None:
        try:
            client.create_stack(**asked)
        except client.exceptions.AlreadyExistsException:
            if self.template_body is None:
                asked["UsePreviousTemplate"] = True
            try:
                client.update_stack(**asked)
            except library("botocore.exceptions").ClientError as error:
                if "No updates" not in str(error):
                    raise

    def _described(self, ctx: RunContext, client: Any) -> Stack:
        def look() -> Mapping[str, Json] | None:
            found: Mapping[str, Json] = client.describe_stacks(StackName=self.stack_name)["Stacks"][
                0
            ]
            status = found["StackStatus"]
            if self.wait_for_completion and status.endswith("_IN_PROGRESS"):
                return None
            if "ROLLBACK" in status or status.endswith("_FAILED"):
                reason = found.get("StackStatusReason", "")
                raise PluginError(f"The stack {self.stack_name} is {status}: {reason}")
            return found

        found = wait_for(ctx, look, every=_EVERY)
        outputs = {each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", ())}
        return Stack(
            stack_id=found["StackId"], stack_name=found["StackName"], stack_outputs=outputs
        )


@plugin(
    "io.kestra.plugin.aws.cloudformation.Delete",
    title="Delete a stack of CloudFormation with all its resources.",
    examples=["region: eu-west-1\nstackName: shop"],
)
class Delete(AwsTask, RunnableTask[Output]):
    """A stack that is not there is no error."""

    far_work = by_name("the name of the stack")

    stack_name: StackName
    wait_for_completion: Waits = True

    def run(self, ctx: RunContext) -> None:
        with self.client(ctx, "cloudformation") as client:
            client.delete_stack(StackName=self.stack_name)
            if self.wait_for_completion:
                wait_for(ctx, lambda: self._is_gone(client) or None, every=_EVERY)

    def _is_gone(self, client: Any) -> bool:
        try:
            found = client.describe_stacks(StackName=self.stack_name)["Stacks"]
        except library("botocore.exceptions").ClientError as error:
            if "does not exist" in str(error):
                return True
            raise
        if found and found[0]["StackStatus"] == "DELETE_FAILED":
            reason = found[0].get("StackStatusReason", "")
            raise PluginError(f"The stack {self.stack_name} can't be deleted: {reason}")
        return not found or found[0]["StackStatus"] == "DELETE_COMPLETE"
