"""Blocks of the documents that no test runs as they are written: what would read them does."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from plugins.workspace.family import family
from tests.examples import blocks as documents
from tests.examples.blocks import (
    DRAWING,
    REASONS,
    RUN,
    RUN_ALONE,
    Block,
    reason_of,
    runner_of,
    why_read,
)
from tests.examples.requests import faults_of, request_of
from tests.families.catalog import whole_catalog
from tiercel.cli.app import application
from tiercel.flowlang.policies.server_rules import ServerRules
from tiercel.flowlang.read import read_flow

ROOT = documents.ROOT
BLOCKS = list(documents.blocks())
READ = [each for each in BLOCKS if not runner_of(each) and not reason_of(each)]
HEAD = "id: a\nnamespace: company.team\n"
TASK = "tasks:\n  - id: a\n    type: io.kestra.plugin.core.log.Log\n    message: hello\n"
RULES = ServerRules(worker_groups=frozenset({"gpu"}))
# Programs of commands that are other people's -> what runs them in a test, or why nothing does.
OTHERS: Mapping[str, str] = {
    "export": "sets what the next line needs",
    "docker": "needs an engine: tests/deploy read the files that it is given",
    "helm": "needs a cluster: tests/deploy render the chart",
}


def read_yaml(block: Block, folder: Path, environ: pytest.MonkeyPatch) -> None:
    """A flow, or a part of one."""
    read_flow(whole_flow(block.text), whole_catalog(), RULES)


def whole_flow(text: str) -> str:
    """The flow that a part of one stands in."""
    if text.startswith("id: "):
        return text
    if text.startswith("- id: "):
        return f"{HEAD}tasks:\n{text}"
    if text.startswith("    type: "):
        return f"{HEAD}tasks:\n  - id: a\n{text}"
    return f"{HEAD}{TASK}{text}"


def read_shell(block: Block, folder: Path, environ: pytest.MonkeyPatch) -> None:
    """Its commands are those that there are, with their arguments and options."""
    environ.chdir(folder)
    for line in block.text.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        if words:
            program, *rest = words[: _end(words)]
            reader = PROGRAMS.get(Path(program).name)
            if reader is None:
                assert program in OTHERS, line
                assert [
                    each for each in rest if _is_of_sources(each) and not (ROOT / each).exists()
                ] == []
            else:
                reader(rest)


def _is_of_sources(word: str) -> bool:
    """Whether a word is a path of the sources, which other people's programs are given."""
    return word.startswith("deploy/")


def _end(words: list[str]) -> int:
    """Where the words of the first program end."""
    return next((at for at, word in enumerate(words) if word in (">", "<", "|", "&")), len(words))


@cache
def whole_command() -> Any:
    """The command line with all its groups, which takes a moment to build."""
    return typer.main.get_command(application([]))


def read_command(words: list[str]) -> None:
    """As the command line reads it; nothing is run."""
    command = whole_command()
    context = command.make_context("tiercel", list(words))
    while isinstance(command, typer.core.TyperGroup):
        # Files that it names are there for whoever follows the page.
        name, command, words = command.resolve_command(
            context, [*context._protected_args, *context.args]
        )
        assert command is not None
        for word in words:
            _make(Path(word.lstrip("/")))
        context = command.make_context(name, words, parent=context)


def _make(place: Path) -> None:
    """A file for what is named as one, else a folder."""
    folder = place.parent if place.suffix else place
    folder.mkdir(parents=True, exist_ok=True)
    if place.suffix and not place.exists():
        place.touch()


def commands_below(command: Any) -> Iterator[Any]:
    """Every command of a group and of those in it."""
    below = getattr(command, "commands", None)
    if below is None:
        yield command
    for each in (below or {}).values():
        yield from commands_below(each)


