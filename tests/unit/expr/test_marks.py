"""Templates whose code stands between `<<` and `>>`, and between `<%` and `%>`."""

from __future__ import annotations

import pytest

from tiercel.expr import ExpressionError, Renderer
from tiercel.expr.marks import render_marked

SCOPE = {"arg": {"name": "Ada", "all": [1, 2]}}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("", ""),
        ("a << arg.name >> b", "a Ada b"),
        ("<% for one in arg.all %><< one >>,<% endfor %>", "1,2,"),
        ("{{ flow.id }} {% if x %} {# no comment #}", "{{ flow.id }} {% if x %} {# no comment #}"),
        ("{<< arg.name >>}", "{Ada}"),
        ("{{<< arg.name >>}}", "{{Ada}}"),
        ("{{% << arg.name >> {", "{{% Ada {"),
        ("<< 'a >> b' >>", "a >> b"),
        ("cat >> log", "cat >> log"),
        ("cat << '<<' >>EOF", "cat <<EOF"),
        ("{% raw %}<< arg.name >>{% endraw %}", "{% raw %}Ada{% endraw %}"),
        ("<< '{{ x }}' >>", "{{ x }}"),
        ("x\n<%- if arg.name -%>\ny\n<%- endif -%>\nz", "xyz"),
    ],
)
def test_code_is_rendered_and_text_stays(source: str, text: str) -> None:
    assert render_marked(source, SCOPE, Renderer(), 1_000) == text


@pytest.mark.parametrize(
    "source",
    [
        "<< arg.none >>",
        "<< secret('a') >>",
        "<% if %>",
        "<< arg.name >>" * 500,
        "cat <<EOF",
        "<% if 'a %>",
    ],
)
def test_what_cannot_be_rendered_is_an_error(source: str) -> None:
    with pytest.raises(ExpressionError):
        render_marked(source, SCOPE, Renderer(), 1_000)
