"""What a reference server was seen to answer, and how ours compares.

The observations are in `observed-0.21.jsonl` beside this file: one request a line, or several short
ones of one endpoint under `cases`. Compared are status, media type and shape: every
member that was seen must be there with a value of that kind; more members are fine.
"""

from __future__ import annotations

from pathlib import Path

import httpx2
import msgspec

from tests.api.client import Api
from tiercel.model.json_types import Json

FILE = Path(__file__).with_name("observed-0.21.jsonl")
CUT = "…"


class Observation(msgspec.Struct, frozen=True):
    """One answer; `body` is None when there was none or it was not written down."""

    method: str
    path: str
    status: int | None
    media_type: str | None
    body: Json
    is_error: bool


class Replay:
    """Sends requests that were observed, and writes down where the answers differ."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.seen = read()
        self.done: set[tuple[int, str]] = set()
        self.differences: dict[tuple[int, str], str] = {}

    async def __call__(
        self, line: int, path: str, case: str = "", **options: Json
    ) -> httpx2.Response:
        """One request. `path` is below the API, or at the root with `//` in front."""
        key = (line, case)
        observed = self.seen[key]
        url = path[1:] if path.startswith("//") else f"/api/v1{path}"
        if "yaml" in options:
            options["content"] = options.pop("yaml")
            options["headers"] = {"Content-Type": "application/x-yaml"}
        response = await self.api.http.request(observed.method, url, **options)
        self.done.add(key)
        difference = compared(observed, response)
        if difference:
            self.differences[key] = difference
        return response

    @property
    def missing(self) -> list[tuple[int, str]]:
        """Observations that were not replayed."""
        return sorted(key for key in self.seen if key not in self.done)


def read() -> dict[tuple[int, str], Observation]:
    """All observations by line and case; a case without a text is counted."""
    found: dict[tuple[int, str], Observation] = {}
    lines = FILE.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines[1:], start=1):
        entry = msgspec.json.decode(line)
        if "cases" not in entry:
            found[number, ""] = _observation(entry, entry, entry.get("content_type"))
            continue
        for case in entry["cases"]:
            text = str(case.get("request") or "")
            if (number, text) in found:
                text += " again"
            found[number, text] = _observation(entry, case, None)
    return found


def _observation(entry: Json, answer: Json, media_type: str | None) -> Observation:
    is_error = "error" in answer or (
        isinstance(answer.get("body"), dict) and set(answer["body"]) <= {"error", "errors"}
    )
    is_error = is_error and answer.get("status") != 200
    return Observation(
        method=entry["method"],
        path=entry["path"],
        status=answer.get("status"),
        media_type=media_type,
        body=None if is_error else answer.get("body"),
        is_error=is_error,
    )


def compared(observed: Observation, response: httpx2.Response) -> str:
    """What differs, in words; empty when nothing does."""
    if observed.status is not None and response.status_code != observed.status:
        return f"status {response.status_code}, was {observed.status}"
    kind = response.headers.get("content-type", "").partition(";")[0]
    if observed.media_type and kind != observed.media_type.partition(";")[0]:
        return f"media type {kind}, was {observed.media_type}"
    if observed.is_error:
        body = response.json()
        lacks = [name for name in ("message", "_links", "_embedded") if name not in body]
        return f"an error without {lacks}" if lacks else ""
    if kind != "application/json" or observed.body in (None, ""):
        return ""
    if isinstance(observed.body, str) and not response.text.startswith('"'):
        # Compat: bare texts under the name of JSON.
        return "" if response.text else "an empty body"
    return shape_difference(observed.body, response.json(), "")


def shape_difference(wanted: Json, found: Json, path: str) -> str:
    """The first place where a member lacks or is of another kind."""
    if wanted is None or (isinstance(wanted, str) and CUT in wanted):
        return ""
    if isinstance(wanted, dict):
        return _map_difference(wanted, found, path)
    if isinstance(wanted, list):
        return _list_difference(wanted, found, path)
    if _kind(wanted) != _kind(found):
        return f"{path or 'body'} is {_kind(found)}, was {_kind(wanted)}"
    return ""


def _map_difference(wanted: dict[str, Json], found: Json, path: str) -> str:
    if not isinstance(found, dict):
        return f"{path or 'body'} is {_kind(found)}, was a map"
    for name, value in wanted.items():
        if name.startswith(("<", CUT)):
            members = list(found.values())
            difference = shape_difference(value, members[0], f"{path}.{name}") if members else ""
        elif name not in found:
            difference = f"{path}.{name} is absent" if value is not None else ""
        else:
            difference = shape_difference(value, found[name], f"{path}.{name}")
        if difference:
            return difference
    return ""


def _list_difference(wanted: list[Json], found: Json, path: str) -> str:
    if not isinstance(found, list):
        return f"{path or 'body'} is {_kind(found)}, was a list"
    shown = [item for item in wanted if not (isinstance(item, str) and CUT in item)]
    if not shown or not found:
        return "" if not shown or found else f"{path or 'body'} is empty"
    return shape_difference(shown[0], found[0], f"{path}[0]")


def _kind(value: Json) -> str:
    if isinstance(value, bool):
        return "a flag"
    if isinstance(value, int | float):
        return "a number"
    return {str: "a text", dict: "a map", list: "a list"}.get(type(value), "null")
