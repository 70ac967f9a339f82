"""The calls that cases make, over any driver."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.cases.engine.driver import API, Answer, Driver, Refused, Request, multipart

PAGE = 100


class Api:
    """The HTTP API as cases use it. A refused read raises Refused."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def create_template(self, source: str) -> Answer:
        return self._send("POST", "/templates", body=source, kind="application/x-yaml")

    def create_flow(self, source: str) -> Answer:
        return self._send("POST", "/flows", body=source, kind="application/x-yaml")

    def update_flow(self, namespace: str, flow_id: str, source: str) -> Answer:
        path = f"/flows/{namespace}/{flow_id}"
        return self._send("PUT", path, body=source, kind="application/x-yaml")

    def delete_flow(self, namespace: str, flow_id: str) -> Answer:
        return self._send("DELETE", f"/flows/{namespace}/{flow_id}")

    def delete_execution(self, execution_id: str) -> Answer:
        return self._send("DELETE", f"/executions/{execution_id}")

    def start(
        self,
        namespace: str,
        flow_id: str,
        params: list[tuple[str, str]],
        parts: tuple[Mapping[str, str], Mapping[str, str]],
    ) -> Answer:
        return self._form(f"/executions/{namespace}/{flow_id}", params, *parts)

    def webhook(self, namespace: str, flow_id: str, hook: Mapping[str, Any]) -> Answer:
        """Call a webhook: method, key, path, query, headers, json or text."""
        headers = list((hook.get("headers") or {}).items())
        body = b""
        if "json" in hook:
            headers.append(("content-type", "application/json"))
            body = json.dumps(hook["json"]).encode()
        elif "text" in hook:
            headers.append(("content-type", "text/plain"))
            body = str(hook["text"]).encode()
        path = f"{API}/executions/webhook/{namespace}/{flow_id}/{hook['key']}"
        if hook.get("path"):
            path += f"/{hook['path']}"
        query = tuple((key, str(value)) for key, value in (hook.get("query") or {}).items())
        method = hook.get("method", "POST")
        return self._driver.call(Request(method, path, query, tuple(headers), body))

    def execution(self, execution_id: str) -> dict[str, Any]:
        return self._read(f"/executions/{execution_id}")

    def executions(self, namespace: str, kind: str | None = None) -> list[dict[str, Any]]:
        """All executions of a namespace, oldest first; those of kind LOOP only when asked for."""
        params = [("filters[namespace][EQUALS]", namespace)]
        if kind is not None:
            params.append(("filters[kind][EQUALS]", kind))
        found: list[dict[str, Any]] = []
        while True:
            page = self.search(params, page=len(found) // PAGE + 1)
            found += page["results"]
            if len(page["results"]) < PAGE or len(found) >= page["total"]:
                return sorted(found, key=_age)

    def search(self, params: list[tuple[str, str]], page: int = 1) -> dict[str, Any]:
        paging = [("page", str(page)), ("size", str(PAGE)), ("sort", "state.startDate:asc")]
        return self._read("/executions/search", [*params, *paging])

    def logs(self, execution_id: str) -> list[dict[str, Any]]:
        return self._read(f"/logs/{execution_id}")

    def triggers(self, namespace: str, flow_id: str) -> list[dict[str, Any]]:
        return self._read(f"/triggers/{namespace}/{flow_id}", [("size", str(PAGE))])["results"]

    def file(self, execution_id: str, uri: str) -> str:
        params = (("path", uri),)
        request = Request("GET", f"{API}/executions/{execution_id}/file", params)
        answer = self._driver.call(request)
        if answer.status != 200:
            raise Refused(request, answer)
        return answer.text

    def set_kv(self, namespace: str, key: str, value: Any) -> Answer:
        path = f"/namespaces/{namespace}/kv/{key}"
        return self._send("PUT", path, body=json.dumps(value), kind="text/plain")

    def act(self, execution_id: str, action: Mapping[str, Any]) -> Answer:
        """Do one action of a case on an execution; `taskRunId` is already an id."""
        place = f"/executions/{execution_id}"
        match action["do"]:
            case "kill":
                cascade = str(action.get("isOnKillCascade", True)).lower()
                return self._send("DELETE", f"{place}/kill", [("isOnKillCascade", cascade)])
            case "resume":
                return self._form(f"{place}/resume", [], _texts(action.get("inputs")), {})
            case "state":
                body = {"taskRunId": action["taskRunId"], "state": action["state"]}
                return self._send(
                    "POST", f"{place}/state", body=json.dumps(body), kind="application/json"
                )
            case "review":
                return self._review(place, action)
            case verb:
                return self._send("POST", f"{place}/{verb}", _query_of(action))

    def _review(self, place: str, action: Mapping[str, Any]) -> Answer:
        params = [
            ("taskRunId", action.get("taskRunId", "")),
            ("decision", action["decision"]),
        ]
        texts = _texts(action.get("inputs"))
        if "comment" in action:
            texts["kestra_review_comment"] = str(action["comment"])
        return self._form(f"{place}/actions/review", params, texts, {})

    def _read(self, path: str, params: list[tuple[str, str]] | None = None) -> Any:
        request = Request("GET", API + path, tuple(params or ()))
        answer = self._driver.call(request)
        if answer.status != 200:
            raise Refused(request, answer)
        return answer.json

    def _send(
        self,
        method: str,
        path: str,
        params: list[tuple[str, str]] | None = None,
        *,
        body: str = "",
        kind: str = "",
    ) -> Answer:
        headers = (("content-type", kind),) if kind else ()
        return self._driver.call(
            Request(method, API + path, tuple(params or ()), headers, body.encode())
        )

    def _form(
        self,
        path: str,
        params: list[tuple[str, str]],
        texts: Mapping[str, str],
        files: Mapping[str, str],
    ) -> Answer:
        if not texts and not files:
            return self._send("POST", path, params)
        header, body = multipart(texts, files)
        return self._driver.call(Request("POST", API + path, tuple(params), (header,), body))


def _query_of(action: Mapping[str, Any]) -> list[tuple[str, str]]:
    params = [
        (key, str(action[key]))
        for key in ("taskRunId", "revision", "status", "state")
        if key in action
    ]
    points = action.get("breakpoints")
    if points:
        params.append(("breakpoints", ",".join(points)))
    return params


def _texts(inputs: Mapping[str, Any] | None) -> dict[str, str]:
    return {key: as_part(value) for key, value in (inputs or {}).items()}


def as_part(value: Any) -> str:
    """An input value as the text of a form part."""
    if isinstance(value, str):
        return value
    return json.dumps(value)


def _age(execution: dict[str, Any]) -> str:
    # Dates are printed with as many digits as they need: padded, text order is time order.
    text = execution["state"]["histories"][0]["date"].rstrip("Z")
    return (text if "." in text else text + ".").ljust(29, "0")
