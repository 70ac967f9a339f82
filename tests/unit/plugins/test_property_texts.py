"""Texts of properties say what a value is for: none is a bare noun."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.workspace.family import families

ROOT = Path(__file__).parents[3]
BUILT_IN = ROOT / "src" / "tiercel" / "plugins"
WORDS_MIN = 4
# Names of results such as "Its id." are left in families; a single word is none.
FAMILY_WORDS_MIN = 2


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Where each text of a property is, and the text."""
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name("Prop"), args=[ast.Constant(str(text)), *_]):
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", text


def short(folder: Path, words_min: int) -> list[str]:
    return [f"{at}: {text}" for at, text in texts(folder) if len(text.split()) < words_min]


def test_texts_of_built_in_types_are_sentences() -> None:
    assert len(list(texts(BUILT_IN))) > 500
    assert short(BUILT_IN, WORDS_MIN) == []


@pytest.mark.parametrize(
    "folder", [each.sources for each in families()], ids=lambda f: f.parent.name
)
def test_texts_of_families_are_more_than_a_word(folder: Path) -> None:
    assert short(folder, FAMILY_WORDS_MIN) == []
