"""Reviews of flows that are written in a test."""

from __future__ import annotations

from tiercel.engine.expressions.review import ExpressionRules, Review, review_source
from tiercel.flowlang.places.problems import DEPRECATED
from tiercel.model.problem import Problem
from tiercel.plugin.catalog.registry import Catalog

HEAD = "id: shop\nnamespace: acme.shop\n"
LOG = "io.kestra.plugin.core.log.Log"
CATALOG = Catalog.of_builtins()


def review(body: str, rules: ExpressionRules | None = None) -> Review:
    """What there is to say on a flow; `body` is all but its id and namespace."""
    return review_source(HEAD + body, CATALOG, rules or ExpressionRules())


def message(template: str, *, more: str = "") -> str:
    """A flow with one log line; the template stands in double quotes."""
    return f'{more}tasks:\n  - {{id: hello, type: {LOG}, message: "{template}"}}\n'


def problems(body: str) -> list[Problem]:
    """The problems of a flow, but for those of old types and properties."""
    return [each for each in review(body).report.problems if each.code != DEPRECATED]


def marked(body: str, problem: Problem) -> str:
    """The text that a problem points to, which is on one line."""
    assert problem.line == problem.end_line
    line = (HEAD + body).split("\n")[problem.line - 1]
    return line[problem.column - 1 : problem.end_column - 1]
