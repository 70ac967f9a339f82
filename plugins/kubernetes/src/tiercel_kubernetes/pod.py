"""A pod of a flow's own: made, followed, removed; found again by the next attempt."""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from tiercel.plugin import (
    Json,
    Level,
    Output,
    PluginError,
    Prop,
    Raw,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.services.far_work import by_handle
from tiercel.plugins.files import keep_files, write_input_files
from tiercel.plugins.scripts.protocol import OutputLines
from tiercel.plugins.scripts.runner.docker.archive import pack, unpack
from tiercel.plugins.scripts.runner.kubernetes.cluster import (
    Address,
    ClusterError,
    KubernetesCluster,
)
from tiercel.plugins.scripts.runner.kubernetes.pod import (
    ENDED_FILE,
    FILES,
    FOLDER,
    INIT,
    MOUNTS,
    READY_FILE,
    container_state,
)
from tiercel.plugins.scripts.runner.late import found_late
from tiercel_kubernetes.connection import InCluster, SideCar
from tiercel_kubernetes.limits import LOOK_SECONDS, NAME_CHARS_MAX
from tiercel_kubernetes.outputs import Metadata, PodStatus, metadata_of, pod_status_of
from tiercel_kubernetes.resources import is_ready

CONFLICT = 409
# Which task run a pod belongs to, and which attempt of it: the one after a lost one has its name.
OWNER, ATTEMPT = "tiercel.io/task-run", "tiercel.io/attempt"
# Of a handle whose pod the cluster may or may not have made: the attempt that it is of.
ASKED_FOR = "isAskedForBy"


class PodEnded(Output):
    """The pod."""

    metadata: Annotated[Metadata | None, Prop("The name, labels and versions of the pod.")] = None
    status: Annotated[PodStatus | None, Prop("How the pod and its containers ended.")] = None
    output_files: Annotated[dict[str, str] | None, Prop("Path to URI of files that were kept.")] = (
        None
    )
    vars: Annotated[dict[str, Json] | None, Prop("What it printed as outputs.")] = None


@plugin(
    "io.kestra.plugin.kubernetes.core.PodCreate",
    title="Run a pod in a cluster of Kubernetes.",
    examples=[
        (
            "namespace: jobs\nspec:\n  containers:\n    - name: main\n"
            "      image: debian:stable-slim\n"
            "      command: [bash, -c, 'echo hello']\n  restartPolicy: Never"
        ),
        (
            'namespace: jobs\ninputFiles:\n  data.csv: "{{ outputs.export.uri }}"\n'
            "outputFiles: [out.txt]\nspec:\n  containers:\n    - name: main\n"
            "      image: debian:stable-slim\n      workingDir: /kestra/working-dir\n"
            "      command: [bash, -c, 'wc -l data.csv > out.txt']\n  restartPolicy: Never"
        ),
    ],
    aliases=["io.kestra.plugin.kubernetes.PodCreate"],
)
class PodCreate(InCluster, RunnableTask[PodEnded]):
    """Its lines go to the log. A kill deletes it."""

    far_work = by_handle("the name of the pod, which is that of the attempt")

    metadata: Annotated[dict[str, Json] | None, Prop("Metadata of the pod.")] = None
    spec: Annotated[
        Raw[dict[str, Json]], Prop("The pod, as Kubernetes has it.", "`workingDir` is its folder.")
    ]
    delete: Annotated[bool, Prop("Whether it is removed afterwards.")] = True
    resume: Annotated[
        bool, Prop("Whether the next attempt finds the pod of one whose worker was lost.")
    ] = True
    wait_for_log_interval: Annotated[
        timedelta, Prop("How long lines may come late, after the end.")
    ] = timedelta(seconds=30)

    def run(self, ctx: RunContext) -> PodEnded:
        """Raises: PluginError when the pod can't start, fails, or takes too long; Interrupted."""
        names = {each: f"{FOLDER}/{each}" for each in self.output_files or ()}
        extra: dict[str, Json] = {"workingDir": FOLDER, "outputFiles": names}
        if self.input_files is not None:
            write_input_files(ctx, self.input_files)
        body = self._body(ctx, ctx.render_deep(self.spec, extra))
        lines = OutputLines(ctx)

        async def work(_: object) -> dict[str, Json]:
            async with self._cluster(ctx) as pods:
                return await self._in_pod(ctx, pods, body, lines)

        pod = self.asked(ctx, "running the pod", work)
        files = keep_files(ctx, self.output_files or ())
        failed = [each for each in _ended(pod, body) if each[1] != 0]
        if failed:
            name, code = failed[0]
            raise PluginError(f"The container '{name}' of the pod failed with exit code {code}")
        return PodEnded(
            metadata=metadata_of(pod),
            status=pod_status_of(pod),
            output_files=files,
            vars=lines.vars,
        )

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """Delete the pod, or what `delete` says once its result is stored."""

        async def delete(_: object) -> None:
            async with self._cluster(ctx) as pods:
                if "hasEnded" in handle:
                    await self._finish(pods, str(handle["id"]))
                else:
                    await _delete(pods, handle)

        self.asked(ctx, "deleting the pod", delete)

    def _cluster(self, ctx: RunContext) -> KubernetesCluster:
        return KubernetesCluster(Address(self.rendered_connection(ctx)), self.namespace)

    @property
    def _has_files(self) -> bool:
        return self.input_files is not None or bool(self.output_files)

    def _body(self, ctx: RunContext, spec: dict[str, Json]) -> dict[str, Json]:
        """The pod; with files it has containers that carry them in and out."""
        usual = self.container_default_spec or {}
        mounts = MOUNTS[:1] if self._has_files else []
        containers = [
            {**usual, **each, "volumeMounts": [*mounts, *(each.get("volumeMounts") or ())]}
            for each in spec.get("containers") or ()
        ]
        made = {"restartPolicy": "Never", **spec, "containers": containers}
        if self._has_files:
            folders: list[Json] = [
                {"name": name, "emptyDir": {}} for name in ("working-dir", "marks")
            ]
            made["volumes"] = [*folders, *(spec.get("volumes") or ())]
            first = [_carrier(self.file_sidecar, INIT, READY_FILE)]
            made["initContainers"] = [*first, *(spec.get("initContainers") or ())]
            made["containers"] = [*containers, _carrier(self.file_sidecar, FILES, ENDED_FILE)]
        given = self.metadata or {}
        owner = hashlib.sha256(ctx.idempotency_key.encode()).hexdigest()[:32]
        labels = {**(given.get("labels") or {}), OWNER: owner, ATTEMPT: ctx.remote_name}
        metadata = {"name": _name(ctx), **given, "labels": labels}
        if not self.resume and "name" not in given:
            # One that no attempt before has: the cluster is not asked for it, so that it is known.
            end = f"-{secrets.token_hex(4)}"
            metadata["name"] = f"{metadata['name'][: NAME_CHARS_MAX - len(end)]}{end}"
        return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": made}

    async def _in_pod(
        self, ctx: RunContext, pods: KubernetesCluster, body: dict[str, Json], lines: OutputLines
    ) -> dict[str, Json]:
        name = await self._begin(ctx, pods, body)
        is_whole = False
        try:
            found = await self._follow(ctx, pods, name, body, lines)
            is_whole = True
            return found
        finally:
            # What did not end well or was stopped goes too: a retry makes its own. When only the
            # worker stops, the next attempt goes on with this pod.
            if not ctx.is_left_running:
                await asyncio.shield(self._let_go(ctx, pods, name, is_over=is_whole))

    async def _let_go(
        self, ctx: RunContext, pods: KubernetesCluster, name: str, *, is_over: bool
    ) -> None:
        """A pod that is over stays until the result that was read from it is stored."""
        handle: dict[str, Json] = {"id": name, "hasEnded": True}
        if not is_over:
            await pods.delete(name, 0)
        elif not ctx.remove_after_end(handle, lambda other: self.cancel(other, handle)):
            await self._finish(pods, name)

    async def _finish(self, pods: KubernetesCluster, name: str) -> None:
        """Delete a pod whose result was read, or let it end."""
        if self.delete:
            await pods.delete(name, 0)
            return
        pod = await pods.find(name) if self._has_files else None
        if pod is not None and container_state(pod, FILES)[0] == "running":
            await pods.run(name, FILES, ["touch", ENDED_FILE])

    async def _begin(self, ctx: RunContext, pods: KubernetesCluster, body: dict[str, Json]) -> str:
        earlier = await self._remembered(ctx, pods)
        if earlier is None:
            name = str(body["metadata"]["name"])
            # Before, so that a kill finds it when the worker is lost before it has the answer.
            ctx.remember({"id": name, ASKED_FOR: ctx.remote_name})
            try:
                await pods.create(body)
            except ClusterError as error:
                if error.status != CONFLICT or not self.resume:
                    raise
                earlier = await self._in_the_way(pods, body, error)
                if earlier is None:
                    await pods.create(body)
            ctx.remember({"id": name})
        if earlier is not None:
            ctx.log.write(Level.INFO, f"The pod {earlier} of the attempt before is followed")
            return earlier
        ctx.log.write(Level.INFO, f"The pod {name} is made")
        return name

    async def _remembered(self, ctx: RunContext, pods: KubernetesCluster) -> str | None:
        """Raises: PluginError when what became of the pod of a lost attempt can't be said."""
        handle = ctx.remembered
        if handle is None:
            return None
        if not self.resume:
            await _delete(pods, handle)
            return None
        name = str(handle["id"])
        if ASKED_FOR in handle:
            return None
        if await pods.find(name) is None:
            raise PluginError(
                f"The pod {name} of an attempt before is gone: whether it has ended well is not"
                " known"
            )
        return name

    async def _in_the_way(
        self, pods: KubernetesCluster, body: dict[str, Json], error: ClusterError
    ) -> str | None:
        """The pod of that name, if this attempt began it; one that failed before it is removed.

        Raises: the error for what is not of this task run, PluginError when it does not go.
        """
        name, own = str(body["metadata"]["name"]), body["metadata"]["labels"]
        labels = (await pods.pod(name))["metadata"].get("labels") or {}
        if labels.get(OWNER) != own[OWNER]:
            raise error
        if labels.get(ATTEMPT) == own[ATTEMPT]:
            return name
        await pods.delete(name, 0)
        try:
            async with asyncio.timeout(self.wait_until_running.total_seconds()):
                while await pods.find(name) is not None:  # noqa: ASYNC110  It is elsewhere.
                    await asyncio.sleep(LOOK_SECONDS)
        except TimeoutError:
            raise PluginError(f"The pod {name} of the attempt before is still there") from None
        return None

    async def _follow(
        self,
        ctx: RunContext,
        pods: KubernetesCluster,
        name: str,
        body: dict[str, Json],
        lines: OutputLines,
    ) -> dict[str, Json]:
        """Files in, lines of all containers, files back; the pod at its end."""
        begin = self.wait_until_running.total_seconds()
        if self._has_files:
            await self._send_files(ctx, pods, name, begin)
        own = [each["name"] for each in body["spec"]["containers"] if each["name"] != FILES]
        work = [self._lines_of(pods, name, container, lines) for container in own]
        if self.wait_until_ready:
            work.append(self._until_ready(pods, name))
        tasks = [asyncio.create_task(each) for each in work]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
        if self._has_files:
            back = await pods.run(name, FILES, ["tar", "cf", "-", "-C", "/", FOLDER[1:]])
            await asyncio.to_thread(unpack, back, ctx.files.path, depth=FOLDER.count("/"))
        return dict(await pods.pod(name))

    async def _until_ready(self, pods: KubernetesCluster, name: str) -> None:
        seconds = self.wait_until_ready.total_seconds()
        try:
            async with asyncio.timeout(seconds):
                while True:
                    if has_been_ready(await pods.pod(name)):
                        return
                    await asyncio.sleep(LOOK_SECONDS)
        except TimeoutError:
            raise PluginError(f"The pod {name} is not ready after `waitUntilReady`") from None

    async def _send_files(
        self, ctx: RunContext, pods: KubernetesCluster, name: str, seconds: float
    ) -> None:
        state, _ = await _until(pods, name, INIT, ("running", "terminated"), seconds)
        if state == "terminated":
            return
        content = await asyncio.to_thread(pack, ctx.files.path, FOLDER)
        script = f"head -c {len(content)} | tar xf - -C / && touch {READY_FILE}"
        await pods.run(name, INIT, ["sh", "-c", script], content)

    async def _lines_of(
        self, pods: KubernetesCluster, name: str, container: str, lines: OutputLines
    ) -> None:
        begin = self.wait_until_running.total_seconds()
        await _until(pods, name, container, ("running", "terminated"), begin)
        async for line in pods.lines(name, container):
            lines.take(line, False)
        await _until(pods, name, container, ("terminated",), self.wait_running.total_seconds())


async def _delete(pods: KubernetesCluster, handle: Mapping[str, Json]) -> None:
    """Delete the pod of a handle; where nobody saw it made, only one that is of that attempt."""
    name, attempt = str(handle["id"]), handle.get(ASKED_FOR)
    if attempt is not None:
        found = await found_late(lambda: pods.find(name))
        labels = {} if found is None else found["metadata"].get("labels") or {}
        if labels.get(ATTEMPT) != attempt:
            return
    await pods.delete(name, 0)


def has_been_ready(pod: Mapping[str, Json]) -> bool:
    """Whether a pod is ready, or has ended already."""
    return is_ready(pod) or (pod.get("status") or {}).get("phase") in {"Succeeded", "Failed"}


async def _until(
    pods: KubernetesCluster, name: str, container: str, states: tuple[str, ...], seconds: float
) -> tuple[str, Mapping[str, Json]]:
    """The state of a container once it is one of those. Raises: PluginError after that time."""
    try:
        async with asyncio.timeout(seconds):
            while True:
                state, details = container_state(await pods.pod(name), container)
                if state in states:
                    return state, details
                await asyncio.sleep(LOOK_SECONDS)
    except TimeoutError:
        wanted = " or ".join(states)
        raise PluginError(
            f"The container '{container}' was not {wanted} after {seconds} s"
        ) from None


def _ended(pod: Mapping[str, Json], body: Mapping[str, Json]) -> list[tuple[str, int]]:
    """The flow's containers with their exit codes."""
    names = [each["name"] for each in body["spec"]["containers"] if each["name"] != FILES]
    codes = [container_state(pod, name)[1].get("exitCode", 1) for name in names]
    return [(name, int(code)) for name, code in zip(names, codes, strict=True)]


def _carrier(sidecar: SideCar | None, name: str, mark: str) -> dict[str, Json]:
    """A container that waits for a file and does nothing else by itself."""
    given = sidecar or SideCar()
    return {
        "name": name,
        "image": given.image,
        "command": ["sh", "-c", f"while [ ! -f {mark} ]; do sleep 0.2; done"],
        "volumeMounts": MOUNTS,
        "resources": given.resources or {},
        **(given.default_spec or {}),
    }


def _name(ctx: RunContext) -> str:
    """The name of the pod: of the flow and task, for people, and of the attempt."""
    words = f"{ctx.vars['flow']['id']}-{(ctx.vars.get('task') or {}).get('id', 'task')}".lower()
    text = re.sub(r"[^a-z0-9]+", "-", words).strip("-")
    end = f"-{ctx.remote_name[:12]}"
    return f"{text[: NAME_CHARS_MAX - len(end)]}{end}"
