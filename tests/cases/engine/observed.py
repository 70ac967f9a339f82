"""What a server shows of a case: executions, iterations, log lines, triggers."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tests.cases.engine.api import Api


@dataclass
class Refs:
    """What a case created: flows in order, named executions, the main and the new one."""

    flows: list[tuple[str, str]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    main: str | None = None
    new: str | None = None
    is_same_id: bool | None = None

    @property
    def namespaces(self) -> list[str]:
        return sorted({namespace for namespace, _ in self.flows})

    def flow(self, flow_id: str | None, namespace: str | None) -> tuple[str, str]:
        """The flow that is meant: the last one unless named."""
        for uid in reversed(self.flows):
            if flow_id in {None, uid[1]} and namespace in {None, uid[0]}:
                return uid
        return namespace or self.flows[-1][0], flow_id or self.flows[-1][1]

    def find(self, api: Api, name: str | None) -> str | None:
        """The id of an execution by name or flow; the main or first one when not named."""
        if name is None or name == "main":
            return self.main or next(iter(self.names.values()), None)
        if name in self.names:
            return self.names[name]
        for namespace in self.namespaces:
            for execution in api.executions(namespace):
                if execution["flowId"] == name:
                    return str(execution["id"])
        return None


@dataclass
class Observed:
    """One look at a server, as wire JSON."""

    refs: Refs
    api: Api
    executions: list[dict[str, Any]]

    @property
    def main(self) -> dict[str, Any] | None:
        """The main execution in full."""
        return self.by_id.get(self.refs.main) if self.refs.main else None

    @cached_property
    def by_id(self) -> dict[str, dict[str, Any]]:
        return {execution["id"]: execution for execution in self.executions}

    @cached_property
    def iterations(self) -> list[dict[str, Any]]:
        """Executions of kind LOOP, at any depth."""
        return [
            self.api.execution(execution["id"])
            for namespace in self.refs.namespaces
            for execution in self.api.executions(namespace, kind="LOOP")
        ]

    @cached_property
    def logs(self) -> list[dict[str, Any]]:
        """Log lines of all executions but iterations, in order."""
        return [line for one in self.executions for line in self.api.logs(one["id"])]

    @cached_property
    def iteration_logs(self) -> list[dict[str, Any]]:
        """Log lines of iterations."""
        return [line for one in self.iterations for line in self.api.logs(one["id"])]

    def substitute(self, value: Any) -> Any:
        """`$main.id` and `$exec.<flow or name>.id` replaced, at any depth."""
        if isinstance(value, dict):
            return {key: self.substitute(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self.substitute(one) for one in value]
        if not isinstance(value, str) or "$" not in value:
            return value
        if self.refs.main is not None:
            value = value.replace("$main.id", self.refs.main)
        for execution in self.executions:
            value = value.replace(f"$exec.{execution['flowId']}.id", execution["id"])
        for name, execution_id in self.refs.names.items():
            value = value.replace(f"$exec.{name}.id", execution_id)
        return value


def observe(api: Api, refs: Refs) -> Observed:
    """Look at everything that the case made."""
    executions = [
        api.execution(execution["id"])
        for namespace in refs.namespaces
        for execution in api.executions(namespace)
    ]
    return Observed(refs, api, executions)
