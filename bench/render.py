"""Renders per second, ours beside Jinja2's compiled templates on the equivalent template.

`python -m bench.render` prints a table; `measure()` returns the figures.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import jinja2

from tiercel.expr import NoLookups, Renderer

SCOPE = {
    "inputs": {"name": "Ada", "city": "Oslo"},
    "outputs": {
        "fetch": {
            "value": 42,
            "uri": "kestra:///company/team/hello/executions/1/out.ion",
            "json": {"rows": [{"id": 1, "n": "x"}, {"id": 2, "n": "y"}]},
        }
    },
    "rows": [{"name": f"row {number}", "size": number} for number in range(100)],
    "flow": {"id": "hello", "namespace": "company.team"},
}
PLAIN = "a plain text without any expression"
ONE = "{{ inputs.name }}"
TWO = "Hello {{ inputs.name }}, welcome to {{ inputs.city }}!"
LOOP = "{% for row in rows %}{{ row.name | upper }}{% endfor %}"
PAGE = """Report of {{ flow.namespace }}.{{ flow.id }}
{% if outputs.fetch.value > 40 %}
The value {{ outputs.fetch.value }} is large.
{% else %}
The value {{ outputs.fetch.value }} is small.
{% endif %}
{% for row in rows %}
- {{ row.name | upper }}: {{ row.size * 2 }}{% if row.size > 50 %} (big){% endif %}
{% endfor %}

City: {{ inputs.city | lower }}
Name: {{ inputs.name | capitalize }}
Rows: {{ rows | length }}
File: {{ outputs.fetch.uri }}
First: {{ (rows | first).name }}
Last: {{ (rows | last).name }}
Ready: {{ outputs.fetch.value == 42 and inputs.name != 'Bob' }}
Done.
"""
# Name, our template, Jinja2's (None where it has no equivalent).
TEMPLATES: tuple[tuple[str, str, str | None], ...] = (
    ("plain text", PLAIN, PLAIN),
    ("one variable", ONE, ONE),
    ("two variables", TWO, TWO),
    ("loop of 100, a filter", LOOP, LOOP),
    ("page: 20 lines, loop, filters", PAGE, PAGE),
    ("coalesce a missing name", "{{ inputs.nope ?? 'd' }}", "{{ inputs.nope | default('d') }}"),
    ("jq over an output", "{{ outputs.fetch | jq('.json.rows[].id') }}", None),
)


def _micros(run: Callable[[], Any], *, seconds: float) -> float:
    """The best mean of several rounds, in microseconds a call."""
    run()
    count, spent = 1, 0.0
    while spent < seconds / 10:
        count *= 2
        started = time.perf_counter()
        for _ in range(count):
            run()
        spent = time.perf_counter() - started
    best = spent / count
    for _ in range(5):
        started = time.perf_counter()
        for _ in range(count):
            run()
        best = min(best, (time.perf_counter() - started) / count)
    return best * 1e6


def measure(*, seconds: float = 0.2) -> dict[str, dict[str, float]]:
    """Microseconds a render by template: `ours`, `jinja2` where there is one, and `first`.

    `first` is a template seen for the first time: parsed, compiled and rendered.
    """
    renderer, lookups = Renderer(), NoLookups()
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    figures: dict[str, dict[str, float]] = {}
    for name, ours, theirs in TEMPLATES:
        row = {"ours": _micros(lambda t=ours: renderer.render(t, SCOPE, lookups), seconds=seconds)}
        if theirs is not None:
            template = environment.from_string(theirs)
            row["jinja2"] = _micros(lambda t=template: t.render(SCOPE), seconds=seconds)
        row["first"] = _micros(lambda t=ours: Renderer().render(t, SCOPE, lookups), seconds=seconds)
        figures[name] = row
    return figures


def table(figures: dict[str, dict[str, float]]) -> list[str]:
    """The figures as lines of text."""
    lines = [f"{'template':32} {'ours µs':>9} {'Jinja2 µs':>10} {'ratio':>7} {'first µs':>9}"]
    for name, row in figures.items():
        jinja = row.get("jinja2")
        other = f"{jinja:10.2f} {jinja / row['ours']:6.1f}x" if jinja else f"{'–':>10} {'–':>7}"
        lines.append(f"{name:32} {row['ours']:9.2f} {other} {row['first']:9.1f}")
    return lines


if __name__ == "__main__":
    print("\n".join(table(measure())))
