"""A task as a flow declares it: common properties typed, its own ones raw."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

import msgspec

from tiercel.model.json_types import Json


class RetryType(StrEnum):
    """How the delay grows from one retry to the next."""

    CONSTANT = "constant"
    EXPONENTIAL = "exponential"
    RANDOM = "random"


class RetryBehavior(StrEnum):
    """What a retry makes: another attempt, or another execution."""

    RETRY_FAILED_TASK = "RETRY_FAILED_TASK"
    CREATE_NEW_EXECUTION = "CREATE_NEW_EXECUTION"


class Retry(msgspec.Struct, frozen=True):
    """A retry policy (spec/flow-language.md §7). `interval` is `minInterval` for random ones."""

    type: RetryType
    interval: timedelta
    max_interval: timedelta | None = None
    delay_factor: float = 2.0
    max_attempts: int | None = None
    max_duration: timedelta | None = None
    warning_on_retry: bool = False
    behavior: RetryBehavior = RetryBehavior.RETRY_FAILED_TASK


class Task(msgspec.Struct, frozen=True):
    """One task of a flow, plugin defaults already merged in.

    Shapes: `properties` are the plugin's own properties, raw; child tasks are not among them but
    in `branches`, keyed by the property that holds them (`tasks`, `then`, `cases.<key>`,
    `errors`, `finally`, `onPause`, …) in the order of the source, disabled ones included.
    `dependencies` is filled for graphs: task id -> ids it depends on. `path` is the place in the
    source (`tasks[0].then[1]`). `run_if_key` is the key that the author wrote (`runIf`, `when`).
    """

    id: str
    type: str
    path: str = ""
    properties: dict[str, Json] = {}
    branches: dict[str, tuple[Task, ...]] = {}
    dependencies: dict[str, tuple[str, ...]] = {}
    description: str | None = None
    run_if: str = "true"
    run_if_key: str = "runIf"
    timeout: Json = None
    retry: Retry | None = None
    allow_failure: bool = False
    allow_warning: bool = False
    disabled: bool = False
    log_level: str | None = None
    log_to_file: bool = False
    worker_group: Json = None
    task_cache: Json = None
