"""Commands of the program `aws`."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from tiercel.plugin import Prop, RunContext, Static, plugin
from tiercel.plugins.scripts.tool import ToolTask
from tiercel_aws.calls import without_none
from tiercel_aws.clients import session_of
from tiercel_aws.connection import AwsTask, explained, place_of


@plugin(
    "io.kestra.plugin.aws.cli.AwsCLI",
    title="Run commands of the AWS command line.",
    examples=[
        (
            "region: eu-west-1\n"
            "accessKeyId: \"{{ secret('AWS_ACCESS_KEY_ID') }}\"\n"
            "secretKeyId: \"{{ secret('AWS_SECRET_KEY_ID') }}\"\n"
            "commands:\n"
            "  - aws s3 ls"
        )
    ],
)
class AwsCLI(AwsTask, ToolTask):
    """With the credentials of the task, which those of its role replace."""

    image: ClassVar[str] = "amazon/aws-cli"
    container_image: Annotated[str | None, Prop("The image, for runners with containers.")] = image
    output_format: Annotated[
        Static[Literal["JSON", "TEXT", "TABLE", "YAML"]],
        Prop("How the program writes what it finds."),
    ] = "JSON"
    sts_credential_source: Annotated[
        Static[Literal["ENVIRONMENT", "EC2_INSTANCE_METADATA", "ECS_CONTAINER"] | None],
        Prop(
            "Accepted: where credentials for `stsRoleArn` come from.",
            "All three places are asked in any case, behind the keys of the task.",
        ),
    ] = None

    def own_environment(self, ctx: RunContext) -> dict[str, str]:
        login = self.login()
        key, secret, token = login.access_key, login.secret_key, login.token
        if login.role is not None:
            with explained(ctx, login, place_of("sts", login)):
                found = session_of(login).get_credentials().get_frozen_credentials()
            key, secret, token = found.access_key, found.secret_key, found.token
        return without_none(
            [
                ("AWS_ACCESS_KEY_ID", key),
                ("AWS_SECRET_ACCESS_KEY", secret),
                ("AWS_SESSION_TOKEN", token),
                ("AWS_DEFAULT_REGION", login.region),
                ("AWS_ENDPOINT_URL", login.endpoint),
                ("AWS_DEFAULT_OUTPUT", self.output_format.lower()),
            ]
        )
