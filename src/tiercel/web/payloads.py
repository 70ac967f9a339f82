"""What requests may carry, as types: the document and the fitting of bodies are made of them."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tiercel.model.json_types import Json
from tiercel.model.limits import (
    BACKFILL_PARALLEL_MAX,
    CHARTS_PER_CALL_MAX,
    EXPRESSIONS_PER_REQUEST_MAX,
    SAVED_VIEW_LIST_CHARS_MAX,
    SAVED_VIEW_NAME_CHARS_MAX,
    SAVED_VIEW_VALUE_CHARS_MAX,
    SAVED_VIEW_VALUES_MAX,
    SOURCE_QUERY_CHARS_MAX,
)
from tiercel.model.lists.fields import Scope
from tiercel.model.log import Level
from tiercel.model.state import StateType
from tiercel.model.trigger import RunOrder
from tiercel.service.access.passwords import CREDENTIAL_CHARS_MAX
from tiercel.service.dashboards.dashboards import PageKind
from tiercel.service.tool_servers import DEFAULT, ID_PATTERN, AuthType, ServerType
from tiercel.web.param_kinds import DURATION, KEY, NEW_NAMESPACE
from tiercel.web.views.view import DateText, Document


class Payload(msgspec.Struct, frozen=True, rename="camel"):
    """What a request may carry; a member with a default need not be sent."""


Scalar = str | int | float | bool
# What is simple is taken for its text, null and an empty text for nothing.
Text = Scalar | None
Day = Annotated[str, Meta(extra_json_schema={"anyOf": [{"format": "date-time"}, {"const": ""}]})]
AnyValue = dict[str, Json] | list[Json] | Scalar | None
Key = Annotated[str, Meta(pattern=KEY)]
NewNamespace = Annotated[str, Meta(pattern=NEW_NAMESPACE)]


class LabelInput(Payload, frozen=True):
    """A label; numbers and truth values are taken for their texts."""

    key: Scalar
    value: Scalar


# A list of labels, or a map.
LabelsInput = list[LabelInput] | dict[str, Scalar]


class IdWithNamespace(Payload, frozen=True):
    """The id of a flow or template."""

    namespace: str
    id: str


class FilterInput(Payload, frozen=True):
    """A condition, or a group of them: `logical` is AND or OR, and `children` are its members."""

    field: str | UnsetType = UNSET
    operation: str | UnsetType = UNSET
    value: Json = UNSET
    logical: str | UnsetType = UNSET
    children: list[FilterInput] | UnsetType = UNSET


class FiltersInput(Payload, frozen=True):
    """What narrows besides the query string."""

    filters: list[FilterInput] | None = None


class StateChange(Payload, frozen=True):
    """The state that a task run is to have."""

    task_run_id: str
    state: StateType


class PlaygroundInput(Payload, frozen=True):
    """What to run again in the playground, from the start unless a task run is named.

    `breakpoints` are tasks to stop before, `taskId` or `taskId.value`; `outputs` by the id of a
    task run stand for those that it gave.
    """

    task_run_id: str | None = None
    breakpoints: list[str] | None = None
    outputs: dict[str, dict[str, Json]] | None = None


class LabelledExecutions(Payload, frozen=True):
    """Labels for several executions."""

    executions_id: list[str] | None = None
    execution_labels: LabelsInput | None = None


class TaskInput(Payload, frozen=True):
    """A task as in a source, with the properties of its type."""

    id: str | UnsetType = UNSET
    type: str | UnsetType = UNSET


class KeysInput(Payload, frozen=True):
    """Keys by name."""

    keys: list[Key] | None = None


class NamespaceSought(Payload, frozen=True):
    """Words of a name, and names that are wanted if they exist."""

    q: str | None = None
    ids: list[str] | None = None


class NamespaceChange(Payload, frozen=True):
    """What is said of a namespace; other members are kept as they are."""

    description: Json = UNSET
    variables: Json = UNSET
    plugin_defaults: Json = UNSET
    quotas: Json = UNSET
    storage_quota: Json = UNSET


class NamespaceInput(NamespaceChange, frozen=True, kw_only=True):
    """A new namespace with what is said of it."""

    id: NewNamespace


class AuditSought(Payload, frozen=True):
    """What an entry of the audit log is about; without anything, the newest of all."""

    resource: Text = None
    type: Text = None
    detail: dict[str, Json] | None = None


class SecretChange(Payload, frozen=True):
    """What changes of a secret; its name is in the path."""

    value: Text = None
    description: Text = None
    tags: LabelsInput | None = None


class SecretValue(Payload, frozen=True):
    """A secret."""

    key: Key
    value: Text = None
    description: Text = None
    tags: LabelsInput | None = None


class ExpressionsInput(Payload, frozen=True):
    """Expressions and where they stand: in an execution, a stored flow or the source of one."""

    expressions: Annotated[list[str], Meta(min_length=1, max_length=EXPRESSIONS_PER_REQUEST_MAX)]
    execution_id: str | None = None
    namespace: str | None = None
    flow_id: str | None = None
    flow: str | None = None


class TemplateInput(Payload, frozen=True):
    """A template."""

    id: Key
    namespace: NewNamespace
    tasks: Annotated[list[Document], Meta(min_length=1)]


class TemplateDraft(Payload, frozen=True):
    """A template, or something else, refused with what it lacks."""

    id: Json = UNSET
    namespace: Json = UNSET
    tasks: Json = UNSET


class TriggerName(Payload, frozen=True):
    """The id of a trigger; other members are not read."""

    namespace: str
    flow_id: str
    trigger_id: str


class BackfillInput(Payload, frozen=True):
    """Past dates that are to run; without an end up to now.

    Shapes: without `parallel` one after the other, unless the trigger allows more at once.
    """

    start: DateText
    end: DateText | None = None
    inputs: dict[str, Json] | None = None
    labels: LabelsInput | None = None
    order: RunOrder | None = None
    parallel: Annotated[int, Meta(ge=1, le=BACKFILL_PARALLEL_MAX)] | None = None
    skip_succeeded: bool | None = None


class TriggerChange(TriggerName, frozen=True):
    """The switch of a trigger, or past dates that are to run."""

    disabled: bool | UnsetType = UNSET
    backfill: BackfillInput | UnsetType = UNSET


class TriggerSwitch(TriggerName, frozen=True):
    """The switch of a trigger."""

    disabled: bool


class TriggerBackfill(TriggerName, frozen=True, kw_only=True):
    """Past dates of a trigger that are to run."""

    disabled: bool | UnsetType = UNSET
    backfill: BackfillInput


class TriggerSwitches(Payload, frozen=True):
    """The switch of several triggers."""

    triggers: Annotated[list[TriggerName], Meta(min_length=1)]
    disabled: bool


class Credentials(Payload, frozen=True):
    """Who somebody is; what is no text counts as nothing."""

    username: AnyValue = None
    password: AnyValue = None
    current_password: AnyValue = None


class SetupInput(Payload, frozen=True):
    """The first user; the code is that of the server's log where one is needed."""

    username: AnyValue = None
    password: AnyValue = None
    tenant: AnyValue = None
    setup_code: AnyValue = None


