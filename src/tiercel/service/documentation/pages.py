"""Pages of Markdown in sections, as readers and a search need them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import msgspec

# In the order of a list: what authors of flows look for first.
PAGES = (
    "expressions",
    "machines",
    "nosql",
    "tutorial",
    "howto",
    "plugins",
    "ai",
    "ansible",
    "dbt",
    "docker",
    "git",
    "jdbc",
    "debezium",
    "messengers",
    "models",
    "serdes",
    "compress",
    "aws",
    "azure",
    "gcp",
    "googleworkspace",
    "minio",
    "fs",
    "redis",
    "kafka",
    "amqp",
    "pulsar",
    "mqtt",
    "nats",
    "mongodb",
    "elasticsearch",
    "transform",
    "crypto",
    "kubernetes",
    "business",
    "development",
    "platforms",
    "programs",
    "states",
    "operating",
    "settings",
    "secrets",
    "policies",
    "audit",
    "migrating",
    "compat",
    "tour",
    "glossary",
)
_PACKAGE = "tiercel"
_HEADING = re.compile(r"^(#{1,6}) +(.*?) *#*$")
_FENCE = re.compile(r"^ {0,3}(```|~~~)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


class Section(msgspec.Struct, frozen=True):
    """A heading and the text below it up to the next one.

    Shapes: `level` is 1 for the title of the page; `anchor` is unique on its page.
    """

    level: int
    title: str
    anchor: str
    text: str


class DocPage(msgspec.Struct, frozen=True):
    """A page; `path` is its name in addresses."""

    path: str
    title: str
    markdown: str
    sections: tuple[Section, ...]


def bundled_pages() -> tuple[DocPage, ...]:
    """All pages, read from the package, or in a checkout from the folder beside the sources."""
    return tuple(read_page(path, _file_of(path).read_text("utf-8")) for path in PAGES)


def _file_of(path: str) -> Traversable:
    packaged = files(_PACKAGE).joinpath("documentation", f"{path}.md")
    if packaged.is_file():
        return packaged
    return Path(str(files(_PACKAGE))).parents[1] / "docs" / f"{path}.md"


def read_page(path: str, markdown: str) -> DocPage:
    """The page of a text; one without a heading is called by its path."""
    sections = tuple(_sections(markdown))
    title = next((each.title for each in sections if each.level == 1), path)
    return DocPage(path, title, markdown, sections)


def _sections(markdown: str) -> Iterator[Section]:
    heading: re.Match[str] | None = None
    lines: list[str] = []
    taken: dict[str, int] = {}
    is_code = False
    for line in markdown.splitlines():
        if _FENCE.match(line):
            is_code = not is_code
        found = None if is_code else _HEADING.match(line)
        if found is None:
            lines.append(line)
            continue
        if heading is not None:
            yield _section(heading, lines, taken)
        heading, lines = found, []
    if heading is not None:
        yield _section(heading, lines, taken)


def _section(heading: re.Match[str], lines: list[str], taken: dict[str, int]) -> Section:
    title = _LINK.sub(r"\1", heading[2]).replace("`", "")
    anchor = re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
    count = taken.get(anchor, 0)
    taken[anchor] = count + 1
    if count:
        anchor = f"{anchor}-{count}"
    return Section(len(heading[1]), title, anchor, "\n".join(lines).strip())
