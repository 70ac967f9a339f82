"""What flows of Kestra would meet here: which types they use, and which of them are there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from tiercel.flowlang.hints import closest_type
from tiercel.flowlang.source import parse
from tiercel.model.json_types import Json
from tiercel.plugin.catalog.registry import Catalog

_SECRET = re.compile(r"""\bsecret\(\s*['"]([^'"]+)['"]""")
_TYPE = re.compile(r"[a-z][\w$]*(\.[\w$]+)+")
# What takes the place of families that are not there, by the beginning of their names.
_INSTEAD = {
    "io.kestra.plugin.scripts.groovy.": "it runs inside Java: write it as a Python or Node script",
    "io.kestra.plugin.scripts.jython.": "it runs inside Java: write it as a Python script",
    "io.kestra.plugin.ee.": "a script in a container takes its place",
    "io.kestra.plugin.slack.": "core.http.Request to an incoming webhook",
    "io.kestra.plugin.notifications.": "core.http.Request to an incoming webhook",
    "io.kestra.plugin.aws.": "a Python script with boto3",
    "io.kestra.plugin.gcp.": "a Python script with the clients of Google Cloud",
    "io.kestra.plugin.azure.": "a Python script with the clients of Azure",
}
_OTHERWISE = "a script in its place, or a plugin of your own: `tiercel plugin new`"


class TypeUse(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A type that flows name.

    Shapes: `uses` counts the places, `flows` the sources. `note` says what to do about one that is
    not there, or the name that an older one has now.
    """

    type: str
    uses: int
    flows: int
    is_here: bool
    note: str = ""


def used_types(sources: Iterable[str], catalog: Catalog) -> list[TypeUse]:
    """Those that are not there first, each group by how often it is used."""
    uses: dict[str, list[int]] = {}
    for number, source in enumerate(sources):
        for name in _types_in(parse(source).value):
            uses.setdefault(name, []).append(number)
    known = [row.name for row in catalog.rows()]
    found = [
        TypeUse(
            type=name,
            uses=len(places),
            flows=len(set(places)),
            is_here=catalog.canonical(name) is not None,
            note=_note(name, catalog, known),
        )
        for name, places in uses.items()
    ]
    return sorted(found, key=lambda each: (each.is_here, -each.uses, each.type))


def used_secrets(sources: Iterable[str]) -> list[str]:
    """Names of secrets that expressions ask for."""
    return sorted({name for source in sources for name in _SECRET.findall(source)})


def _types_in(value: Json) -> Iterator[str]:
    if isinstance(value, Mapping):
        name = value.get("type")
        if isinstance(name, str) and _TYPE.fullmatch(name):
            yield name
        for each in value.values():
            yield from _types_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from _types_in(each)


def _note(name: str, catalog: Catalog, known: list[str]) -> str:
    canonical = catalog.canonical(name)
    if canonical is not None:
        return "" if canonical == name else f"an older name of {canonical}"
    advice = catalog.advice(name)
    if advice:
        return advice
    instead = next((text for start, text in _INSTEAD.items() if name.startswith(start)), None)
    if instead is not None:
        return instead
    guess = closest_type(name, known)
    return f"did you mean {guess}?" if guess else _OTHERWISE
