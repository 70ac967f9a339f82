"""Sources of flows for tests of the engine, in few words."""

from __future__ import annotations

CORE = "io.kestra.plugin.core."


def sleep(task_id: str, more: str = "") -> str:
    """A task that a worker runs; `more` are further properties."""
    return f"{{id: {task_id}, type: {CORE}flow.Sleep, duration: PT1S{more}}}"


def listed(*tasks: str, key: str = "tasks", indent: int = 0) -> str:
    """A list of tasks below a key."""
    pad = " " * indent
    return f"{pad}{key}:\n" + "".join(f"{pad}  - {task}\n" for task in tasks)


def flowable(kind: str, *tasks: str, more: str = "", task_id: str = "x") -> str:
    """A flow whose first task is a flowable with these children; `more` are its properties."""
    head = f"tasks:\n  - id: {task_id}\n    type: {CORE}{kind}\n"
    extra = "".join(f"    {line}\n" for line in more.splitlines())
    return head + extra + (listed(*tasks, indent=4) if tasks else "")
