"""The server about itself: identity, what it offers, how much it holds."""

from __future__ import annotations

import platform
import uuid
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from tiercel import __version__
from tiercel.model.flow import Flow
from tiercel.model.json_types import Json
from tiercel.ports.ports import Ports
from tiercel.service.access.access import Access
from tiercel.service.flows.flows import FlowService
from tiercel.settings.sections import Settings

UUID_KEY = "instance.uuid"
EDITION = "OSS"


class InstanceService:
    """Answers about the server; changes nothing."""

    def __init__(
        self, ports: Ports, settings: Settings, access: Access, flows: FlowService
    ) -> None:
        self._store = ports.store
        self._clock = ports.clock
        self._catalog = ports.catalog
        self._settings = settings
        self._access = access
        self._flows = flows
        self._uuid = ""
        self._started: datetime | None = None

    async def open(self) -> None:
        """Load the identity, or make one."""
        self._started = self._clock.now()
        async with self._store.transaction() as tx:
            stored = await tx.settings.get(UUID_KEY)
            if not isinstance(stored, str):
                stored = str(uuid.uuid4())
                tx.settings.put(UUID_KEY, stored)
        self._uuid = stored

    def configuration(self) -> dict[str, Json]:
        """What clients ask first (misc.md §1): the union of all generations."""
        settings = self._settings
        environment = {
            name: value
            for name, value in (
                ("name", settings.environment.name),
                ("color", settings.environment.color),
            )
            if value is not None
        }
        body: dict[str, Json] = {
            "uuid": self._uuid,
            "version": __version__,
            "edition": EDITION,
            "isCustomDashboardsEnabled": True,
            "isTaskRunEnabled": True,
            "isAnonymousUsageEnabled": False,
            "isUiAnonymousUsageEnabled": False,
            "isTemplateEnabled": settings.templates.enabled,
        }
        if environment:
            body["environment"] = environment
        body.update(
            {
                "preview": {
                    "initial": settings.server.preview.initial_rows,
                    "max": settings.server.preview.max_rows,
                },
                "isBasicAuthEnabled": self._access.is_enabled,
                "isBasicAuthInitialized": self._access.is_initialised,
                "systemNamespace": settings.system_flows.namespace,
                "hiddenLabelsPrefixes": list(settings.hidden_labels.prefixes),
                "resourceToFilters": [],
                "isAiEnabled": False,
                "isAiApiKeyConfigured": False,
                "isPluginAutoInstallEnabled": False,
                "pluginsHash": self._plugins_hash(),
                "chartDefaultDuration": settings.ui.charts.default_duration,
                "isConcurrencyViewEnabled": True,
            }
        )
        if settings.url is not None:
            body["url"] = settings.url
        return body

    def version(self) -> dict[str, Json]:
        """Name and kind of this build."""
        return {"version": f"{__version__}-oss", "type": "STANDALONE"}

    async def usage(self) -> dict[str, Json]:
        """How much there is of what (misc.md §2)."""
        flows = await self._flows.all_latest()
        return {
            "uuid": self._uuid,
            "startUuid": self._uuid,
            "instanceUuid": self._uuid,
            "serverType": "STANDALONE",
            "version": __version__,
            "zoneId": "UTC",
            "environments": [],
            "startTime": self._started,
            "host": {
                "uuid": self._uuid,
                "os": {"family": platform.system(), "version": platform.release()},
                "jvm": {
                    "name": platform.python_implementation(),
                    "vendor": "Python",
                    "version": platform.python_version(),
                },
            },
            "configurations": {
                "repositoryType": self._settings.store_type,
                "queueType": self._settings.store_type,
                "storageType": self._settings.storage.type,
            },
            "plugins": [],
            "flows": _flow_usage(flows),
            "services": {"dailyStatistics": []},
        }

    def _plugins_hash(self) -> int:
        return zlib.crc32("\n".join(row.name for row in self._catalog.rows()).encode())


def _flow_usage(flows: list[Flow]) -> dict[str, Json]:
    tasks: Counter[str] = Counter()
    triggers: Counter[str] = Counter()
    runners: Counter[str] = Counter()
    for flow in flows:
        triggers.update(trigger.type for trigger in flow.triggers)
        for task in _tasks(flow.document):
            tasks[str(task["type"])] += 1
            runner = task.get("taskRunner")
            if isinstance(runner, dict) and "type" in runner:
                runners[str(runner["type"])] += 1
    return {
        "count": len(flows),
        "namespacesCount": len({flow.namespace for flow in flows}),
        "taskTypeCount": dict(tasks),
        "triggerTypeCount": dict(triggers),
        "taskRunnerTypeCount": dict(runners),
    }


def _tasks(value: Json) -> Iterator[dict[str, Json]]:
    """Everything that looks like a task, at any depth."""
    if isinstance(value, list):
        for entry in value:
            yield from _tasks(entry)
    elif isinstance(value, dict):
        if isinstance(value.get("type"), str) and "id" in value and "." in value["type"]:
            yield value
        for name, member in value.items():
            if name not in ("triggers", "inputs", "outputs", "variables"):
                yield from _tasks(member)
