"""Blueprints as the API shows them (blueprints.md)."""

from __future__ import annotations

from tiercel.model.json_types import Json
from tiercel.service.blueprint_files import Blueprint
from tiercel.service.blueprints import Tag


def blueprint_json(blueprint: Blueprint, *, with_source: bool = False) -> dict[str, Json]:
    """An item of the catalogue; `flow` is the older name of `source`."""
    body: dict[str, Json] = {
        "id": blueprint.id,
        "title": blueprint.title,
        "description": blueprint.description,
        "includedTasks": list(blueprint.included),
        "tags": list(blueprint.tags),
        "publishedAt": blueprint.published,
        "kind": blueprint.kind,
    }
    if with_source:
        body["source"] = blueprint.source
        body["flow"] = blueprint.source
    return body


def tag_json(tag: Tag) -> dict[str, Json]:
    """A tag."""
    return {"id": tag.id, "name": tag.name, "publishedAt": tag.published}