def read_extra(words: list[str]) -> None:
    """An extra of the server, or of a family."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for package, extra in re.findall(r"(tiercel[\w-]*)\[([\w,-]+)\]", " ".join(words)):
        known = project["optional-dependencies"]
        if package != "tiercel":
            known = family(package.removeprefix("tiercel-")).file.extras
        assert set(extra.split(",")) <= known.keys()


def read_target(words: list[str]) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = [word for word in words if "=" not in word]
    assert all(re.search(rf"^{word}:", makefile, re.MULTILINE) for word in targets)


def read_request(words: list[str]) -> None:
    """As the document of the API has it; nothing is sent."""
    assert faults_of(request_of(words)) == []


# What reads the words of a command, by its program.
PROGRAMS: Mapping[str, Callable[[list[str]], None]] = {
    "curl": read_request,
    "make": read_target,
    "pip": read_extra,
    "tiercel": read_command,
}


READERS: Mapping[str, Callable[[Block, Path, pytest.MonkeyPatch], None]] = {
    "yaml": read_yaml,
    "sh": read_shell,
    # Commands of a page whose other ones are run.
    "console": read_shell,
}


@pytest.mark.parametrize("block", READ, ids=lambda block: block.name)
def test_what_would_read_a_block_reads_it(
    block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    READERS[block.kind](block, tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("request_shown", "fault"),
    [
        ("-X PUT localhost:8080/api/v1/nowhere", "no route for PUT /api/v1/nowhere"),
        ("$SERVER/api/v1/main/groups -d '{}'", "curl sends a form unless a header says"),
        ("$SERVER/api/v1/main/groups -H 'Content-Type: application/json' -d '{}'", "'name'"),
        (
            """$SERVER/api/v1/groups -H 'Content-Type: application/json'
            -d '{"name": "a", "nmae": "b"}'""",
            "unknown member nmae",
        ),
    ],
)
def test_a_request_that_the_api_does_not_know_is_found(request_shown: str, fault: str) -> None:
    assert fault in "\n".join(faults_of(request_of(shlex.split(request_shown))))


def test_the_example_of_every_command_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in commands_below(whole_command()):
        example = command.epilog.removeprefix("Example: tiercel ")
        words = shlex.split(example)
        read_command(words[: _end(words)])


def pages_run() -> set[tuple[str, str]]:
    """Pages and kinds of blocks that a test runs from the first to the last."""
    return {
        (each.page, each.kind)
        for each in BLOCKS
        for page, kinds in RUN
        if fnmatchcase(each.page, page) and each.kind in kinds.split()
    }


def test_every_test_and_every_reason_is_of_a_block() -> None:
    for page, kinds in RUN:
        found = {each.kind for each in BLOCKS if runner_of(each) == RUN[page, kinds]}
        assert found >= set(kinds.split()), page
    assert all((ROOT / test).is_file() for test in (*RUN.values(), *RUN_ALONE.values()))
    whole = pages_run()
    for begin in RUN_ALONE:
        # Two that begin alike, of which a test runs one, would both count as run.
        alone = [each for each in BLOCKS if (each.page, each.kind) not in whole]
        assert len({each.text for each in alone if each.text.startswith(begin)}) == 1, begin
    for begin in (*REASONS, *documents.READ):
        assert any(each.text.startswith(begin) for each in BLOCKS), begin
    programs = {
        words[0]
        for each in READ
        if each.kind in ("sh", "console")
        for line in each.text.replace("\\\n", " ").splitlines()
        if (words := shlex.split(line, comments=True))
    }
    assert set(OTHERS) <= programs


def test_a_block_is_not_run_for_a_reason() -> None:
    assert [each.name for each in READ if why_read(each) is None] == []
    reasons = " ".join((*documents.READ.values(), *documents.PARTNERS.values()))
    named = re.findall(r"(?:plugins/\w+/)?tests\b[\w/.]*\b", reasons)
    assert [each for each in named if not (ROOT / each).exists()] == []
    assert documents.PARTNERS.keys() <= {each.page for each in READ}


def test_a_drawing_is_no_code() -> None:
    assert not any(DRAWING.search(each.text) for each in READ)
