"""Blueprints as the API shows them (blueprints.md)."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from tiercel.service.flows.blueprint_files import Blueprint
from tiercel.service.flows.blueprints import Tag
from tiercel.web.views.view import Date, View


class BlueprintView(View, frozen=True):
    """A blueprint; `flow` is the older name of `source`, and lists have neither."""

    id: str
    title: str
    description: str
    included_tasks: tuple[str, ...]
    tags: tuple[str, ...]
    published_at: Date
    kind: str
    source: str | UnsetType = UNSET
    flow: str | UnsetType = UNSET


class BlueprintPage(View, frozen=True):
    """A page of blueprints."""

    results: list[BlueprintView]
    total: int


class BlueprintTagView(View, frozen=True):
    """A tag that some blueprint has."""

    id: str
    name: str
    published_at: Date


def blueprint_view(blueprint: Blueprint, *, with_source: bool = False) -> BlueprintView:
    """A blueprint as lists show it, or whole."""
    source = blueprint.source if with_source else UNSET
    return BlueprintView(
        blueprint.id,
        blueprint.title,
        blueprint.description,
        blueprint.included,
        blueprint.tags,
        blueprint.published,
        blueprint.kind,
        source,
        source,
    )


def tag_view(tag: Tag) -> BlueprintTagView:
    return BlueprintTagView(tag.id, tag.name, tag.published)
