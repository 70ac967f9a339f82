"""What types say to usual mistakes, tried on the examples of their own documentation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from inspect import iscoroutinefunction
from typing import Any
from urllib.parse import urlsplit

import msgspec
import yaml

from plugins.workspace.family import Family
from plugins.workspace.project import index_of
from tests.families.google import Google
from tiercel.model.errors import TiercelError
from tiercel.model.json_types import Json
from tiercel.plugin.catalog.index import load_class
from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugins.scripts.base import ScriptBase
from tiercel.testing import World, run_task
from tiercel.testing.handles import HttpCall

UNKNOWN_HOST = "nowhere.invalid"
# Of the loopback, where servers listen at 127.0.0.1 only.
SILENT_HOST = "127.0.0.9"
CANARY = "canary-4f7a"
# How often a type asks at most: what waits without an end for an answer would never come back.
ASKED_MAX = 100
# What is in place of an error where there is none.
TAKEN = "None"
# How the text of an error begins that is none of ours.
BARE = "unexpected"
# No address of mail.
_HOST = re.compile(r"(?<![\w.-])(?<!\w@)(?:(?:[\w-]+\.)*example\.com|localhost)\b")
_SECRET = re.compile(r"secret\('(\w+)'\)")
_EXPRESSION = re.compile(r"\{\{ (?!secret).*?\}\}")
_FILE = "kestra:///a/namespace/a-flow/executions/an-execution/a.csv"


class Tried(msgspec.Struct, frozen=True):
    """A type, and what its example failed with."""

    name: str
    text: str


class Refused(Tried, frozen=True):
    """With the host that it has asked first."""

    host: str


def with_unknown_host(family: Family) -> Iterator[Tried]:
    """Tasks of a family whose examples name a host, at a host that does not exist."""
    for name, place, example in examples(family):
        if _HOST.search(example):
            yield Tried(name, failure(place, _HOST.sub(UNKNOWN_HOST, example)))


def with_closed_port(family: Family) -> Iterator[Tried]:
    """The same at a machine that is there, on which nothing listens."""
    for name, place, example in examples(family):
        if _HOST.search(example):
            yield Tried(name, failure(place, _HOST.sub(SILENT_HOST, example)))


def with_refusal(family: Family, status: int, words: str) -> Iterator[Refused]:
    """Tasks of a family that ask a service by HTTP, which refuses with words and the secret."""
    for name, place, example in _asking(family):
        # Who sends no secret hears none.
        said = f"{words} {CANARY}" if _SECRET.search(example) else words
        service = _Service(status, msgspec.json.encode({"message": said}))
        text = failure(place, example, service)
        if service.asked:
            yield Refused(name, text, service.asked[0])


def with_other_answer(family: Family, content: bytes) -> Iterator[Refused]:
    """The same where something answers that is not the service, and refuses nothing.

    The text of one that succeeds is TAKEN.
    """
    for name, place, example in _asking(family):
        service = _Service(200, content)
        try:
            text = failure(place, example, service)
        except Exception as error:  # noqa: BLE001  That none comes is what is tried.
            text = f"{BARE} {type(error).__name__}: {error}"
        if service.asked:
            yield Refused(name, text, service.asked[0])


class _Service:
    """Answers all requests alike, and keeps the hosts that were asked."""

    def __init__(self, status: int, content: bytes) -> None:
        self._status, self._content = status, content
        self.asked: list[str] = []

    def __call__(self, request: HttpRequest) -> HttpAnswer:
        assert len(self.asked) < ASKED_MAX, "it asks without an end"
        self.asked.append(urlsplit(request.url).hostname or "")
        return HttpAnswer(url=request.url, status=self._status, content=self._content)


def _asking(family: Family) -> Iterator[tuple[str, str, str]]:
    """Examples, but uploads: they make a session of their own, which their own tests refuse."""
    for name, place, example in examples(family):
        if not iscoroutinefunction(load_class(place).run):
            yield name, place, example


def with_refusal_of_google(family: Family, google: Google) -> Iterator[Refused]:
    """Tasks of a family that ask Google, with a key of a service account that is made here."""
    for name, place, example in examples(family):
        is_signed = "service_account" in load_class(place).model_fields
        if is_signed and "serviceAccount:" not in example:
            example = f"{example.rstrip()}\nserviceAccount: \"{{{{ secret('GCP_KEY') }}}}\"\n"
        with google.refusing() as asked:
            text = failure(place, example, key=google.key)
        if asked:
            yield Refused(name, text, asked[-1])


def examples(family: Family) -> Iterator[tuple[str, str, str]]:
    """Name, place and first example of each task; what comes from other tasks is a file."""
    rows = index_of(family)
    catalog = Catalog([*Catalog.of_builtins().rows(), *rows])
    for row in rows:
        info = catalog.info_of(row.name)
        # What commands say is theirs.
        is_ours = row.kind == "task" and not issubclass(load_class(row.place), ScriptBase)
        if is_ours and info is not None and info.examples:
            yield row.name, row.place, _EXPRESSION.sub(_FILE, info.examples[0].code)


def failure(place: str, example: str, http: HttpCall | None = None, key: str = CANARY) -> str:
    """What the user reads; `key` is what secrets are whose name ends so.

    Raises: whatever is no error of ours, which a user must not see.
    """
    properties: Mapping[str, Json] = yaml.safe_load(example) or {}
    names = _SECRET.findall(example)
    secrets = {each: key if each.endswith("_KEY") else CANARY for each in names}
    kind: Any = load_class(place)
    try:
        return str(
            run_task(
                kind, properties, World(secrets=secrets, stored={_FILE: b"a,b\n1,2\n"}, http=http)
            ).error
        )
    except TiercelError as error:
        return str(error)
