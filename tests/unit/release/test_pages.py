"""The pages of the site: each of `docs` is in its list, and nothing leads out of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from plugins.workspace.family import families
from release.pages import DOCS, LINK, MADE, WAYS_OUT, linked
from tiercel.web.errors import KINDS

ROOT = Path(__file__).parents[3]
CONFIGURATION = ROOT / "release" / "mkdocs.yml"


def test_each_page_is_in_the_list() -> None:
    listed = set(re.findall(r": (\S+\.md)$", CONFIGURATION.read_text("utf-8"), re.MULTILINE))
    of_families = {f"{each.name}.md" for each in families()}
    own = {page.name for page in DOCS.glob("*.md")} - of_families
    assert own <= listed
    assert listed - own == {"index.md", "adr/README.md", "reference/types/index.md", *MADE}


def test_a_dead_link_fails_the_build() -> None:
    assert yaml.safe_load(CONFIGURATION.read_text("utf-8"))["strict"] is True


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: page.stem)
def test_links_stay_on_the_site(page: Path) -> None:
    for _, target in LINK.findall(linked(page)):
        if not re.match(r"[a-z]+:|#", target):
            place = (page.parent / target.partition("#")[0]).resolve()
            assert place.is_relative_to(DOCS), target
            assert place.is_file(), target


def test_the_comparison_has_the_figures_of_the_results() -> None:
    results = (ROOT / "bench" / "RESULTS.md").read_text(encoding="utf-8")
    page = "\n".join(MADE["reference/comparison.md"]())
    heading = "## Beside Prefect and Airflow\n"
    shown = page.partition(heading)[2].strip()
    assert shown.startswith(results.partition(heading)[2].strip())


def test_each_is_compared_with_ours_on_the_same_database() -> None:
    page = "\n".join(MADE["reference/comparison.md"]())
    # 1,053.8 MB of Airflow on PostgreSQL beside our 125.6 there.
    assert re.search(r"memory when nothing runs .* \| 8\.4 \|$", page, re.MULTILINE)


def test_every_error_has_a_way_out() -> None:
    assert set(WAYS_OUT) == {form.slug for form in KINDS.values()}
