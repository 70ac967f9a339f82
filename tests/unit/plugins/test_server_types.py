"""Types that act on a server against the list of the reference: properties, outputs, aliases."""

from __future__ import annotations

from tests.families.comparison import differences
from tests.unit.plugins.documented_forms import MORE
from tiercel.plugins import PLUGIN_INDEX

PREFIXES = ("io.kestra.plugin.kestra.",)


def test_types_are_those_of_the_list() -> None:
    wanted = {name: each for name, each in MORE["types"].items() if name.startswith(PREFIXES)}
    rows = [row for row in PLUGIN_INDEX if row.name.startswith(PREFIXES)]
    assert len(rows) > 12
    assert differences(rows, wanted) == []
