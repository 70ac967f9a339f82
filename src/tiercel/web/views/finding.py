"""What searches over all flows and lists find."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from tiercel.model.label import Label
from tiercel.model.state import StateType
from tiercel.service.finding import Findings
from tiercel.service.flows.references import LineOfUse, Use, UseCount
from tiercel.service.flows.revision_facts import FactsPage
from tiercel.web.views.view import Date, View, given


class FoundFlowView(View, frozen=True):
    """A flow."""

    namespace: str
    id: str
    disabled: bool
    labels: tuple[Label, ...]
    description: str | UnsetType = UNSET


class FoundExecutionView(View, frozen=True):
    """An execution."""

    id: str
    namespace: str
    flow_id: str
    state: StateType
    start_date: Date


class FoundKeyView(View, frozen=True):
    """A key, without its value."""

    namespace: str
    key: str


class FoundDashboardView(View, frozen=True):
    """A dashboard."""

    id: str
    title: str


class FindingsView(View, frozen=True, kw_only=True):
    """A few of each kind that match; plugins are types of tasks, triggers and conditions."""

    flows: list[FoundFlowView]
    executions: list[FoundExecutionView]
    namespaces: tuple[str, ...]
    keys: list[FoundKeyView]
    plugins: tuple[str, ...]
    dashboards: list[FoundDashboardView]


class UseView(View, frozen=True, kw_only=True):
    """A place in a flow: the path of the property in its source, and the task around it."""

    namespace: str
    flow_id: str
    revision: int
    path: str
    task_id: str | UnsetType = UNSET


class SecretUsageView(View, frozen=True):
    """A line of a flow that names a secret."""

    namespace: str
    flow_id: str
    revision: int
    line: int


def secret_usage_view(found: LineOfUse) -> SecretUsageView:
    """Where it is; not what else the line says."""
    use = found.use
    return SecretUsageView(use.namespace, use.flow_id, use.revision, found.line)


class UsePage(View, frozen=True):
    """Places, up to 500 of all; of the flows that were looked at by now while not complete."""

    results: list[UseView]
    total: int
    is_complete: bool


class UseCountView(View, frozen=True):
    """A name, with how many flows name it and in how many places."""

    name: str
    flows: int
    places: int


class UseCountPage(View, frozen=True):
    """Names by name, up to 10,000 of all; complete once all flows were looked at."""

    results: list[UseCountView]
    total: int
    is_complete: bool


def use_counts_view(page: FactsPage[UseCount]) -> UseCountPage:
    """How much each name is used."""
    return UseCountPage(
        [UseCountView(each.name, each.flows, each.places) for each in page.results],
        page.total,
        page.is_complete,
    )


def uses_view(page: FactsPage[Use]) -> UsePage:
    """Places that name one thing."""
    return UsePage(
        [
            UseView(
                namespace=use.namespace,
                flow_id=use.flow_id,
                revision=use.revision,
                path=use.reference.path,
                task_id=given(use.reference.task_id),
            )
            for use in page.results
        ],
        page.total,
        page.is_complete,
    )


def findings_view(found: Findings) -> FindingsView:
    """The answer to one text."""
    return FindingsView(
        flows=[
            FoundFlowView(
                flow.namespace, flow.id, flow.disabled, flow.labels, given(flow.description)
            )
            for flow in found.flows
        ],
        executions=[
            FoundExecutionView(
                each.id, each.namespace, each.flow_id, each.current, each.state.start
            )
            for each in found.executions
        ],
        namespaces=found.namespaces,
        keys=[FoundKeyView(key.namespace, key.key) for key in found.keys],
        plugins=found.plugins,
        dashboards=[FoundDashboardView(*each) for each in found.dashboards],
    )