class TokenInput(Payload, frozen=True):
    """A new token."""

    name: Annotated[str, Meta(min_length=1, max_length=CREDENTIAL_CHARS_MAX)]
    description: str | None = None
    max_age: Annotated[str, Meta(pattern=DURATION)] | None = None
    extended: bool | None = None


class ConcurrencyLimitInput(Payload, frozen=True):
    """A counter that clients repair; nothing of it is read."""

    tenant_id: str | UnsetType = UNSET
    namespace: str | UnsetType = UNSET
    flow_id: str | UnsetType = UNSET
    running: int | UnsetType = UNSET


class ChartFilter(Payload, frozen=True):
    """A condition of all charts."""

    field: Annotated[str, Meta(min_length=1)]
    operation: str
    value: Json = UNSET


class ChartQueryInput(Payload, frozen=True):
    """What a chart is asked with."""

    start_date: DateText | UnsetType = UNSET
    end_date: DateText | UnsetType = UNSET
    page_number: Annotated[int, Meta(ge=1)] | UnsetType = UNSET
    page_size: Annotated[int, Meta(ge=1)] | UnsetType = UNSET
    namespace: str | UnsetType = UNSET
    labels: dict[str, Json] | list[Json] | UnsetType = UNSET
    filters: list[ChartFilter] | UnsetType = UNSET


class ChartPreview(Payload, frozen=True):
    """The source of a chart, and what it is asked with."""

    chart: Annotated[str, Meta(pattern="\\S")]
    global_filter: ChartQueryInput | UnsetType = UNSET


class PagedChart(Payload, frozen=True):
    """The source of a chart, and which of its rows; all without a size."""

    chart: Annotated[str, Meta(pattern="\\S")]
    page_number: Annotated[int, Meta(ge=1)] | UnsetType = UNSET
    page_size: Annotated[int, Meta(ge=1)] | UnsetType = UNSET


class ChartPreviews(Payload, frozen=True):
    """Several charts, or the page whose charts are meant, and what all of them are asked with.

    With `page` they are those of the dashboard with the id `dashboard`, or of the one that comes
    with the server for the page where there is none; `page_size` is of tables that have pages.
    """

    charts: (
        Annotated[list[PagedChart], Meta(min_length=1, max_length=CHARTS_PER_CALL_MAX)] | UnsetType
    ) = UNSET
    page: PageKind | UnsetType = UNSET
    dashboard: str | UnsetType = UNSET
    page_size: Annotated[int, Meta(ge=1)] | UnsetType = UNSET
    global_filter: ChartQueryInput | UnsetType = UNSET


