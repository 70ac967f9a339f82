"""The outside of the cases: secrets, key-value pairs and files from a case's fixture."""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tiercel.expr import Absent, EvaluationError, lookups
from tiercel.expr.lookups import NoLookups


class CaseLookups:
    """Answers every kind of lookup from the `services` of a case."""

    def __init__(self, services: Mapping[str, Any], context: Mapping[str, Any]) -> None:
        self._services = services
        flow = context.get("flow")
        self._namespace = flow.get("namespace", "") if isinstance(flow, Mapping) else ""
        self._random = random.Random(7)

    def lookup(self, kind: str, arguments: tuple[Any, ...]) -> Any:
        answer = {
            lookups.SECRET: self._secret,
            lookups.KV: self._kv,
            lookups.READ: self._read,
            lookups.FILE_SIZE: lambda *target: len(self._read(*target).encode()),
            lookups.FILE_EXISTS: self._exists,
            lookups.FILE_REVISION: lambda *_: 1,
            lookups.MAY_READ: lambda uri: True,
            lookups.NOW: lambda: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
            lookups.UUID: lambda: str(uuid.UUID(int=self._random.getrandbits(128), version=4)),
            lookups.RANDOM_BYTES: self._random.randbytes,
            lookups.RANDOM_INT: self._random.randrange,
            lookups.RANDOM_PORT: lambda: 40_000,
        }.get(kind)
        return answer(*arguments) if answer else NoLookups().lookup(kind, arguments)

    def _secret(self, key: str, namespace: str | None) -> str:
        secrets = self._services.get("secrets", {})
        if key.upper() not in secrets:
            raise Absent
        return str(secrets[key.upper()])

    def _kv(self, key: str, namespace: str | None) -> Any:
        stores = self._services.get("kv", {})
        if namespace is not None:
            family = self._namespace == namespace or self._namespace.startswith(namespace + ".")
            if namespace not in stores and not family:
                raise EvaluationError(
                    f"Cannot access the KV store. The namespace '{namespace}' does not exist."
                )
            candidates = [namespace]
        else:
            parts = self._namespace.split(".")
            candidates = [".".join(parts[:end]) for end in range(len(parts), 0, -1)]
        for candidate in candidates:
            if key in stores.get(candidate, {}):
                return stores[candidate][key]
        raise Absent

    def _read(self, kind: str, *target: Any) -> str:
        if kind == "storage":
            path = target[0].removeprefix("kestra://")
            return str(_found(self._services.get("storage", {}), path))
        namespace, path, revision = target
        files = self._services.get("namespace_files", {}).get(namespace, {})
        if path not in files and any(name.startswith(f"{path}/") for name in files):
            raise Absent(
                f"'/{path}' is a directory in namespace '{namespace}', it has no content to read."
            )
        if revision is not None and revision != 1 and path in files:
            raise Absent
        return str(_found(files, path))

    def _exists(self, kind: str, *target: Any) -> bool:
        try:
            self._read(kind, *target)
        except Absent as absent:
            return "directory" in absent.reason
        return True


def _found(files: Mapping[str, Any], path: str) -> Any:
    if path not in files:
        raise Absent
    return files[path]
