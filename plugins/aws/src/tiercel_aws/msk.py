"""Clusters of Kafka, MSK."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from tiercel.plugin import Json, Output, Plugin, PollingTrigger, Prop, RunContext, plugin
from tiercel.plugin.services.changes import Seen, default_key
from tiercel_aws.calls import Call, CallRow, Listing, call_types, made, without_none
from tiercel_aws.connection import Aws

_ARN = "region: eu-west-1\nclusterArn: arn:aws:kafka:eu-west-1:123456789012:cluster/orders/abc"


class OfCluster(Plugin):
    """Which cluster it is about."""

    cluster_arn: Annotated[str, Prop("The cluster that is meant: `arn:aws:kafka:…`.")]


class Cluster(Output):
    """A cluster."""

    cluster_arn: Annotated[str | None, Prop("The ARN of the cluster: `arn:aws:kafka:…`.")] = None
    state: Annotated[str | None, Prop("Its state, such as ACTIVE.")] = None


class NamedCluster(Cluster):
    """A cluster with its name."""

    cluster_name: Annotated[
        str | None, Prop("The name of the cluster, unique in account and region.")
    ] = None


class ClusterFacts(NamedCluster):
    """A cluster as it is."""

    creation_time: Annotated[str | None, Prop("When it was made, in ISO 8601.")] = None
    current_version: Annotated[
        str | None, Prop("The version of its settings, which changes of it need.")
    ] = None
    kafka_version: Annotated[
        str | None, Prop("The version of Kafka that brokers run, such as 3.6.0.")
    ] = None
    number_of_broker_nodes: Annotated[int | None, Prop("How many brokers it has.")] = None
    zookeeper_connect_string: Annotated[
        str | None, Prop("The addresses of ZooKeeper, where it has one.")
    ] = None


@plugin(
    "io.kestra.plugin.aws.msk.CreateCluster",
    title="Make a cluster of MSK.",
    examples=[
        (
            "region: eu-west-1\n"
            "clusterName: orders\n"
            "kafkaVersion: 3.6.0\n"
            "instanceType: kafka.m5.large\n"
            "numberOfBrokerNodes: 3\n"
            "clientSubnets: [subnet-1, subnet-2, subnet-3]\n"
            "securityGroups: [sg-1]"
        )
    ],
)
class CreateCluster(Call[NamedCluster]):
    """It is active some minutes after the task."""

    service = "kafka"
    operation = "create_cluster"
    cluster_name: Annotated[str, Prop("The name of the new cluster, unique in account and region.")]
    kafka_version: Annotated[str, Prop("The version of Kafka, such as 3.6.0.")]
    number_of_broker_nodes: Annotated[
        int, Prop("How many brokers: a multiple of the number of subnets.")
    ]
    instance_type: Annotated[str, Prop("The kind of the brokers' machines.")]
    client_subnets: Annotated[list[str], Prop("The ids of the brokers' subnets.")]
    security_groups: Annotated[list[str], Prop("The ids of the brokers' security groups.")]
    ebs_volume_size: Annotated[
        int | None, Prop("The size of each broker's disk in GiB; the service decides by default.")
    ] = None

    def arguments(self, client: Any) -> dict[str, Json]:
        disk = {"EbsStorageInfo": {"VolumeSize": self.ebs_volume_size}}
        brokers = without_none(
            [
                ("ClientSubnets", self.client_subnets),
                ("InstanceType", self.instance_type),
                ("SecurityGroups", self.security_groups),
                ("StorageInfo", disk if self.ebs_volume_size is not None else None),
            ]
        )
        return {**super().arguments(client), "BrokerNodeGroupInfo": brokers}


@plugin(
    "io.kestra.plugin.aws.msk.DescribeCluster",
    title="Look at a cluster of MSK.",
    examples=[_ARN],
)
class DescribeCluster(OfCluster, Call[ClusterFacts]):
    """As it is now."""

    service = "kafka"
    operation = "describe_cluster"

    def result(self, ctx: RunContext, client: Any, answer: Mapping[str, Json]) -> ClusterFacts:
        found = answer["ClusterInfo"]
        version = found.get("CurrentBrokerSoftwareInfo", {}).get("KafkaVersion")
        return made(ClusterFacts, {**found, "kafkaVersion": version})


class Brokers(Output):
    """The addresses of brokers, `host:port` with commas between them, by how clients sign in."""

    bootstrap_broker_string: Annotated[
        str | None, Prop("For clients that don't sign in, without encryption.")
    ] = None
    bootstrap_broker_string_tls: Annotated[
        str | None, Prop("For clients by TLS, whose certificates may sign them in.")
    ] = None
    bootstrap_broker_string_sasl_scram: Annotated[
        str | None, Prop("For clients that sign in with SASL/SCRAM.")
    ] = None
    bootstrap_broker_string_sasl_iam: Annotated[
        str | None, Prop("For clients that sign in with IAM.")
    ] = None
    bootstrap_broker_string_public_tls: Annotated[
        str | None, Prop("By TLS, from the internet.")
    ] = None
    bootstrap_broker_string_public_sasl_scram: Annotated[
        str | None, Prop("By SASL/SCRAM, from the internet.")
    ] = None
    bootstrap_broker_string_public_sasl_iam: Annotated[
        str | None, Prop("By IAM, from the internet.")
    ] = None


class Clusters(Output):
    """Clusters."""

    clusters: Annotated[list[dict[str, Json]], Prop("The clusters, as the service has them.")]
    total: Annotated[int, Prop("How many there are.")]


@plugin(
    "io.kestra.plugin.aws.msk.ListClusters",
    title="List clusters of MSK.",
    examples=["region: eu-west-1\nclusterNameFilter: orders"],
)
class ListClusters(Listing[Clusters]):
    """All of the account in the region."""

    service = "kafka"
    operation = "list_clusters"
    member = "ClusterInfoList"
    cluster_name_filter: Annotated[
        str | None, Prop("Only those whose name begins with this; all by default.")
    ] = None


class StateReached(Output):
    """The cluster that came into the state."""

    cluster_arn: Annotated[str, Prop("The ARN of the cluster: `arn:aws:kafka:…`.")]
    cluster_state: Annotated[str, Prop("The state that the cluster came into, such as ACTIVE.")]


@plugin(
    "io.kestra.plugin.aws.msk.Trigger",
    title="Start an execution when a cluster of MSK comes into a state.",
    examples=[f"{_ARN}\ntargetState: ACTIVE"],
)
class Trigger(Aws, OfCluster, PollingTrigger[StateReached]):
    """Once each time that it comes into the state; a key-value entry remembers the last one."""

    target_state: Annotated[
        Literal[
            "ACTIVE",
            "CREATING",
            "DELETING",
            "FAILED",
            "HEALING",
            "MAINTENANCE",
            "REBOOTING_BROKER",
            "UPDATING",
        ],
        Prop("The state to wait for."),
    ]

    def poll(self, ctx: RunContext) -> StateReached | None:
        seen = Seen(ctx, f"{default_key(ctx)}_state", None)
        with self.client(ctx, "kafka") as client:
            answer = client.describe_cluster(ClusterArn=self.cluster_arn)
        state = answer["ClusterInfo"]["State"]
        is_new = seen.change_of(self.cluster_arn, state) is not None
        seen.add(self.cluster_arn, state)
        seen.keep()
        if not is_new or state != self.target_state:
            return None
        return StateReached(cluster_arn=self.cluster_arn, cluster_state=state)


TYPES = call_types(
    __name__,
    "kafka",
    "io.kestra.plugin.aws.msk.",
    (
        CallRow(
            name="DeleteCluster",
            title="Delete a cluster of MSK.",
            text="With all its topics.",
            example=_ARN,
            operation="delete_cluster",
            of=OfCluster,
            outputs=Cluster,
        ),
        CallRow(
            name="GetBootstrapBrokers",
            title="Get the addresses of a cluster of MSK.",
            text="For clients of Kafka.",
            example=_ARN,
            operation="get_bootstrap_brokers",
            of=OfCluster,
            outputs=Brokers,
        ),
    ),
)
# The catalog finds classes by module and name.
globals().update(TYPES)
