"""Types that act on a server against the list of the reference: properties, outputs, aliases."""

from __future__ import annotations

from tests.families.comparison import differences
from tests.unit.plugins.documented_forms import MORE
from tiercel.plugin import Level, StateType
from tiercel.plugins import PLUGIN_INDEX

PREFIX = "io.kestra.plugin.kestra."
ROWS = [row for row in PLUGIN_INDEX if row.name.startswith(PREFIX)]
# An object: the list marks its members as rendered, not the property.
OBJECTS = [f"{row.name}.auth: dynamic no not yes" for row in ROWS]

STATES = sorted(each.value for each in StateType)
LEVELS = sorted(each.value for each in Level)
# Classes of the reference's client, of which the list does not say the words.
WORDS = [
    *(
        f"{PREFIX}executions.{name}.states: {each}"
        for name in ("Count", "Query")
        for each in (f"enum [] not {STATES}", "type any[] not string[]")
    ),
    f"{PREFIX}logs.Fetch.level: enum [] not {LEVELS}",
]


def test_types_are_those_of_the_list() -> None:
    wanted = {name: each for name, each in MORE["types"].items() if name.startswith(PREFIX)}
    assert len(ROWS) > 25
    assert sorted(differences(ROWS, wanted)) == sorted([*OBJECTS, *WORDS])
