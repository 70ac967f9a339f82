"""What is wrong with a flow: every problem at once, in the spec's order and words."""

from __future__ import annotations

from collections.abc import Sequence

from tiercel.flowlang.catalog import TypeCatalog
from tiercel.flowlang.source import Document
from tiercel.model.errors import Violation
from tiercel.model.flow import PluginDefault


def check_document(
    document: Document, catalog: TypeCatalog, defaults: Sequence[PluginDefault]
) -> list[Violation]:
    """Every violation of a flow's document."""
    return list(document.problems)
