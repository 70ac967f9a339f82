"""Blocks of reusable inputs as the API shows them (assets-apps.md §8)."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from tiercel.model.policies.reusable_inputs import ReusableInputs
from tiercel.web.views.view import Date, Document, View, given


class ReusableInputsView(View, frozen=True):
    """One revision of a block; `last` is the newest one."""

    namespace: str
    id: str
    inputs: list[Document]
    revision: int
    last: bool
    created: Date
    updated: Date
    deleted: bool
    source: str
    description: str | UnsetType = UNSET


class ReusableInputsPage(View, frozen=True):
    """A page of blocks."""

    results: list[ReusableInputsView]
    total: int


def reusable_inputs_view(block: ReusableInputs) -> ReusableInputsView:
    return ReusableInputsView(
        namespace=block.namespace,
        id=block.id,
        inputs=[*block.inputs],
        revision=block.revision,
        last=block.is_newest,
        created=block.created,
        updated=block.updated,
        deleted=False,
        source=block.source,
        description=given(block.description),
    )
