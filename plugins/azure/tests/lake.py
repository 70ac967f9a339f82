"""A stand-in of ours for Data Lake: paths of one file system, as its two interfaces have them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec

from tests.families.stand_in import Answered, Asked, StandIn, standing_in

ACCOUNT = "shop"
_TIME = "Tue, 01 Jan 2030 00:00:00 GMT"


class Lake:
    """Files by their paths, who may do what with each, and the leases of some."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.permissions: dict[str, str] = {}
        self.leases: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self._lock = threading.Lock()

    @contextmanager
    def served(self) -> Iterator[StandIn]:
        """Where it listens."""
        with standing_in(self.answer) as place:
            yield place

    def answer(self, asked: Asked) -> Answered:
        parts = urlsplit(asked.path)
        query = {name: each[0] for name, each in parse_qs(parts.query).items()}
        path = unquote(parts.path).removeprefix(f"/{ACCOUNT}/lake").strip("/")
        with self._lock:
            if query.get("resource") == "filesystem":
                return self._listing(query.get("directory", ""))
            if asked.method == "PUT":
                return self._put(path, asked, query)
            if path not in self.files:
                return _refused(404, "PathNotFound")
            return self._of_file(path, asked, query)

    def put(self, path: str, content: bytes) -> None:
        self.files[path] = content
        self.versions[path] = self.versions.get(path, 0) + 1

    def _listing(self, folder: str) -> Answered:
        inside = f"{folder}/" if folder else ""
        names = {
            inside + path.removeprefix(inside).partition("/")[0]
            for path in self.files
            if path.startswith(inside)
        }
        paths = [
            {
                "name": each,
                "lastModified": _TIME,
                "etag": f'"{self.versions.get(each, 0)}"',
                **(
                    {"contentLength": str(len(self.files[each]))}
                    if each in self.files
                    else {"isDirectory": "true", "contentLength": "0"}
                ),
            }
            for each in sorted(names)
        ]
        return _json({"paths": paths})

    def _put(self, path: str, asked: Asked, query: dict[str, str]) -> Answered:
        if query.get("comp") == "lease":
            return self._lease(path, asked)
        source = asked.headers.get("x-ms-rename-source")
        if source is not None:
            came = unquote(source).partition("?")[0].removeprefix(f"/{ACCOUNT}").strip("/")
            self.put(path, self.files.pop(came.removeprefix("lake/")))
        else:
            self.put(path, b"")
        return Answered(status=201, headers=self._facts(path))

    def _lease(self, path: str, asked: Asked) -> Answered:
        is_new = asked.headers["x-ms-lease-action"] == "acquire"
        if is_new:
            self.leases[path] = asked.headers.get("x-ms-proposed-lease-id", "lease")
        else:
            self.leases.pop(path, None)
        headers = {**self._facts(path), "x-ms-lease-id": self.leases.get(path, "lease")}
        return Answered(status=201 if is_new else 200, headers=headers)

    def _of_file(self, path: str, asked: Asked, query: dict[str, str]) -> Answered:
        content = self.files[path]
        if asked.method == "DELETE":
            del self.files[path]
            return Answered(status=200)
        if asked.method == "PATCH":
            return self._patch(path, asked, query)
        if asked.method == "HEAD":
            headers = {**self._facts(path), "Content-Type": "text/csv"}
            return Answered(content, headers=headers)
        begin, _, end = asked.headers["x-ms-range"].removeprefix("bytes=").partition("-")
        piece = content[int(begin) : int(end) + 1]
        last = int(begin) + max(len(piece), 1) - 1
        there = f"bytes {begin}-{last}/{len(content)}"
        return Answered(piece, 206, {**self._facts(path), "Content-Range": there})

    def _patch(self, path: str, asked: Asked, query: dict[str, str]) -> Answered:
        if self.leases.get(path, asked.headers.get("x-ms-lease-id")) != asked.headers.get(
            "x-ms-lease-id"
        ):
            return _refused(412, "LeaseIdMissing")
        if query["action"] == "append":
            assert int(query["position"]) == len(self.files[path])
            self.files[path] += asked.content
        elif query["action"] == "setAccessControl":
            self.permissions[path] = asked.headers["x-ms-permissions"]
        return Answered(status=202 if query["action"] == "append" else 200, headers={})

    def _facts(self, path: str) -> dict[str, str]:
        return {
            "Last-Modified": _TIME,
            "ETag": f'"{self.versions.get(path, 0)}"',
            "x-ms-owner": "ann",
            "x-ms-group": "staff",
            "x-ms-permissions": self.permissions.get(path, "rw-r-----"),
            "x-ms-acl": "user::rw-,group::r--,other::---",
            "x-ms-lease-state": "leased" if path in self.leases else "available",
        }


def _json(found: object) -> Answered:
    headers = {"Content-Type": "application/json"}
    return Answered(msgspec.json.encode(found), headers=headers)


def _refused(status: int, code: str) -> Answered:
    content = {"error": {"code": code, "message": "It is refused."}}
    headers = {"Content-Type": "application/json", "x-ms-error-code": code}
    return Answered(msgspec.json.encode(content), status, headers)
