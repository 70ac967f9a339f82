"""Blueprints as the API shows them (blueprints.md)."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from tiercel.model.errors import Invalid
from tiercel.model.json_types import Json
from tiercel.service.flows.blueprint_files import Blueprint
from tiercel.service.flows.blueprint_templates import template_of
from tiercel.service.flows.blueprints import Tag
from tiercel.web.views.view import Date, View


class BlueprintTemplateView(View, frozen=True):
    """What a blueprint asks for before it is used: inputs as a flow declares them, by id."""

    source: str
    template_arguments: dict[str, Json]


class GeneratedView(View, frozen=True):
    """What a template made of arguments."""

    generated_flow_source: str


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
    template: BlueprintTemplateView | UnsetType = UNSET


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
        _template(blueprint.source) if with_source else UNSET,
    )


def _template(source: str) -> BlueprintTemplateView | UnsetType:
    try:
        found = template_of(source)
    except Invalid:
        # It was stored before its arguments were read, and says what is wrong when it is used.
        return UNSET
    return UNSET if found is None else BlueprintTemplateView(found.body, dict(found.documents))


def tag_view(tag: Tag) -> BlueprintTagView:
    return BlueprintTagView(tag.id, tag.name, tag.published)
