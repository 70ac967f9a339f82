"""What package indexes are told: bounds of what may break, and texts whose links lead somewhere."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from plugins.workspace.family import families
from plugins.workspace.project import project_text
from release.long_description import without_links

ROOT = Path(__file__).parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# Versioned by dates, which say nothing of what breaks.
DATED = {"distributed", "regex", "rpds-py", "tzdata"}


def requirements() -> Iterator[str]:
    """All of the server, its extras, the families and theirs; families name each other exactly."""
    yield from PROJECT["dependencies"]
    for extra in PROJECT["optional-dependencies"].values():
        yield from (each for each in extra if not each.startswith("tiercel-"))
    for each in families():
        yield from each.file.dependencies
        for extra in each.file.extras.values():
            yield from extra


@pytest.mark.parametrize("text", sorted(set(requirements())))
def test_a_dependency_has_bounds(text: str) -> None:
    wanted = Requirement(text)
    operators = {each.operator for each in wanted.specifier}
    assert ">=" in operators, text
    assert "<" in operators or wanted.name in DATED, text


def test_each_family_has_its_extra_and_all_has_all() -> None:
    extras = PROJECT["optional-dependencies"]
    for each in families():
        assert extras[each.name] == [each.distribution]
    assert extras["all"] == sorted(each.distribution for each in families())


def test_the_long_description_keeps_addresses_only() -> None:
    text = without_links((ROOT / "README.md").read_text(encoding="utf-8"))
    targets = re.findall(r"\]\(([^)]+)\)", text)
    assert all(re.match(r"https?://|#", target) for target in targets), targets
    assert "[operating]" not in text
    assert without_links("[a](docs/a.md) [b](https://b.example/)") == "a [b](https://b.example/)"


def test_a_family_is_described_by_its_page() -> None:
    for each in families():
        project = tomllib.loads(project_text(each))["project"]
        page = (ROOT / "docs" / f"{each.name}.md").read_text(encoding="utf-8")
        assert project["readme"]["text"] == without_links(page)
        assert project["authors"] == PROJECT["authors"]
        assert each.name in project["keywords"]
