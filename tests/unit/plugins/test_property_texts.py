"""Texts of properties say what a value is for: none is a bare noun, or the name over again.

Titles of types are no bare nouns either.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from plugins.workspace.family import families

ROOT = Path(__file__).parents[3]
FOLDERS = {"tiercel": ROOT / "src" / "tiercel"} | {each.name: each.sources for each in families()}
WORDS_MIN = 4
# Where the text is among the arguments of what documents a property.
PLACES = {"Prop": 0, "here": 1, "in_body": 1, "in_query": 1}
# Words that add nothing to a name.
SMALL = {"the", "a", "an", "of", "its", "is", "this", "to", "it", "their", "all", "that", "in"}


class Text(NamedTuple):
    """A text of a property or a type, where it is, and the property's name where it is known."""

    at: str
    text: str
    name: str

    @property
    def is_short(self) -> bool:
        return len(self.text.split()) < WORDS_MIN

    @property
    def repeats_name(self) -> bool:
        words = _stems(re.findall(r"[a-z0-9]+", self.text.lower())) - SMALL
        return words <= _stems(self.name.split("_"))


def _stems(words: list[str]) -> set[str]:
    return {word.rstrip("s") for word in words}


def texts(folder: Path) -> Iterator[Text]:
    """Texts of the properties that a folder's modules declare, in classes and in tables, and titles
    of their types.
    """
    for file in sorted(folder.rglob("*.py")):
        source = file.read_text(encoding="utf-8")
        if not any(f"{called}(" in source for called in (*PLACES, "plugin")):
            continue
        tree = ast.parse(source)
        names = dict(_names(tree))
        for node in ast.walk(tree):
            for text in _texts(node):
                yield Text(f"{file.relative_to(folder)}:{node.lineno}", text, names.get(node, ""))


def _texts(node: ast.AST) -> Iterator[str]:
    """The text that a call gives a property, or a type."""
    match node:
        case ast.Call(func=ast.Name(called), args=args) if called in PLACES:
            given = args[PLACES[called] : PLACES[called] + 1]
        case ast.Call(func=ast.Name("plugin"), keywords=keywords):
            given = [each.value for each in keywords if each.arg == "title"]
        case _:
            return
    for each in given:
        match each:
            case ast.Constant(str(text)):
                yield text


def _names(tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.AnnAssign(target=ast.Name(name), annotation=annotation):
                for inner in ast.walk(annotation):
                    match inner:
                        # A second text says the rest.
                        case ast.Call(args=[_]):
                            yield inner, name
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    match key, value:
                        case ast.Constant(str(name)), ast.Call():
                            yield value, name


@pytest.mark.parametrize("name", FOLDERS)
def test_texts_are_sentences_that_say_more_than_the_name(name: str) -> None:
    found = list(texts(FOLDERS[name]))
    faults = [f"{each.at}: {each.text}" for each in found if each.is_short or each.repeats_name]
    assert found
    assert faults == []


@pytest.mark.parametrize(
    ("source", "name", "faults"),
    [
        ('job: Annotated[str, Prop("Its id.")]', "job", (True, False)),
        ('job_id: Annotated[str, Prop("The id of the job.")]', "job_id", (False, True)),
        ('job_id: Annotated[str, Prop("The job: its number.")]', "job_id", (False, False)),
        ('@plugin("a.Get", title="A job.")\nclass Get: ...', "", (True, False)),
        ('MEMBERS = {"job_id": here(str, "The id of the job.")}', "job_id", (False, True)),
    ],
)
def test_bare_texts_are_found(
    tmp_path: Path, source: str, name: str, faults: tuple[bool, bool]
) -> None:
    (tmp_path / "module.py").write_text(source)
    [found] = texts(tmp_path)
    assert (found.name, (found.is_short, found.repeats_name)) == (name, faults)
