"""What a flow says about the Kubernetes runner."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from tiercel.plugin import Json, Part, Prop, RunnerPlugin
from tiercel.plugins.scripts.runner.kubernetes.connection import Connection


class FileSidecar(Part):
    """The container that carries files in and out."""

    image: Annotated[str, Prop("Its image: it needs sh, tar and head.")] = "busybox"
    resources: Annotated[
        Json,
        Prop("What its container asks for and may use at most, as Kubernetes writes `resources`."),
    ] = None


class KubernetesProperties(RunnerPlugin):
    """The properties; what runs the command is `Kubernetes`."""

    config: Annotated[Connection | None, Prop("The cluster; the server's own if absent.")] = None
    namespace: Annotated[str, Prop("Where the pod runs.")] = "default"
    container_spec: Annotated[dict[str, Json] | None, Prop("Merged into the container.")] = None
    pod_spec: Annotated[dict[str, Json] | None, Prop("Merged into the pod.")] = None
    pull_policy: Annotated[
        Literal["IF_NOT_PRESENT", "ALWAYS", "NEVER"], Prop("When the image is pulled.")
    ] = "ALWAYS"
    labels: Annotated[dict[str, str] | None, Prop("Labels of the pod.")] = None
    annotations: Annotated[dict[str, str] | None, Prop("Annotations of the pod.")] = None
    resources: Annotated[Json, Prop("`request` and `limit` of cpu and memory.")] = None
    node_selector: Annotated[dict[str, str] | None, Prop("Where the pod may run.")] = None
    service_account: Annotated[str | None, Prop("Who the pod is.")] = None
    file_sidecar: Annotated[
        FileSidecar | None, Prop("The container that carries files into the pod and back.")
    ] = None
    wait_until_running: Annotated[timedelta, Prop("How long a pod may take to start.")] = timedelta(
        minutes=10
    )
    wait_until_completion: Annotated[timedelta, Prop("How long a pod may run.")] = timedelta(
        hours=1
    )
    delete: Annotated[bool, Prop("Remove the pod afterwards.")] = True
    resume: Annotated[
        bool, Prop("Whether the attempt after a lost worker goes on with the pod.")
    ] = True
    sync_working_directory: Annotated[bool, Prop("Copy files back without being asked.")] = False
    kill_grace_period: Annotated[timedelta, Prop("How long a killed pod may take to end.")] = (
        timedelta(0)
    )
