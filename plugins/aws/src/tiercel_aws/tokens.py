"""Tokens for other services: registries of images, clusters."""

from __future__ import annotations

from base64 import b64decode, urlsafe_b64encode
from datetime import timedelta
from typing import Annotated

from tiercel.plugin import Json, Output, Part, Prop, RunContext, RunnableTask, plugin
from tiercel_aws.clients import new_client
from tiercel_aws.connection import AwsTask, explained, place_of


class EcrToken(Output):
    """The password of a registry."""

    token: Annotated[str, Prop("The password for the user AWS, good for twelve hours.")]


@plugin(
    "io.kestra.plugin.aws.ecr.GetAuthToken",
    title="Get the password of a registry of images.",
    examples=["region: eu-west-1"],
)
class GetAuthToken(AwsTask, RunnableTask[EcrToken]):
    """Of the registry of the account in the region."""

    def run(self, ctx: RunContext) -> EcrToken:
        with self.client(ctx, "ecr") as client:
            (found,) = client.get_authorization_token()["authorizationData"][:1]
        user_and_password = b64decode(found["authorizationToken"]).decode()
        return EcrToken(token=user_and_password.partition(":")[2])


class Token(Part):
    """A token and its end."""

    token_value: Annotated[Json, Prop("The token, encrypted where the server has a key.")]
    expiration_time: Annotated[str, Prop("Until when it is good, in ISO 8601.")]


class EksTokenMade(Output):
    """A token for a cluster."""

    token: Annotated[Token, Prop("The token, and until when it is good.")]


@plugin(
    "io.kestra.plugin.aws.auth.EksToken",
    title="Get a token for a cluster of EKS.",
    examples=["region: eu-west-1\nclusterName: shop"],
)
class EksToken(AwsTask, RunnableTask[EksTokenMade]):
    """A signed request that says who asks, which the cluster reads."""

    cluster_name: Annotated[str, Prop("The cluster that the token is good for, by its name.")]
    expiration_duration: Annotated[int, Prop("How long the token is good for, in seconds.")] = 600

    def run(self, ctx: RunContext) -> EksTokenMade:
        login, name = self.login(), self.cluster_name

        def add_cluster(request: Json, **_: Json) -> None:
            request.headers.add_header("x-k8s-aws-id", name)

        with explained(ctx, login, place_of("sts", login)):
            # A client of its own: what is added to its request is for this cluster only.
            client = new_client(login, "sts")
            client.meta.events.register("before-sign.sts.GetCallerIdentity", add_cluster)
            address = client.generate_presigned_url(
                "get_caller_identity", ExpiresIn=self.expiration_duration, HttpMethod="GET"
            )
            client.close()
        encoded = urlsafe_b64encode(address.encode()).decode().rstrip("=")
        ends = ctx.now() + timedelta(seconds=self.expiration_duration)
        return EksTokenMade(
            token=Token(
                token_value=f"k8s-aws-v1.{encoded}",
                expiration_time=ends.isoformat().replace("+00:00", "Z"),
            )
        )
