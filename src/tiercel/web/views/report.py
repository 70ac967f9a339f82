"""Reports on sources, counts of bulk actions, and errors (common.md)."""

from __future__ import annotations

from msgspec import UNSET, UnsetType, field

from tiercel.model.problem import Problem, Severity
from tiercel.service.flows.checks import FlowReport
from tiercel.web.views.view import View, given


class ViolationView(View, frozen=True):
    """What is wrong, and where; line and column count from 1, 0 says nothing."""

    path: str
    message: str
    line: int
    column: int
    hint: str


class ProblemView(View, frozen=True, kw_only=True):
    """Something that an editor marks; lines and columns count from 1, the end is excluded.

    All four are 0 for what has no place.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    severity: Severity
    code: str
    message: str
    hint: str
    path: str


class ValidationReportView(View, frozen=True, kw_only=True):
    """The report on a source; without `constraints` it is valid.

    `positions` are all errors, warnings and infos with their places, errors first.
    """

    flow: str | UnsetType = UNSET
    namespace: str | UnsetType = UNSET
    index: int
    constraints: str | UnsetType = UNSET
    outdated: bool
    deprecation_paths: list[str] | UnsetType = UNSET
    warnings: list[str] | UnsetType = UNSET
    infos: list[str] | UnsetType = UNSET
    violations: list[ViolationView] | UnsetType = UNSET
    positions: list[ProblemView] | UnsetType = UNSET


class BulkResponseView(View, frozen=True):
    """How many items a bulk action handled, in the words of every generation."""

    count: int
    operation_id: str
    total_items: int


class LinkView(View, frozen=True, kw_only=True):
    """A link; all but the address says nothing."""

    href: str
    templated: bool = False
    profile: str | None = None
    deprecation: str | None = None
    title: str | None = None
    hreflang: str | None = None
    type: str | None = None
    name: str | None = None


class LinksView(View, frozen=True):
    """Where the error is from; nowhere for a part of it."""

    self_: LinkView | UnsetType = field(name="self", default=UNSET)


class ErrorPartView(View, frozen=True, kw_only=True):
    """One of several errors, in the older words."""

    message: str
    logref: str | None = None
    path: str | None
    links: LinksView = field(name="_links")
    embedded: EmbeddedView = field(name="_embedded")


class EmbeddedView(View, frozen=True):
    """The errors of which one consists, in the older words."""

    errors: list[ErrorPartView] | UnsetType = UNSET


class PropertyNodeView(View, frozen=True):
    """The kind of item that an action was to handle."""

    name: str
    kind: str
    in_iterable: bool


class InvalidItemView(View, frozen=True):
    """An item that an action could not handle, in the older words."""

    message: str
    root_bean: str
    root_bean_class: str
    leaf_bean: str
    path: str
    property_path: list[PropertyNodeView]
    invalid_value: str
    message_template: str
    executable_parameters: list[str]


class ErrorDetailView(View, frozen=True):
    """One of several errors: where it is, or which item it is about."""

    detail: str
    pointer: str | UnsetType = UNSET
    line: int | UnsetType = UNSET
    column: int | UnsetType = UNSET
    hint: str | UnsetType = UNSET
    value: str | UnsetType = UNSET


class ErrorView(View, frozen=True, kw_only=True):
    """An error, in the words of both generations."""

    message: str
    invalids: list[InvalidItemView] | UnsetType = UNSET
    logref: str | UnsetType | None = UNSET
    path: str | UnsetType | None = UNSET
    links: LinksView | UnsetType = field(name="_links", default=UNSET)
    embedded: EmbeddedView | UnsetType = field(name="_embedded", default=UNSET)
    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[ErrorDetailView] | UnsetType = UNSET


def report_view(report: FlowReport, *, is_part: bool = False) -> ValidationReportView:
    """The report on a flow, or on a task or trigger alone."""
    has_remarks = report.deprecations is not None and not is_part
    return ValidationReportView(
        flow=given(report.flow),
        namespace=given(report.namespace),
        index=report.index,
        constraints=given(report.constraints),
        outdated=report.is_outdated,
        deprecation_paths=list(report.deprecations or ()) if has_remarks else UNSET,
        warnings=list(report.warnings) if has_remarks else UNSET,
        infos=list(report.infos) if has_remarks else UNSET,
        violations=[
            ViolationView(one.path, one.message, one.line, one.column, one.hint)
            for one in report.violations
        ]
        or UNSET,
        positions=[_problem_view(one) for one in report.problems] or UNSET,
    )


def _problem_view(problem: Problem) -> ProblemView:
    return ProblemView(
        line=problem.line,
        column=problem.column,
        end_line=problem.end_line,
        end_column=problem.end_column,
        severity=problem.severity,
        code=problem.code,
        message=problem.message,
        hint=problem.hint,
        path=problem.path,
    )
