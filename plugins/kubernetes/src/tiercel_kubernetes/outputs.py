"""What outputs have of resources."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tiercel.plugin import Json, Output, Prop


class Metadata(Output):
    """The metadata of a resource."""

    name: Annotated[
        str | None, Prop("The name of the resource, one of its kind in a namespace.")
    ] = None
    namespace: Annotated[str | None, Prop("The namespace that the resource is in.")] = None
    uid: Annotated[str | None, Prop("The id that the cluster gave it and gives no other.")] = None
    labels: Annotated[
        dict[str, str] | None, Prop("The labels that selectors look for, by key.")
    ] = None
    annotations: Annotated[
        dict[str, str] | None, Prop("Further notes of people and programs on it, by key.")
    ] = None
    creation_timestamp: Annotated[str | None, Prop("When it was made.")] = None
    deletion_timestamp: Annotated[str | None, Prop("When it is to be gone.")] = None
    deletion_grace_period_seconds: Annotated[int | None, Prop("How long it may take.")] = None
    generation: Annotated[int | None, Prop("How often what it should be was changed.")] = None
    resource_version: Annotated[
        str | None, Prop("The version that the cluster counts on each change, as text.")
    ] = None
    generate_name: Annotated[str | None, Prop("How its name begins, when that was made.")] = None
    cluster_name: Annotated[str | None, Prop("The cluster that it is in, where that is told.")] = (
        None
    )
    finalizers: Annotated[list[str] | None, Prop("What happens before it is gone.")] = None
    owner_references: Annotated[list[Json] | None, Prop("What it belongs to.")] = None
    managed_fields: Annotated[list[Json] | None, Prop("Who changed what of it.")] = None
    self_link: Annotated[
        str | None, Prop("The path of the resource below the address of the cluster.")
    ] = None


class ResourceStatus(Output):
    """The status of a resource."""

    status: Annotated[dict[str, Json] | None, Prop("As its kind has it.")] = None


class PodStatus(Output):
    """The status of a pod."""

    phase: Annotated[str | None, Prop("How far it is, such as Succeeded.")] = None
    message: Annotated[str | None, Prop("Why it is so.")] = None
    reason: Annotated[str | None, Prop("Why it is so, in one word.")] = None
    start_time: Annotated[str | None, Prop("When the node took the pod, in ISO 8601.")] = None
    conditions: Annotated[
        list[Json] | None, Prop("What holds of the pod, such as Ready, each with its reason.")
    ] = None
    container_statuses: Annotated[
        list[Json] | None, Prop("The state of each container, with its exit code and restarts.")
    ] = None
    init_container_statuses: Annotated[
        list[Json] | None, Prop("The same of the containers that run before those.")
    ] = None
    ephemeral_container_statuses: Annotated[
        list[Json] | None, Prop("The same of containers that somebody added to look into it.")
    ] = None
    host_ip: Annotated[str | None, Field(alias="hostIP"), Prop("The address of its host.")] = None
    pod_ip: Annotated[
        str | None, Field(alias="podIP"), Prop("The address of the pod within the cluster.")
    ] = None
    pod_ips: Annotated[
        list[Json] | None,
        Field(alias="podIPs"),
        Prop("All addresses of the pod, one of each family."),
    ] = None
    nominated_node_name: Annotated[str | None, Prop("Where it will run.")] = None
    qos_class: Annotated[str | None, Prop("How its resources are kept for it.")] = None


def metadata_of(resource: dict[str, Json]) -> Metadata:
    """The metadata of a resource; members that outputs do not have are left out."""
    return Metadata.model_validate(_known(Metadata, resource.get("metadata") or {}))


def status_of(resource: dict[str, Json]) -> ResourceStatus:
    """The status of a resource."""
    return ResourceStatus(status=resource.get("status"))


def pod_status_of(pod: dict[str, Json]) -> PodStatus:
    """The status of a pod."""
    return PodStatus.model_validate(_known(PodStatus, pod.get("status") or {}))


def _known(kind: type[Output], found: dict[str, Json]) -> dict[str, Json]:
    names = {field.alias or name for name, field in kind.model_fields.items()}
    return {name: value for name, value in found.items() if name in names}
