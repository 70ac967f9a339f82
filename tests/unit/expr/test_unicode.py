"""Whatever a template does, it gives text that has a UTF-8 form."""

from __future__ import annotations

import msgspec
import pytest

from tests.unit.expr.rendering import RENDERER
from tiercel.expr import StaticLookups
from tiercel.model.json_types import Json

VARIABLES: dict[str, Json] = {
    "codes": [[55296, 97]],
    "pair": [[55357, 56832]],
    "face": "😀",
    "json": r'{"\ud800": ["\udc00", "\ud83d\ude00"]}',
    "below": "\ud7ff",
    "above": "\ue001",
}
TEMPLATES = {
    "{{ codes | jq('.[0]|implode') | first }}": "?a",
    "{{ pair | jq('.[0]|implode') | first }}": "😀",
    r"""{{ 1 | jq('"a\udc00"') | first }}""": "a?",
    "{{ [json] | jq('.[0] | fromjson | keys | first') | first }}": "?",
    "{{ fromJson(json) | keys | first }}": "?",
    "{{ fromJson(json) | values | first | join(' ') }}": "? 😀",
    "{{ face | first }}": "?",
    "{{ face | last }}": "?",
    "{{ face | slice(0, 1) }}": "?",
    "{{ ('xyzz' ~ face ~ 'abc') | abbreviate(8) }}": "xyzz?...",
    "{{ '%c' | format(55296) }}": "?",
    "{{ range(below, above) | slice(0, 2) | join('') }}": "\ud7ff?",
}


@pytest.mark.parametrize("template", TEMPLATES)
def test_half_of_a_pair_never_leaves_a_template(template: str) -> None:
    expected = TEMPLATES[template]
    lookups = StaticLookups({})
    assert RENDERER.render(template, VARIABLES, lookups) == expected
    assert RENDERER.render_typed(template, VARIABLES, lookups) == expected


@pytest.mark.parametrize("template", ["{{ codes | jq('.[0]|implode') }}", "{{ fromJson(json) }}"])
def test_half_of_a_pair_is_in_no_value_either(template: str) -> None:
    value = RENDERER.render_typed(template, VARIABLES, StaticLookups({}))
    assert msgspec.json.decode(msgspec.json.encode(value)) == value
