"""Parameters that commands share: unfolded for the command line, folded for the command."""

from __future__ import annotations

import json
from typing import Annotated

import pytest
import typer

from tiercel.cli.groups import group_of
from tiercel.cli.options import prints_answer, takes_parameters
from tiercel.cli.output import Done, done, show_done
from tiercel.cli.parameters.shared import FlowName, Paging, Parameters


class Size(Parameters, frozen=True, kw_only=True):
    """Two options."""

    width: Annotated[int, typer.Option("--width", min=1)] = 1
    height: Annotated[int, typer.Option("--height", min=1)] = 1


TALL = Size(height=9)
FEW = Paging(size=5)


def call(command: object, *words: str) -> int:
    """The exit code of a group with one command and another one."""
    group = group_of("A group.", {"do": (command, "do"), "other": (other, "other")})  # type: ignore[dict-item]
    with pytest.raises(SystemExit) as leaving:
        group(["do", *words])
    return int(leaving.value.code or 0)


def other() -> None:
    """So that the group is one."""


@takes_parameters
def draw(name: str, size: Size = TALL) -> None:
    """Print what was given."""
    typer.echo(f"{name} {size.width}x{size.height}")


@prints_answer(show_done)
def remove(client: object, flow: FlowName, paging: Paging = FEW) -> Done:
    """Remove as many as the page has, from no server."""
    return done("removed", flow=str(flow), size=str(paging.size), page=str(paging.page))


def test_each_field_is_an_option_with_the_value_of_the_default(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert call(draw, "box") == 0
    assert call(draw, "box", "--width", "3") == 0
    assert capsys.readouterr().out == "box 1x9\nbox 3x9\n"
    assert call(draw, "box", "--width", "0") == 2


def test_an_answer_is_a_line_or_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(remove, "company.team", "hello", "--page", "2") == 0
    assert capsys.readouterr().out == "company.team.hello 5 2 removed\n"
    assert call(remove, "company.team", "hello", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "done": "removed",
        "subject": {"flow": "company.team.hello", "size": "5", "page": "1"},
        "message": "company.team.hello 5 1 removed",
    }


def test_what_has_no_default_is_required() -> None:
    assert call(remove, "company.team") == 2
