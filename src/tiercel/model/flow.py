"""A flow as its source declares it, parsed and typed, expressions still raw."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from tiercel.model.json_types import Json
from tiercel.model.label import Label
from tiercel.model.task import Retry, Task

TENANT = "main"


class ConcurrencyBehavior(StrEnum):
    """What happens to an execution that finds no free slot."""

    QUEUE = "QUEUE"
    CANCEL = "CANCEL"
    FAIL = "FAIL"


class Concurrency(msgspec.Struct, frozen=True):
    """How many executions of a flow may be alive at once."""

    limit: int
    behavior: ConcurrencyBehavior = ConcurrencyBehavior.QUEUE


class Input(msgspec.Struct, frozen=True):
    """A declared input (of a flow, of a Pause, of an Approval) or the type of an output.

    `properties` are those that belong to the type (`values`, `validator`, `min`, `itemType`, …)
    and `defaults`, `prefill`, `dependsOn`; raw.
    """

    id: str
    type: str
    required: bool = True
    description: str | None = None
    display_name: str | None = None
    depends_on: tuple[str, ...] = ()
    condition: str | None = None
    properties: dict[str, Json] = {}


class Output(msgspec.Struct, frozen=True):
    """A declared output of a flow or of a loop iteration."""

    id: str
    type: str
    value: Json
    required: bool = True
    description: str | None = None
    display_name: str | None = None


class SlaType(StrEnum):
    """What an SLA watches."""

    MAX_DURATION = "MAX_DURATION"
    EXECUTION_ASSERTION = "EXECUTION_ASSERTION"


class Sla(msgspec.Struct, frozen=True):
    """A service level agreement; `behavior` is FAIL, CANCEL or NONE."""

    id: str
    type: SlaType
    behavior: str
    duration: timedelta | None = None
    assertion: str = ""
    labels: tuple[Label, ...] = ()


class Check(msgspec.Struct, frozen=True):
    """A condition on the inputs, evaluated before an execution is created."""

    when: str
    message: str
    style: str = "INFO"
    behavior: str = "BLOCK_EXECUTION"


class PluginDefault(msgspec.Struct, frozen=True):
    """Property values for every plugin whose type starts with `type`."""

    type: str
    forced: bool = False
    values: dict[str, Json] = {}
    ref: str | None = None


class Listener(msgspec.Struct, frozen=True):
    """Tasks that run after the end of an execution when all conditions hold (legacy)."""

    tasks: tuple[Task, ...]
    conditions: tuple[dict[str, Json], ...] = ()


class TriggerDefinition(msgspec.Struct, frozen=True):
    """A trigger of a flow: common properties typed, the plugin's own ones raw."""

    id: str
    type: str
    path: str = ""
    properties: dict[str, Json] = {}
    conditions: tuple[dict[str, Json], ...] = ()
    when: str | None = None
    disabled: bool = False
    labels: Json = None
    inputs: dict[str, Json] | None = None
    stop_after: tuple[str, ...] = ()
    log_level: str | None = None
    fail_on_trigger_error: bool = False
    allow_concurrent: bool = False
    worker_group: Json = None


class Flow(msgspec.Struct, frozen=True):
    """One revision of a flow.

    Shapes: `document` is the parsed source as the author wrote it (before plugin defaults), for
    answers of the API; everything else has plugin defaults merged in. `exception` is set, and
    `tasks` is empty, when the stored source can't be read any more. `author` and `message` are
    those of the revision: see `StoredFlow`.
    """

    id: str
    namespace: str
    revision: int = 1
    tasks: tuple[Task, ...] = ()
    errors: tuple[Task, ...] = ()
    finally_: tuple[Task, ...] = ()
    after_execution: tuple[Task, ...] = ()
    listeners: tuple[Listener, ...] = ()
    triggers: tuple[TriggerDefinition, ...] = ()
    inputs: tuple[Input, ...] = ()
    outputs: tuple[Output, ...] = ()
    labels: tuple[Label, ...] = ()
    variables: dict[str, Json] = {}
    plugin_defaults: tuple[PluginDefault, ...] = ()
    concurrency: Concurrency | None = None
    retry: Retry | None = None
    sla: tuple[Sla, ...] = ()
    checks: tuple[Check, ...] = ()
    description: str | None = None
    disabled: bool = False
    deleted: bool = False
    draft: bool = False
    worker_group: Json = None
    updated: datetime | None = None
    source: str = ""
    document: dict[str, Json] = {}
    exception: str | None = None
    author: str | None = None
    message: str | None = None

    @property
    def uid(self) -> str:
        """Namespace and id joined, unique among flows."""
        return f"{self.namespace}.{self.id}"
