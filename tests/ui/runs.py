"""Flows and executions of a server, by its API: what the pages did is read from there."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any

WAIT_SECONDS_MAX = 20.0
POLL_SECONDS = 0.05
NAMESPACE = "pages.runs"


class Runs:
    """What tests ask the server for beside the page."""

    def __init__(self, base: str) -> None:
        self._base = f"{base}/api/v1"

    def flow(self, flow_id: str, tasks: str, *, head: str = "", namespace: str = NAMESPACE) -> None:
        """Store a flow, a new revision of one that exists."""
        source = f"id: {flow_id}\nnamespace: {namespace}\n{head}\ntasks:\n{tasks}"
        try:
            self.call("POST", "/flows", source, kind="application/x-yaml")
        except urllib.error.HTTPError as error:
            if error.code not in (409, 422):
                raise
            self.call("PUT", f"/flows/{namespace}/{flow_id}", source, kind="application/x-yaml")

    def start(self, flow_id: str, *, namespace: str = NAMESPACE, **query: str) -> str:
        """Start an execution; its id."""
        path = f"/executions/{namespace}/{flow_id}?{urllib.parse.urlencode(query)}"
        return str(self.call("POST", path)["id"])

    def get(self, execution_id: str) -> dict[str, Any]:
        """An execution."""
        found: dict[str, Any] = self.call("GET", f"/executions/{execution_id}")
        return found

    def state(self, execution_id: str) -> str:
        """Its state."""
        return str(self.get(execution_id)["state"]["current"])

    def search(self, **filters: str) -> list[dict[str, Any]]:
        """The executions that equal the filters, newest first."""
        named = {f"filters[{name}][EQUALS]": value for name, value in filters.items()}
        query = urllib.parse.urlencode({**named, "size": "100", "sort": "state.startDate:desc"})
        found: list[dict[str, Any]] = self.call("GET", f"/executions/search?{query}")["results"]
        return found

    def found(self, count: int, **filters: str) -> list[dict[str, Any]]:
        """As `search`, once there are so many."""
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        while time.monotonic() < deadline:
            rows = self.search(**filters)
            if len(rows) >= count:
                return rows
            time.sleep(POLL_SECONDS)
        raise AssertionError(f"still {len(rows)} executions")

    def backfill(self, trigger: Mapping[str, str], **period: str) -> None:
        """Run the dates of a past period."""
        body = json.dumps({**trigger, "backfill": period})
        self.call("PUT", "/triggers/backfill/create", body)

    def reach(self, execution_id: str, *states: str) -> dict[str, Any]:
        """The execution once it is in one of the states."""
        return self.until(execution_id, lambda found: found["state"]["current"] in states)

    def until(self, execution_id: str, is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The execution once that is so of it."""
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        while time.monotonic() < deadline:
            found = self.get(execution_id)
            if is_so(found):
                return found
            time.sleep(POLL_SECONDS)
        raise AssertionError(f"still {found['state']}")

    def call(
        self, method: str, path: str, body: str | None = None, *, kind: str = "application/json"
    ) -> Any:
        """An answer as data."""
        request = urllib.request.Request(
            self._base + path,
            method=method,
            data=None if body is None else body.encode(),
            headers={} if body is None else {"content-type": kind},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None


def address(execution: Mapping[str, Any], tab: str = "") -> str:
    """Where the page of an execution is, below `/ui/`."""
    parts = ["executions", execution["namespace"], execution["flowId"], execution["id"], tab]
    return "/".join(part for part in parts if part)
