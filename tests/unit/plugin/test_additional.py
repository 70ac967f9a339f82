"""Types that fit into properties of tasks: checked by their base, listed, in schemas."""

from __future__ import annotations

from typing import Annotated

import pytest

from tiercel.flowlang.read import read_flow
from tiercel.model.errors import Invalid, PluginError
from tiercel.plugin import (
    AdditionalPlugin,
    Json,
    NestedMark,
    Output,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.catalog.index import row_of
from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugin.nested import nested_plugin
from tiercel.plugin.schemas.document_schema import document_schema
from tiercel.plugin.schemas.listing import group_json, plugin_groups
from tiercel.plugin.schemas.schema import plugin_schema
from tiercel.testing import FakeContext, World


class Bird(AdditionalPlugin):
    reference = "test.additional.Bird"


@plugin("test.additional.Falcon", title="A falcon.", examples=["name: Ann"])
class Falcon(Bird):
    """Flies."""

    name: Annotated[str, Prop("Its name.")]


@plugin("test.additional.Stone", title="A stone.", examples=[""])
class Stone(AdditionalPlugin):
    """Lies."""


@plugin("test.additional.Fly", title="Fly.", examples=["bird: {type: test.additional.Falcon}"])
class Fly(RunnableTask[Output]):
    """Lets a bird fly."""

    bird: Annotated[Json, NestedMark("additional", Bird), Prop("Who flies.")]
    others: Annotated[
        list[Json] | None, NestedMark("additional", Bird), Prop("Who flies along.")
    ] = None

    def run(self, ctx: RunContext) -> None:
        nested_plugin(ctx, "bird", self.bird, Bird)


CATALOG = Catalog([row_of(each) for each in (Falcon, Stone, Fly)])
FLOW = """
id: f
namespace: n
tasks:
  - id: fly
    type: test.additional.Fly
    bird: {bird}
    others: {others}
"""
FALCON = "{type: test.additional.Falcon, name: Ann}"


def test_a_type_of_the_base_is_taken() -> None:
    read_flow(FLOW.format(bird=FALCON, others=f"[{FALCON}]"), CATALOG)


@pytest.mark.parametrize(
    ("bird", "others", "words"),
    [
        ("{type: test.additional.Stone}", "[]", "Invalid type: test.additional.Stone"),
        ("{type: test.additional.Fly}", "[]", "Invalid type: test.additional.Fly"),
        ("{type: test.additional.Falcon}", "[]", "name"),
        ("{type: test.additional.Falcon, name: Ann, age: 3}", "[]", 'Unrecognized field "age"'),
        (FALCON, "[{type: test.additional.Stone}]", "Invalid type: test.additional.Stone"),
    ],
)
def test_others_are_refused(bird: str, others: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        read_flow(FLOW.format(bird=bird, others=others), CATALOG)


def test_schemas_list_what_fits() -> None:
    found = plugin_schema(CATALOG, "test.additional.Fly")
    assert found is not None
    properties = found["properties"]["properties"]
    assert properties["bird"]["$ref"] == "#/$defs/test.additional.Bird"
    assert properties["others"]["items"]["$ref"] == "#/$defs/test.additional.Bird"
    schema = document_schema(CATALOG, "flow")
    assert schema is not None
    assert schema["definitions"]["test.additional.Bird"] == {
        "anyOf": [{"$ref": "#/definitions/test.additional.Falcon"}]
    }


def test_lists_have_them_as_additional_plugins() -> None:
    shown = [group_json(CATALOG, each) for each in plugin_groups(CATALOG)]
    names = [each["cls"] for group in shown for each in group["additionalPlugins"]]
    assert names == ["test.additional.Falcon", "test.additional.Stone"]


def test_a_value_that_is_no_plugin() -> None:
    ctx = FakeContext(World(), {})
    with pytest.raises(PluginError, match="The `bird` must be a map with a `type`"):
        nested_plugin(ctx, "bird", {"name": "Ann"}, Bird)
    with pytest.raises(PluginError, match=r"Invalid type: no\.Such"):
        nested_plugin(ctx, "bird", {"type": "no.Such"}, Bird)
