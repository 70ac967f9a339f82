"""A flow of sixty tasks with comments everywhere, and what edits do to its data."""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import yaml

TASKS = 60
LOG = "io.kestra.plugin.core.log.Log"
PARALLEL = "io.kestra.plugin.core.flow.Parallel"
RETURN = "io.kestra.plugin.core.debug.Return"
# `# … of t7` is a comment of task t7.
COMMENT = re.compile(r"# .*?of (\w+)")

Task = dict[str, Any]


def source(namespace: str, flow_id: str) -> str:
    """Two of ten tasks are in a Parallel; they are written in five ways."""
    lines = ["# first line of all", f"id: {flow_id}", f"namespace: {namespace} # of all", ""]
    lines.append("tasks: # the tasks of all")
    for number in range(TASKS):
        place = number % 10
        if place == 4:
            owner = f"p{number}"
            lines += ["", f"  # above of {owner}", f"  - id: {owner}", f"    type: {PARALLEL}"]
            lines.append("    tasks:")
        indent = "      " if place in (4, 5) else "  "
        lines += [f"{indent}{line}" if line else "" for line in _task(number)]
    return "\n".join([*lines, "# last line of all", ""])


def _task(number: int) -> list[str]:
    name = f"t{number}"
    head = [f"# above of {name}", f"- id: {name} # id of {name}", f"  type: {LOG}"]
    match number % 5:
        case 0:
            return ["", *head, f'  message: "{{{{ flow.id }}}}" # text of {name}']
        case 1:
            return [*head, "  message: |", "    # no comment", "    two", f"  # inside of {name}"]
        case 2:
            return [*head, f"  message: plain text # text of {name}", "  level: INFO"]
        case 3:
            return [head[0], f"- {{ id: {name}, type: {LOG}, message: short }}"]
        case _:
            return [*head, "  message: 'it''s quoted'", "", f"  # behind a line of {name}"]


def comments(text: str) -> Counter[str]:
    """How often each task is spoken of."""
    return Counter(COMMENT.findall(text))


class Flow:
    """The data of a flow; each change gives another one."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data

    @classmethod
    def read(cls, text: str) -> Flow:
        return cls(yaml.safe_load(text))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Flow) and self.data == other.data

    __hash__ = None  # type: ignore[assignment]

    def lists(self) -> Iterator[tuple[str, list[Task]]]:
        """Lists of tasks, each with the id of the task that it is in; empty for the flow's own."""
        yield "", self.data["tasks"]
        for task in self.data["tasks"]:
            if task["type"] == PARALLEL:
                yield task["id"], task["tasks"]

    def ids(self) -> list[str]:
        return [task["id"] for _, tasks in self.lists() for task in tasks]

    def place(self, task_id: str) -> tuple[str, list[Task], int]:
        """The task that it is in, the list, and its index there."""
        for owner, tasks in self.lists():
            for index, task in enumerate(tasks):
                if task["id"] == task_id:
                    return owner, tasks, index
        raise KeyError(task_id)

    def task(self, task_id: str) -> Task:
        _, tasks, index = self.place(task_id)
        return tasks[index]

    def name(self, task_id: str) -> str:
        """How the pages name a task: its id, and the end of its type."""
        return f"{task_id} {self.task(task_id)['type'].split('.')[-1]}"

    def copy(self) -> Flow:
        return Flow(copy.deepcopy(self.data))