class FlowName(Payload, frozen=True):
    """The id of a flow; one without is passed over."""

    namespace: Json = UNSET
    id: Json = UNSET


class SummaryRequest(Payload, frozen=True):
    """Which flows and triggers are counted."""

    start_date: Day | None = None
    end_date: Day | None = None
    namespace: Text = None


class StatsRequest(Payload, frozen=True):
    """Which executions are counted."""

    namespace: Text = None
    flow_id: Text = None
    start_date: Day | None = None
    end_date: Day | None = None
    q: Text = None
    scope: list[Scope] | None = None
    state: list[StateType] | None = None


class StatsByFlowRequest(Payload, frozen=True):
    """Which executions are counted by flow."""

    namespace: Text = None
    flow_id: Text = None
    start_date: Day | None = None
    end_date: Day | None = None
    q: Text = None
    flows: list[FlowName] | None = None
    namespace_only: bool | None = None


class StatsByNamespaceRequest(Payload, frozen=True):
    """Which executions are counted by namespace."""

    start_date: Day | None = None
    end_date: Day | None = None
    namespace: Text = None


class LatestRequest(Payload, frozen=True):
    """The flows whose newest executions are wanted; all without them."""

    flows: list[FlowName] | None = None


class LogStatsRequest(Payload, frozen=True):
    """Which log entries are counted."""

    namespace: Text = None
    flow_id: Text = None
    start_date: Day | None = None
    end_date: Day | None = None
    q: Text = None
    log_level: Annotated[str, Meta(extra_json_schema={"enum": [*Level, ""]})] | None = None


class ToolServerChange(Payload, frozen=True):
    """What changes of a server of tools."""

    description: str | None = None
    instructions: str | None = None
    server_type: ServerType | None = None
    auth_type: AuthType | None = None
    disabled: bool | None = None


class ToolServerInput(ToolServerChange, frozen=True, kw_only=True):
    """A new server of tools."""

    id: Annotated[str, Meta(pattern=ID_PATTERN, extra_json_schema={"not": {"const": DEFAULT}})]


class ProtocolMessage(Payload, frozen=True):
    """A message of the model context protocol."""

    jsonrpc: Json = UNSET
    id: Json = UNSET
    method: Json = UNSET
    params: Json = UNSET


class Prompt(Payload, frozen=True):
    """What is wanted of a language model."""

    prompt: Json = UNSET


class PluginPackage(Payload, frozen=True):
    """A package of plugins, or a type of one."""

    name: Json = UNSET
    version: Json = UNSET


class SourceSought(Payload, frozen=True, kw_only=True):
    """What is sought in sources."""

    query: Annotated[str, Meta(min_length=1, max_length=SOURCE_QUERY_CHARS_MAX)]
    case_sensitive: bool | None = None
    whole_word: bool | None = None
    regex: bool | None = None
    replacement: str


class EditSought(SourceSought, frozen=True, kw_only=True):
    """An edit, and the namespace whose flows it would change."""

    namespace: str | None = None


class EditOfFlows(SourceSought, frozen=True, kw_only=True):
    """An edit, and the flows that it changes."""

    flows: Annotated[list[IdWithNamespace], Meta(min_length=1)]


class EditOfLine(SourceSought, frozen=True, kw_only=True):
    """An edit of one line of a flow."""

    namespace: str
    id: str
    line: int


class BlueprintInput(Payload, frozen=True):
    """A blueprint that somebody writes; `kind` is FLOW or DASHBOARD, and a new one is a flow."""

    title: str
    source: str
    description: str | None = None
    tags: list[str] | None = None
    kind: Literal["FLOW", "DASHBOARD"] | None = None


class BlueprintArgumentsInput(Payload, frozen=True):
    """Arguments for the template of a blueprint, by their ids."""

    template_arguments_inputs: dict[str, Json]


ViewName = Annotated[str, Meta(pattern="\\S", max_length=SAVED_VIEW_NAME_CHARS_MAX)]
ViewListName = Annotated[str, Meta(pattern="\\S", max_length=SAVED_VIEW_LIST_CHARS_MAX)]
ViewValue = Annotated[str, Meta(max_length=SAVED_VIEW_VALUE_CHARS_MAX)]
ViewQuery = Annotated[
    dict[
        Annotated[str, Meta(min_length=1, max_length=SAVED_VIEW_VALUE_CHARS_MAX)],
        Annotated[list[ViewValue], Meta(max_length=SAVED_VIEW_VALUES_MAX)],
    ],
    Meta(max_length=SAVED_VIEW_VALUES_MAX),
]


class SavedViewInput(Payload, frozen=True):
    """A view of a list: what its address says under a name; shared ones are seen by all."""

    list_name: ViewListName = msgspec.field(name="list")
    name: ViewName
    query: ViewQuery | None = None
    shared: bool | None = None
