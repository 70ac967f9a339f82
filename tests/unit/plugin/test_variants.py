"""Types made from a table: found by the catalog as those written by hand."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Annotated, ClassVar

import pytest

from tiercel.plugin import Output, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.catalog.index import load_class, row_of
from tiercel.plugin.variants import variant
from tiercel.testing import run_task


class Said(Output):
    text: Annotated[str, Prop("What was said.")]


class Say(RunnableTask[Said]):
    """Says a word to somebody."""

    word: ClassVar[str]

    to: Annotated[str, Prop("Who is told.")]

    def run(self, ctx: RunContext) -> Said:
        return Said(text=f"{self.word}, {self.to}")


def test_a_variant_runs_and_is_found_by_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("a_table_of_words")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    made = variant((Say,), module.__name__, "Greet", {"word": "Hello"})
    plugin("com.acme.Greet", title="Greet.")(made)
    vars(module)["Greet"] = made
    row = row_of(made)
    assert (row.name, row.kind, row.place) == ("com.acme.Greet", "task", "a_table_of_words:Greet")
    assert load_class(row.place) is made
    assert made.__doc__ == "Says a word to somebody."
    assert run_task(made, {"to": "{{ flow.id }}"}).outputs == {"text": "Hello, a-flow"}
