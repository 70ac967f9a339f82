"""The report on a flow's source with what its expressions add."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from tiercel.engine.expressions.called_outputs import CalledOutput, called_outputs
from tiercel.engine.expressions.check import ExpressionCheck, Found, problem_of
from tiercel.engine.expressions.questions import Doubt, doubts_of
from tiercel.engine.expressions.texts import PluginCatalog
from tiercel.flowlang.constraints import named_path
from tiercel.flowlang.policies.server_rules import NO_RULES, ServerRules
from tiercel.flowlang.source import Document, parse
from tiercel.flowlang.validate import SourceReport, validate_document
from tiercel.model.errors import Violation
from tiercel.model.json_types import Json
from tiercel.model.limits import FLOW_VIOLATIONS_MAX, SOURCE_WARNINGS_MAX
from tiercel.model.problem import Problem, Severity

Verdict = Literal["error", "warn", "off"]
_ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}


class ExpressionRules(msgspec.Struct, frozen=True):
    """How expressions are judged before a flow runs.

    Shapes: `verdict` on what makes a rendering fail: it makes a source invalid, is a warning, or
    expressions are not looked at. `is_modern`: with the operators of 2.0.
    """

    verdict: Verdict = "error"
    is_modern: bool = True


class Review(msgspec.Struct, frozen=True):
    """What there is to say on a source, and what only the server can answer."""

    report: SourceReport
    doubts: tuple[Doubt, ...] = ()
    called: tuple[CalledOutput, ...] = ()


def review_source(
    source: str,
    catalog: PluginCatalog,
    rules: ExpressionRules,
    of_server: ServerRules = NO_RULES,
) -> Review:
    """As `validate_source`, expressions included. Never raises."""
    document = parse(source)
    report = validate_document(document, catalog, of_server)
    if report.document is None or rules.verdict == "off":
        return Review(report)
    check = ExpressionCheck(report.document, catalog, is_modern=rules.is_modern)
    found = [_judged(each, rules) for each in check.mistakes()]
    if report.flow is not None:
        found.extend(check.unknown_names(report.flow))
    judged = with_problems(report, [problem_of(each, document) for each in found])
    if report.flow is None:
        return Review(judged)
    doubts = doubts_of(check.questions(), report.flow, document)
    called = called_outputs(check.read(), report.flow, catalog, document)
    return Review(judged, doubts, called)


def mistakes_in(
    plain: dict[str, Json], source: str, catalog: PluginCatalog, rules: ExpressionRules
) -> list[Violation]:
    """What in the expressions of a source makes it invalid; its document is `plain`."""
    if rules.verdict != "error":
        return []
    check = ExpressionCheck(plain, catalog, is_modern=rules.is_modern)
    errors = [each for each in check.mistakes() if each.severity == "error"]
    document = parse(source) if errors else Document(source)
    return [violation_of(problem_of(each, document)) for each in errors]


def part_mistakes(
    plain: dict[str, Json], catalog: PluginCatalog, rules: ExpressionRules
) -> list[Found]:
    """What the expressions of a flow around a part have, without places."""
    if rules.verdict == "off":
        return []
    check = ExpressionCheck(plain, catalog, is_modern=rules.is_modern)
    return [_judged(each, rules) for each in check.mistakes()]


def with_problems(report: SourceReport, found: Sequence[Problem]) -> SourceReport:
    """The report with further problems; errors among them make the source invalid."""
    errors = [each for each in found if each.severity == "error"]
    warnings = [each for each in found if each.severity == "warning"]
    violations = (*report.violations, *map(violation_of, errors))
    texts = (*report.warnings, *(warning_text(each, report.document) for each in warnings))
    return msgspec.structs.replace(
        report,
        violations=violations[:FLOW_VIOLATIONS_MAX],
        warnings=texts[:SOURCE_WARNINGS_MAX],
        problems=tuple(_bounded(sorted((*report.problems, *found), key=_rank))),
        flow=None if violations else report.flow,
    )


def violation_of(problem: Problem) -> Violation:
    """An error as a violation."""
    place = (problem.line, problem.column)
    return Violation(problem.path, problem.message, *place, problem.hint)


def warning_text(problem: Problem, plain: Json) -> str:
    """A warning as one text, with its path and its hint."""
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{named_path(problem.path, plain)}: {problem.message}{hint}"


def _judged(found: Found, rules: ExpressionRules) -> Found:
    return found._replace(severity="warning") if rules.verdict == "warn" else found


def _rank(problem: Problem) -> tuple[int, int, int]:
    # Errors of the language come in its order: what stops the reading stands first.
    if problem.severity == "error":
        return _ORDER["error"], 0, 0
    return _ORDER[problem.severity], problem.line, problem.column


def _bounded(problems: Sequence[Problem]) -> Iterator[Problem]:
    left = {
        "error": FLOW_VIOLATIONS_MAX,
        "warning": SOURCE_WARNINGS_MAX,
        "info": SOURCE_WARNINGS_MAX,
    }
    for each in problems:
        left[each.severity] -= 1
        if left[each.severity] >= 0:
            yield each
