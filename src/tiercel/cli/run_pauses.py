"""`tiercel run` at a pause: says what it waits for, and gives it the values."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec
import typer

from tiercel.cli.serving.application import Application
from tiercel.cli.terminal_lines import TerminalLines
from tiercel.model.access import SYSTEM
from tiercel.model.errors import IllegalArgument, Invalid, TiercelError
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.flow import Input
from tiercel.model.json_types import Json
from tiercel.model.shape import Hold
from tiercel.plugin.server import ResumeExecution
from tiercel.service.executions.pauses import inputs_of
from tiercel.service.executions.reviews import DECISIONS
from tiercel.service.executions.waiting import is_approval, paused_task_run
from tiercel.service.operations.execution_actions import ReviewExecution

Answers = Mapping[str, Mapping[str, str]]
"""Values for pauses: task id -> input id -> text."""

# How `--resume` names the decision and the comment of an Approval, beside its inputs.
DECISION, COMMENT = "decision", "comment"


class CannotResume(TiercelError):
    """Nobody is there to give what the pause waits for."""


class Display(Protocol):
    """Where the run is shown."""

    def note(self, text: str) -> None:
        """Print a line of the command's own."""

    def suspend(self) -> None:
        """Leave the terminal to somebody who types."""

    def go_on(self) -> None:
        """Take the terminal back after `suspend`."""


class Question(msgspec.Struct, frozen=True):
    """What one paused task run wants to know."""

    task_run: TaskRun
    inputs: tuple[Input, ...]

    @property
    def is_approval(self) -> bool:
        """Whether a decision is wanted."""
        return is_approval(self.task_run)

    @property
    def text(self) -> str:
        """One line for the terminal."""
        wanted = [_described(each) for each in self.inputs]
        if self.is_approval:
            wanted.insert(0, _DECISION_TEXT)
        return f"{self.task_run.task_id} waits for {', '.join(wanted) or 'a resume'}"

    @property
    def options(self) -> str:
        """The options that would answer it."""
        task_id = self.task_run.task_id
        names = [each.id for each in self.inputs if _is_needed(each)]
        if self.is_approval:
            names.insert(0, DECISION)
        named = " ".join(f"--resume {task_id}.{name}=VALUE" for name in names)
        return named or f"--resume {task_id}"

    @property
    def prompts(self) -> list[tuple[str, str]]:
        """(name, text) of all that is asked at a terminal."""
        asked = [(each.id, _described(each)) for each in self.inputs]
        if self.is_approval:
            asked = [(DECISION, _DECISION_TEXT), *asked, (COMMENT, f"{COMMENT} (optional)")]
        return asked or [("", "Enter resumes")]


class Pauses:
    """Answers each pause of one execution once: from the options, else from the terminal."""

    def __init__(self, application: Application, display: Display, answers: Answers) -> None:
        self._application = application
        self._display = display
        self._answers = answers
        self._lines = TerminalLines()
        self._seen: set[tuple[str, int]] = set()

    async def answer(self, execution: Execution) -> None:
        """Resume what is paused in this state. Raises: CannotResume, Invalid for an option."""
        paused = paused_task_run(execution)
        if paused is None or (paused.id, len(paused.state.histories)) in self._seen:
            return
        self._seen.add((paused.id, len(paused.state.histories)))
        plan = await self._application.services.executions.plan_of(execution)
        name = "inputs" if is_approval(paused) else "onResume"
        question = Question(paused, inputs_of(plan, paused, name))
        given = self._answers.get(paused.task_id)
        if given is not None:
            await self._resume(execution, question, given)
        elif sys.stdin.isatty():
            await self._ask(execution, question)
        elif isinstance(paused.shape, Hold) and paused.shape.due is not None:
            self._display.note(f"{question.text}, until {paused.shape.due:%Y-%m-%d %H:%M:%S}")
        else:
            raise CannotResume(f"{question.text}. Give it with {question.options}")

    async def _ask(self, execution: Execution, question: Question) -> None:
        """Ask at the terminal until the values are right."""
        self._display.note(question.text)
        while True:
            self._display.suspend()
            try:
                given = await self._typed(question)
            finally:
                self._display.go_on()
            try:
                await self._resume(execution, question, given)
            except (Invalid, IllegalArgument) as error:
                self._display.note(error.message)
            else:
                return

    async def _typed(self, question: Question) -> dict[str, str]:
        """The values as somebody types them; what is left empty is not given."""
        given: dict[str, str] = {}
        for name, text in question.prompts:
            line = await self._lines.ask(text)
            if line is None:
                raise CannotResume(f"{question.text}, and the input has ended.")
            if line and name:
                given[name] = line
        return given

    async def _resume(
        self, execution: Execution, question: Question, given: Mapping[str, str]
    ) -> None:
        run = self._application.operations.run
        raw: dict[str, Json] = dict(given)
        if not question.is_approval:
            resume = ResumeExecution(execution_id=execution.id, inputs=raw, waits=True)
            await run(SYSTEM, resume)
            return
        decision = str(raw.pop(DECISION, "")).upper()
        comment = raw.pop(COMMENT, None)
        review = ReviewExecution(
            execution_id=execution.id,
            task_run_id=question.task_run.id,
            decision=decision,
            comment=comment and str(comment),
            inputs=raw,
        )
        await run(SYSTEM, review)


def answers_of(arguments: Sequence[str]) -> dict[str, dict[str, str]]:
    """`task`, or `task.input=value`, by task. Leaves with 2 for anything else."""
    found: dict[str, dict[str, str]] = {}
    for argument in arguments:
        place, sign, value = argument.partition("=")
        task_id, dot, name = place.strip().partition(".")
        if not task_id or bool(sign) != bool(dot and name):
            raise typer.BadParameter(
                f"`{argument}` is no answer to a pause: write task.input=value, or task alone"
            )
        values = found.setdefault(task_id, {})
        if name:
            values[name] = value
    return found


_DECISION_TEXT = f"{DECISION} ({' or '.join(DECISIONS)})"


def _described(declared: Input) -> str:
    default = declared.properties.get("defaults")
    if default is not None:
        return f"{declared.id} ({declared.type}, default {json.dumps(default)})"
    return f"{declared.id} ({declared.type}{'' if _is_needed(declared) else ', optional'})"


def _is_needed(declared: Input) -> bool:
    return declared.required and declared.properties.get("defaults") is None
