"""From the properties of the runner to a pod, and what a pod says about its containers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tiercel.plugin import Json, PluginError
from tiercel.plugin.runner import Command
from tiercel.plugins.scripts.runner.kubernetes.properties import KubernetesProperties

FOLDER = "/kestra/working-dir"
MARKS = "/kestra/marks"
READY_FILE = f"{MARKS}/ready"
ENDED_FILE = f"{MARKS}/ended"
INIT, MAIN, FILES = "init-files", "main", "out-files"
PULL = {"IF_NOT_PRESENT": "IfNotPresent", "ALWAYS": "Always", "NEVER": "Never"}
# Reasons that no amount of waiting mends.
HOPELESS = frozenset(
    {"ErrImagePull", "ImagePullBackOff", "InvalidImageName", "CreateContainerError"}
)
MOUNTS: list[Json] = [
    {"name": "working-dir", "mountPath": FOLDER},
    {"name": "marks", "mountPath": MARKS},
]


def pod_body(runner: KubernetesProperties, command: Command, name: str) -> dict[str, Json]:
    """The pod: files come in before the command and are kept until they were taken back."""
    labels = {key: _label(value) for key, value in command.labels.items()}
    spec: dict[str, Json] = {
        "restartPolicy": "Never",
        "volumes": [{"name": name, "emptyDir": {}} for name in ("working-dir", "marks")],
        "initContainers": [_carrier(runner, INIT, READY_FILE)],
        "containers": [_main(runner, command), _carrier(runner, FILES, ENDED_FILE)],
    }
    if runner.node_selector:
        spec["nodeSelector"] = runner.node_selector
    if runner.service_account:
        spec["serviceAccountName"] = runner.service_account
    for key, value in (runner.pod_spec or {}).items():
        spec[key] = [*spec[key], *value] if isinstance(spec.get(key), list) else value
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": name,
            "labels": {**labels, **(runner.labels or {})},
            "annotations": runner.annotations or {},
        },
        "spec": spec,
    }


def pod_name(command: Command, remote_name: str) -> str:
    """The pod of an attempt, and of the lost ones before it: 63 characters at most."""
    task = _label(command.labels.get("kestra.io/task-id", "task"))
    return f"{re.sub('[^a-z0-9]', '-', task.lower())[:30]}-{remote_name}"


def _main(runner: KubernetesProperties, command: Command) -> dict[str, Json]:
    container: dict[str, Json] = {
        "name": MAIN,
        "image": command.image,
        "imagePullPolicy": PULL[runner.pull_policy],
        "command": list(command.argv),
        "workingDir": FOLDER,
        "env": [{"name": name, "value": value} for name, value in command.env.items()],
        "volumeMounts": MOUNTS[:1],
    }
    resources = runner.resources
    if isinstance(resources, Mapping):
        container["resources"] = {
            "requests": resources.get("request") or resources.get("requests") or {},
            "limits": resources.get("limit") or resources.get("limits") or {},
        }
    return {**container, **(runner.container_spec or {})}


def _carrier(runner: KubernetesProperties, name: str, mark: str) -> dict[str, Json]:
    """A container that waits for a file and does nothing else by itself."""
    sidecar = runner.file_sidecar
    return {
        "name": name,
        "image": "busybox" if sidecar is None else sidecar.image,
        "command": ["sh", "-c", f"while [ ! -f {mark} ]; do sleep 0.2; done"],
        "volumeMounts": MOUNTS,
        "resources": (sidecar.resources if sidecar is not None else None) or {},
    }


def _label(text: str) -> str:
    """A value that is allowed for labels."""
    return re.sub(r"[^A-Za-z0-9._-]", "-", text)[:63].strip("-._") or "x"


def container_state(pod: Json, container: str) -> tuple[str, Mapping[str, Json]]:
    """(`waiting`, `running`, `terminated` or ``, its details).

    Raises: PluginError for a pod that can't start.
    """
    status = pod.get("status") or {}
    statuses = [
        *(status.get("initContainerStatuses") or ()),
        *(status.get("containerStatuses") or ()),
    ]
    for each in statuses:
        waiting = (each.get("state") or {}).get("waiting") or {}
        if waiting.get("reason") in HOPELESS:
            detail = waiting.get("message") or waiting["reason"]
            raise PluginError(f"The container '{each['name']}' can't start: {detail}")
    for each in statuses:
        if each["name"] == container:
            for name, details in (each.get("state") or {}).items():
                return name, details or {}
    if status.get("phase") == "Failed":
        raise PluginError(f"The pod failed: {status.get('message') or status.get('reason')}")
    return "", {}
