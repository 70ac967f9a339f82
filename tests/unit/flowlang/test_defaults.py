"""Plugin defaults: which hold for a plugin, and what wins."""

from __future__ import annotations

from tests.unit.flowlang.catalog_fake import FakeCatalog
from tiercel.flowlang.defaults import inject, merge
from tiercel.model.flow import PluginDefault
from tiercel.model.json_types import Json

RETURN = "io.kestra.plugin.core.debug.Return"


def injected(task: dict[str, Json], *defaults: PluginDefault) -> Json:
    return inject({"tasks": [{"type": RETURN, **task}]}, defaults, FakeCatalog())["tasks"][0]


def test_the_plugin_wins_over_a_default_and_earlier_defaults_over_later() -> None:
    first = PluginDefault(RETURN, values={"format": "1", "a": "1"})
    second = PluginDefault(RETURN, values={"format": "2", "a": "2", "b": "2"})
    assert injected({"format": "own"}, first, second) == {
        "type": RETURN, "format": "own", "a": "1", "b": "2"}  # fmt: skip


def test_a_forced_default_wins_and_the_first_of_them_most() -> None:
    first = PluginDefault(RETURN, forced=True, values={"format": "1"})
    second = PluginDefault(RETURN, forced=True, values={"format": "2"})
    assert injected({"format": "own"}, first, second)["format"] == "1"


def test_a_type_matches_by_prefix() -> None:
    assert injected({}, PluginDefault("io.kestra.plugin.core.deb", values={"a": 1}))["a"] == 1
    assert "a" not in injected({}, PluginDefault("plugin.core.debug", values={"a": 1}))


def test_an_alias_matches_the_real_name() -> None:
    assert injected({}, PluginDefault("io.kestra.core.tasks.debugs.Return", values={"a": 1}))["a"]


def test_nested_plugins_get_theirs_also_those_that_a_default_brings() -> None:
    runner = PluginDefault("io.kestra.plugin.core.runner.Process", values={"x": 1})
    task = PluginDefault(
        RETURN, values={"taskRunner": {"type": "io.kestra.plugin.core.runner.Process"}}
    )
    assert injected({}, runner, task)["taskRunner"]["x"] == 1


def test_a_reference_picks_its_default_alone() -> None:
    plain, named = PluginDefault(RETURN, values={"a": 1}), PluginDefault(
        RETURN, values={"b": 2}, ref="big"
    )  # fmt: skip
    assert "b" not in injected({}, plain, named)
    picked = injected({"pluginDefaultsRef": "big"}, plain, named)
    assert (picked.get("a"), picked["b"]) == (None, 2)


def test_the_defaults_themselves_are_left_alone() -> None:
    flow = {"pluginDefaults": [{"type": RETURN, "values": {}}]}
    default = PluginDefault(RETURN, values={"format": "x"})
    assert inject(flow, [default], FakeCatalog()) == flow


def test_merging_joins_lists_and_ignores_nulls() -> None:
    base = {"l": [1], "m": {"a": 1, "b": 1}, "n": 1}
    assert merge(base, {"l": [2], "m": {"b": 2}, "n": None, "o": None}) == {
        "l": [1, 2], "m": {"a": 1, "b": 2}, "n": 1, "o": None}  # fmt: skip
