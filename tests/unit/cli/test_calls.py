"""The calls of the command line are those that the route table declares."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.unit.cli.calls_text import camel, module_texts
from tiercel.cli.api import flows
from tiercel.web.views.flow import FlowView

TEXTS = dict(module_texts())


@pytest.mark.parametrize("path", TEXTS, ids=[path.stem for path in TEXTS])
def test_the_modules_are_up_to_date(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == TEXTS[path], "make calls"


def test_members_are_called_as_in_the_answers() -> None:
    assert flows.FlowView.__struct_encode_fields__ == FlowView.__struct_encode_fields__
    both = zip(flows.FlowView.__struct_fields__, FlowView.__struct_encode_fields__, strict=True)
    assert all(camel(own) == sent for own, sent in both)


def test_what_a_later_version_adds_is_passed_over() -> None:
    found = msgspec.convert({"namespace": "n", "id": "f", "more": 1}, flows.IdWithNamespace)
    assert found == flows.IdWithNamespace(namespace="n", id="f")
