"""What outputs have of resources."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tiercel.plugin import Json, Output, Prop


class Metadata(Output):
    """The metadata of a resource."""

    name: Annotated[str | None, Prop("Its name.")] = None
    namespace: Annotated[str | None, Prop("Its namespace.")] = None
    uid: Annotated[str | None, Prop("Its id.")] = None
    labels: Annotated[dict[str, str] | None, Prop("Its labels.")] = None
    annotations: Annotated[dict[str, str] | None, Prop("Its annotations.")] = None
    creation_timestamp: Annotated[str | None, Prop("When it was made.")] = None
    deletion_timestamp: Annotated[str | None, Prop("When it is to be gone.")] = None
    deletion_grace_period_seconds: Annotated[int | None, Prop("How long it may take.")] = None
    generation: Annotated[int | None, Prop("How often what it should be was changed.")] = None
    resource_version: Annotated[str | None, Prop("Its version.")] = None
    generate_name: Annotated[str | None, Prop("How its name begins, when that was made.")] = None
    cluster_name: Annotated[str | None, Prop("Its cluster.")] = None
    finalizers: Annotated[list[str] | None, Prop("What happens before it is gone.")] = None
    owner_references: Annotated[list[Json] | None, Prop("What it belongs to.")] = None
    managed_fields: Annotated[list[Json] | None, Prop("Who changed what of it.")] = None
    self_link: Annotated[str | None, Prop("Its address.")] = None


class ResourceStatus(Output):
    """The status of a resource."""

    status: Annotated[dict[str, Json] | None, Prop("As its kind has it.")] = None


class PodStatus(Output):
    """The status of a pod."""

    phase: Annotated[str | None, Prop("How far it is, such as Succeeded.")] = None
    message: Annotated[str | None, Prop("Why it is so.")] = None
    reason: Annotated[str | None, Prop("Why it is so, in one word.")] = None
    start_time: Annotated[str | None, Prop("When it began.")] = None
    conditions: Annotated[list[Json] | None, Prop("Its conditions.")] = None
    container_statuses: Annotated[list[Json] | None, Prop("Its containers.")] = None
    init_container_statuses: Annotated[list[Json] | None, Prop("Those before them.")] = None
    ephemeral_container_statuses: Annotated[list[Json] | None, Prop("Those for searches.")] = None
    host_ip: Annotated[str | None, Field(alias="hostIP"), Prop("The address of its host.")] = None
    pod_ip: Annotated[str | None, Field(alias="podIP"), Prop("Its address.")] = None
    pod_ips: Annotated[list[Json] | None, Field(alias="podIPs"), Prop("Its addresses.")] = None
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
