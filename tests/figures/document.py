"""Figures of the API document: what it says nothing about."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from tiercel.bootstrap import build
from tiercel.model.json_types import Json
from tiercel.settings import Settings
from tiercel.web.components import PLACE
from tiercel.web.documented import JSON
from tiercel.web.openapi import document
from tiercel.web.route import Route


@cache
def routes() -> Sequence[Route]:
    """The route table of a server in memory."""
    in_memory = Settings.model_validate({"repository": {"type": "memory"}})
    return asyncio.run(build(in_memory)).app.routes


@cache
def _document() -> Json:
    return document(routes())


def untyped_answers() -> Sequence[str]:
    """JSON answers of which the document does not say what they look like."""
    return [
        f"{name} {status}"
        for name, operation in _operations()
        for status, answer in operation["responses"].items()
        if _is_untyped(answer.get("content", {}))
    ]


def untyped_bodies() -> Sequence[str]:
    """JSON bodies of which the document does not say what they look like."""
    return [
        name
        for name, operation in _operations()
        if _is_untyped(operation.get("requestBody", {}).get("content", {}))
    ]


def _operations() -> Iterator[tuple[str, Json]]:
    for path, operations in _document()["paths"].items():
        for method, operation in operations.items():
            yield f"{method.upper()} {path}", operation


def _is_untyped(content: Mapping[str, Json]) -> bool:
    return JSON in content and says_nothing(
        content[JSON]["schema"], _document()["components"]["schemas"]
    )


def says_nothing(schema: Mapping[str, Json], components: Mapping[str, Json]) -> bool:
    """Whether a schema lets anything pass, or any object, or a list of such."""
    if "$ref" in schema:
        return says_nothing(components[schema["$ref"].removeprefix(PLACE)], components)
    if "anyOf" in schema:
        return all(says_nothing(option, components) for option in schema["anyOf"])
    if schema.get("type") == "array":
        return says_nothing(schema.get("items", {}), components)
    is_closed = "properties" in schema or "additionalProperties" in schema or "enum" in schema
    return schema.get("type", "object") == "object" and not is_closed
