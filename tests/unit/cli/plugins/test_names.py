"""Plugin types by the names that people remember of them."""

from __future__ import annotations

import pytest

from tiercel.cli.plugins.names import search, type_named
from tiercel.model.errors import NotFound, TiercelError
from tiercel.plugin.catalog.registry import Catalog

LOG = "io.kestra.plugin.core.log.Log"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.of_builtins()


@pytest.mark.parametrize(
    "word", [LOG, "log.Log", "Log", "log", " LOG.log", "io.kestra.core.tasks.log.Log"]
)
def test_the_end_of_a_name_is_enough(catalog: Catalog, word: str) -> None:
    assert type_named(catalog, word) == LOG


def test_part_of_a_word_is_no_name(catalog: Catalog) -> None:
    with pytest.raises(NotFound, match="tiercel plugin search"):
        type_named(catalog, "og")


def test_a_near_miss_is_named(catalog: Catalog) -> None:
    with pytest.raises(NotFound, match=f"did you mean '{LOG}'"):
        type_named(catalog, "Lgo")


def test_an_end_of_several_names_all_of_them(catalog: Catalog) -> None:
    with pytest.raises(TiercelError, match="may be any of these") as raised:
        type_named(catalog, "Commands")
    assert "io.kestra.plugin.scripts.shell.Commands" in raised.value.message.split()
    assert type_named(catalog, "shell.Commands") == "io.kestra.plugin.scripts.shell.Commands"


def test_all_words_must_be_found_and_those_in_the_name_come_first(catalog: Catalog) -> None:
    found = [each.type for each in search(catalog, ["LOG"])]
    assert found.index(LOG) < len(
        [each for each in found if "log" in each.rpartition(".")[2].lower()]
    )
    assert len(found) > 3
    both = search(catalog, ["http", "download"])
    assert [each.type for each in both] == ["io.kestra.plugin.core.http.Download"]
    assert both[0].kind == "task"
    assert search(catalog, ["http", "nothing-has-this"]) == []
