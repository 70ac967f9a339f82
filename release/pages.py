"""The pages of the documentation site: those of `docs`, and references made of the code."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import typer

from bench.peers.table import Row, table
from plugins.workspace.family import families
from plugins.workspace.project import index_of
from tiercel.cli.app import application
from tiercel.plugin.catalog.index import rows_of_package
from tiercel.plugin.catalog.registry import BUILTIN_PACKAGE, Catalog
from tiercel.plugin.schemas.docs import markdown_page
from tiercel.web.errors import KINDS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PEERS = ROOT / "bench" / "peers.json"
LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")
# What the measures of bench/peers.json are; less is better.
MEASURES = (
    ("start_s", "time until a run could be asked for"),
    ("idle_mb", "memory when nothing runs"),
    ("single_s", "time from asking for one run to its end"),
    ("b1_cpu_ms", "processor time for a run of two tasks"),
    ("b5_s", "time of 40 small Python scripts, one after the other"),
)
WAYS_OUT = {
    "bad-request": "the text says which member or parameter is wrong",
    "bulk-validation-failed": "nothing was done: leave out what the list names, and ask again",
    "conflict": "somebody else changed it, or its state does not allow it: read it again",
    "resource-expired": "it was deleted by retention: ask for what is kept",
    "forbidden": "ask an owner for a role with the permission that the text names",
    "internal-error": "a fault of the server: its log has the request's id",
    "invalid-argument": "the text says which value is refused, and what is allowed",
    "validation-failed": "every violation is listed with its place: mend them and send it again",
    "invalid-query-filters": "the text names the filter, and the fields and operators there are",
    "invalid-format": "the text says what could not be read, and where",
    "invalid-json": "the body is no JSON of the wanted form: the text says where",
    "locked": "an execution holds it: wait for its end, or unlock the trigger",
    "unsupported-media-type": "send the Content-Type that the text names",
    "method-not-allowed": "the header Allow has the methods of this address",
    "misdirected-request": "the name is not one of this server: see `accepted-hosts`",
    "invalid-request-body": "the request needs a body",
    "invalid-query-parameter": "the text names the parameter that is missing or wrong",
    "not-acceptable": "the header Accept asks for a form that this address does not give",
    "not-found": "the text names what is not there: look for its id and namespace",
    "payload-too-large": "send less, or raise `micronaut.server.max-request-size`",
    "too-many-requests": "wait as long as the header Retry-After says",
    "service-unavailable": "the server starts, stops or can't reach its database: ask again",
}


def write_pages(folder: Path) -> int:
    """Write all pages anew; how many there are."""
    shutil.rmtree(folder, ignore_errors=True)
    written = {f"reference/types/{name}.md": text for name, text in _types()}
    written |= {name: "\n".join(lines()) for name, lines in MADE.items()}
    for name in ("index.md", "site.css"):
        written[name] = (Path(__file__).parent / name).read_text(encoding="utf-8")
    for page in DOCS.rglob("*.md"):
        written[page.relative_to(DOCS).as_posix()] = linked(page)
    for name, text in written.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return len(written)


def linked(page: Path) -> str:
    """The text of a page; what lies outside of `docs` is not on the site, so it is no link."""

    def link(found: re.Match[str]) -> str:
        title, target = found.groups()
        if re.match(r"[a-z]+:|#", target):
            return found[0]
        place = (page.parent / target.partition("#")[0]).resolve()
        return found[0] if place.is_relative_to(DOCS) else title

    return LINK.sub(link, page.read_text(encoding="utf-8"))


def _types() -> Iterator[tuple[str, str]]:
    rows = [row for each in families() for row in index_of(each)]
    catalog = Catalog([*rows_of_package(BUILTIN_PACKAGE), *rows])
    names = sorted(row.name for row in catalog.rows())
    index = ["# Types\n", "Tasks, triggers, conditions, runners and charts, by package.\n"]
    for package, types in groupby(names, lambda name: name.rpartition(".")[0]):
        known = list(types)
        index.append(f"- [{package}]({package}.md): {', '.join(map(_short, known))}")
        yield package, "\n".join([f"# {package}\n", *(_type(catalog, name) for name in known)])
    yield "index", "\n".join(index) + "\n"


def _short(name: str) -> str:
    return name.rpartition(".")[2]


def _type(catalog: Catalog, name: str) -> str:
    """The page of a type as a section: headings one level lower, and no HTML."""
    page = (markdown_page(catalog, name) or "").partition("</h1>")[2]
    page = re.sub(r'<span style="[^"]*">(.*?)</span>', r"\1", page)
    page = re.sub(r"^::: warning\n(.*?)\n:::$", r"!!! warning\n    \1", page, flags=re.MULTILINE)
    page = re.sub(r"==([^=\n]+)==", r"`\1`", page)
    page = re.sub(r"^(#{2,4} )", r"#\1", page, flags=re.MULTILINE)
    page = re.sub(r"^(#+ .*)\n\* ", r"\1\n\n* ", page, flags=re.MULTILINE)
    page = re.sub(r"^  \* ", "    * ", page, flags=re.MULTILINE)
    return f"## {_short(name)}\n{page}"


def _commands() -> Iterator[str]:
    yield "# Commands\n"
    yield "Every command of `tiercel` with its arguments and options; `--help` prints the same.\n"
    yield from _command(typer.main.get_command(application([])), "tiercel")


def _command(command: Any, path: str) -> Iterator[str]:
    below = getattr(command, "commands", None)
    if below is not None:
        for name, each in below.items():
            yield from _command(each, f"{path} {name}")
        return
    yield f"## {path}\n"
    yield f"{command.help}\n"
    shown = [each for each in command.params if each.name != "help"]
    if shown:
        yield "| argument or option | means |"
        yield "|---|---|"
        for each in shown:
            names = ", ".join(f"`{name}`" for name in each.opts)
            text = (getattr(each, "help", None) or "").replace("|", "\\|")
            yield f"| {names} | {text} |"
        yield ""
    if command.epilog:
        yield f"{command.epilog.replace('Example: ', 'Example: `', 1)}`\n"


def _errors() -> Iterator[str]:
    yield "# Errors\n"
    yield "What the API answers when it refuses something. `type` of the body ends with the kind.\n"
    yield "| status | kind | means | way out |"
    yield "|---|---|---|---|"
    rows = sorted({(form.status, form.slug, form.title) for form in KINDS.values()})
    for status, slug, title in rows:
        yield f"| {status} | `{slug}` | {title} | {WAYS_OUT[slug]} |"
    yield "\nMessages of a server that does not start are in [operating]"
    yield "(../operating.md#when-something-is-wrong).\n"


def _comparison() -> Iterator[str]:
    figures = json.loads(PEERS.read_text(encoding="utf-8"))
    measured = [row for row in figures["rows"] if "start_s" in row]
    ours = {_database(row): row for row in measured if row["name"] == "Tiercel"}
    peers = [row for row in measured if row["name"] != "Tiercel"]
    yield "# Comparison\n"
    yield "How many times more each needs than Tiercel on the same database. The workloads are"
    yield "those that Tiercel was made for, many short executions: they say little about long"
    yield "tasks, where every system waits for the same script. How it was measured, what has to be"
    yield "known of each system and every figure are below.\n"
    yield "| measured | " + " | ".join(row["title"] for row in peers) + " |"
    yield "|---" * (len(peers) + 1) + "|"
    for key, text in MEASURES:
        ratios = (_ratio(row, ours[_database(row)], key) for row in peers)
        yield f"| {text} | {' | '.join(ratios)} |"
    yield ""
    yield from table(figures)
    yield "\nConcepts of Airflow and Prefect beside ours: [moving over](../migrating.md).\n"


def _ratio(row: Row, ours: Row, key: str) -> str:
    """How many times more than ours; a dash for what was not measured."""
    return f"{row[key] / ours[key]:,.1f}" if key in row else "–"


def _database(row: Row) -> str:
    """The database of a system, which ends its title."""
    return str(row["title"]).rpartition(", ")[2]


def _families() -> Iterator[str]:
    yield "# Families of plugins\n"
    yield "Packages that are installed beside the server, each with its page.\n"
    for each in families():
        yield f"- [{each.name}](../{each.name}.md): {each.file.title}"
    yield ""


MADE = {
    "reference/families.md": _families,
    "reference/commands.md": _commands,
    "reference/errors.md": _errors,
    "reference/comparison.md": _comparison,
}


def main() -> None:
    """Write the pages where `release/mkdocs.yml` looks for them."""
    folder = ROOT / ".cache" / "site" / "pages"
    count = write_pages(folder)
    sys.stdout.write(f"{count} pages in {folder.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
