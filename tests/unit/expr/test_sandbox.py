"""Nothing of Python is reachable from a template, and no template hangs or fills the memory."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tiercel.expr import ExpressionError, Renderer, StaticLookups

# Against a loop of plain Python on the same machine, at the same time: 0.1 s where it is quiet.
LOOPS_MAX = 10.0
# The allowance for what the machine does besides: the limit is checked on the best of a few runs.
ATTEMPTS = 4
LOOP = 500_000

SCOPE: dict[str, Any] = {
    "s": "text",
    "n": 5,
    "f": 1.5,
    "l": [1, 2],
    "m": {"a": 1},
    "t": True,
    "nu": None,
    "self_a": "{{ render(self_b) }}",
    "self_b": "{{ render(self_a) }}",
    "grow": "{{ grow }}{{ grow }}",
    "flip_a": "{{ flip_b }}",
    "flip_b": "{{ flip_a }}",
    "long": "a" * 5_000,
    "evil": "{{ ''.__class__ }}",
    "fn": object(),
}

WALKS = [
    "{{ s.__class__ }}",
    "{{ s.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''.__class__ }}",
    "{{ n.__class__ }}",
    "{{ f.__class__ }}",
    "{{ l.__class__ }}",
    "{{ m.__class__ }}",
    "{{ m['__class__'] }}",
    "{{ t.__class__ }}",
    "{{ fn.__class__ }}",
    "{{ fn.__init__ }}",
    "{{ fn['__init__'] }}",
    "{{ s['__class__'] }}",
    "{{ s['__doc__'] }}",
    "{{ l['__len__'] }}",
    "{{ l.__len__() }}",
    "{{ l.append(3) }}",
    "{{ l.pop() }}",
    "{{ l.sort() }}",
    "{{ m.update({'b': 2}) }}",
    "{{ m.pop('a') }}",
    "{{ m.setdefault('z', 1) }}",
    "{{ s.format(1) }}",
    "{{ s.format_map(m) }}",
    "{{ s.encode() }}",
    "{{ s.join(l) }}",
    "{{ s.zfill(1000000000) }}",
    "{{ s.ljust(1000000000) }}",
    "{{ n.to_bytes(10, 'big') }}",
    "{{ n.real }}",
    "{{ n.bit_length() }}",
    "{{ f.as_integer_ratio() }}",
    "{{ f.hex() }}",
    "{{ s.getClass() }}",
    "{{ s.class }}",
    "{{ n.getClass().forName('java.lang.Runtime') }}",
    "{{ s.wait() }}",
    "{{ s.notifyAll() }}",
    "{{ '{0.__class__}' | format(s) ~ ('{0.__class__}' | upper).__class__ }}",
    "{{ ('%s' | format(s)).__globals__ }}",
    "{{ __import__('os') }}",
    "{{ __builtins__ }}",
    "{{ eval('1') }}",
    "{{ exec('1') }}",
    "{{ open('/etc/passwd') }}",
    "{{ globals() }}",
    "{{ getattr(s, 'upper') }}",
    "{{ type(s) }}",
    "{{ upper.__globals__ }}",
    "{{ range.__self__ }}",
    "{{ render.__code__ }}",
    "{{ loop.__class__ }}",
    "{% for i in l %}{{ loop.__class__ }}{% endfor %}",
    "{% for i in l %}{{ loop.as_map() }}{% endfor %}",
    "{% for e in m %}{{ e.__class__ }}{% endfor %}",
    "{% macro m1() %}{% endmacro %}{{ m1.__globals__ }}",
    "{{ _context }}",
    "{{ template.source }}",
    "{{ locale.__class__ }}",
    "{{ render(evil) }}",
    "{{ s | attr('__class__') }}",
    "{{ s | map('upper') }}",
    "{% import 'os' %}",
    "{% include '/etc/passwd' %}",
    "{% extends 'x' %}",
    "{{ (l | first).__class__ }}",
    "{{ ({'a': 1}).__class__ }}",
    "{{ [1].__class__ }}",
    "{{ (now() | date).__class__ }}",
    "{{ l | jq('env') }}",
    "{{ l | jq('$ENV') }}",
    "{{ l | jq('input') }}",
    "{{ l | jq('input_filename') }}",
    "{{ l | jq('import \"a\" as a; .') }}",
    "{{ l | jq('halt') }}",
    "{{ fromJson('{\"a\": NaN}') }}",
    "{{ yaml('!!python/object/apply:os.system [\"true\"]').__class__ }}",
    "{{ read('../../etc/passwd') }}",
    "{{ read('kestra:///company/team/_files/../../../x') }}",
    "{{ read('file:///etc/passwd') }}",
    "{{ read('gopher://x/y') }}",
    "{{ secret('X') }}",
]

BOMBS = [
    "{{ range(0, 2000000000) }}",
    "{{ 1..2000000000 }}",
    "{{ range(1, 9000000000000000000, 1) }}",
    "{{ '%1000000000d' | format(1) }}",
    "{{ '%.1000000000f' | format(1.5) }}",
    "{{ s | indent(1000000000, long) ~ ('a\nb' | indent(1000000000, long)) }}",
    "{{ 'a\nb' | nindent(999999999) }}",
    "{{ nanoId(1000000000) }}",
    "{{ '1E+999999999' | number('BIGDECIMAL') | numberFormat('0') }}",
    "{{ (('1E+900000' | number('BIGDECIMAL')) * 3) | numberFormat('0.00') }}",
    "{{ '" + "9" * 5_000 + "' | number('BIGINTEGER') }}",
    "{{ (long ~ 'b') | regexMatch('(a+)+$') }}",
    "{{ (long ~ 'b') | regexMatch('(a|a)*$') }}",
    "{{ (long ~ 'b') | regexMatch('(a|aa)+$') }}",
    "{{ (long ~ 'b') | regexMatch('^(.*a){20}$') }}",
    "{{ (long ~ 'b') | replace({'(a*)*c': 'x'}, regexp=true) }}",
    "{{ long | split('(a*)*c') | length ~ (long ~ 'b' | split('(a+)+$')) }}",
    "{{ long | regexExtract('(.*)*(.*)*(.*)*x') ~ (long | regexMatch('(a+)+(a+)+(a+)+x')) }}",
    "{{ long.matches('(a+)+b') }}",
    "{{ long.replaceAll('(a+)+b', '') }}",
    "{{ '" + "(" * 3_000 + "' | regexMatch('" + "(" * 1_900 + "') }}",
    "{{ s | regexMatch('" + "a" * 3_000 + "') }}",
    "{% set x = long %}{% for i in 1..40 %}{% set x = x ~ x %}{% endfor %}{{ x | length }}",
    "{% set x = long %}{% for i in 1..40 %}{% set x = x + x %}{% endfor %}{{ x | length }}",
    "{% set x = [1] %}{% for i in 1..60 %}{% set x = x | merge(x) %}{% endfor %}{{ x | length }}",
    "{% set x = [1] %}{% for i in 1..60 %}{% set x = x + x %}{% endfor %}{{ x | length }}",
    "{% set x = 'aa' %}{% for i in 1..40 %}{% set x = x | replace({'a':'aa'}) %}{% endfor %}{{x}}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% macro m(k) %}{{ m(k + 1) }}{{ m(k + 1) }}{% endmacro %}{{ m(0) }}",
    "{% block b %}{{ block('b') }}{% endblock %}",
    "{{ render(self_a) }}",
    "{{ render(flip_a) }}",
    "{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}",
    "{{ " + "[" * 5_000 + "]" * 5_000 + " }}",
    "{{ " + "-" * 5_000 + "1 }}",
    "{{ " + "not " * 5_000 + "true }}",
    "{{ 1" + " + 1" * 5_000 + " }}",
    "{{ s" + " | upper" * 5_000 + " }}",
    "{{ m" + ".a" * 5_000 + " }}",
    "{{ true" + " ? 1 : true" * 3_000 + " ? 1 : 2 }}",
    "{% if true %}" * 3_000,
    '{{ "' + '#{"' * 3_000 + " }}",
    "{{ l | jq('def f: f; f') }}",
    "{{ l | jq('def f: f | f; f') }}",
    "{{ l | jq('\"a\" * 1000000000') }}",
    "{{ l | jq('setpath([1000000000]; 1)') }}",
    "{{ l | jq('reduce range(60) as $i ([1]; . + .)') }}",
    "{{ l | jq('reduce range(60) as $i (\"aa\"; . + .)') }}",
    "{{ l | jq('\"" + "a" * 40 + 'b" | test("(a+)+$")\') }}',
    "{{ l | jq('" + "[" * 3_000 + "]" * 3_000 + "') }}",
    "{{ fromJson('" + "[" * 100_000 + "') }}",
    "{{ yaml('" + "[" * 20_000 + "') }}",
    "{{ yaml('" + "- " * 20_000 + "1') }}",
    "{{ fromIon('" + "[" * 20_000 + "') }}",
    "{{ '2024-01-01' | dateAdd(999999999999999999, 'MILLENNIA') }}",
    "{{ '2024-01-01' | date('" + "[" * 500 + "') }}",
    "{{ '" + "1" * 300 + "x' | date(existingFormat='" + "dHms" * 100 + "yyyyMMdd') }}",
    "{{ long | slice(0, 999999999999) }}",
    "{{ l | chunk(0) }}",
]

# These do as much work as one rendering is allowed, so they take longer than the others.
EXHAUSTING = [
    "{% set x = [1] %}{% for i in 1..60 %}{% set x = [x, x] %}{% endfor %}{{ x }}",
    "{% set x = [1] %}{% for i in 1..60 %}{% set x = [x, x] %}{% endfor %}{{ x ~ '' }}",
    (
        "{% set x = [1] %}{% set y = [1] %}{% for i in 1..60 %}{% set x = [x, x] %}"
        "{% set y = [y, y] %}{% endfor %}{{ x == y }}"
    ),
    "{% for a in 1..1000000 %}{% for b in 1..1000000 %}{% endfor %}{% endfor %}",
    "{{ render(grow) }}",
    "{{ l | jq('[limit(1000000000; repeat(1))]') }}",
    "{{ l | jq('range(1000000000)') }}",
    "{{ l | jq('until(false; .)') }}",
    "{{ l | jq('[range(100000)] | combinations(5)') }}",
    "{{ l | jq('reduce range(100) as $i (1; [., .]) | tojson') }}",
    "{% set x = [1] %}{% for i in 1..60 %}{% set x = [x, x] %}{% endfor %}{{ x | jq('.') }}",
    (
        "{% set x = ['a'] %}{% for i in 1..60 %}{% set x = [x, x] %}{% endfor %}"
        "{{ x | replace({'a': 'b'}) }}"
    ),
    (
        "{% set x = ['a'] %}{% for i in 1..60 %}{% set x = [x, x] %}{% endfor %}"
        "{{ x | escapeChar('single') }}"
    ),
    "{% set x = ['a'] %}{% for i in 1..60 %}{% set x = [x, x] %}{% endfor %}{{ x | distinct }}",
    "{% set x = ['a'] %}{% for i in 1..60 %}{% set x = [x, x] %}{% endfor %}{{ x | yaml }}",
    "{% set x = ['a'] %}{% for i in 1..60 %}{% set x = [x, x] %}{% endfor %}{{ x | toIon }}",
    "{% set x = ['a'] %}{% for i in 1..60 %}{% set x = [x, x] %}{% endfor %}{{ render(x) }}",
]
EXHAUSTING_SECONDS_MAX = 20.0

lookups = StaticLookups({})


def best_loops(template: str) -> tuple[float, str]:
    """What the cheapest of a few runs costs, in loops of plain Python, and the error's message."""
    best, message = 1e9, ""
    for _ in range(ATTEMPTS):
        started = time.thread_time()
        message = failure_of(template)
        ended = time.thread_time()
        for _ in range(LOOP):
            pass
        best = min(best, (ended - started) / (time.thread_time() - ended))
        if best < LOOPS_MAX:
            break
    return best, message


def failure_of(template: str) -> str:
    """The message of the error that the template ends with, empty when it renders."""
    try:
        text = Renderer().render(template, SCOPE, lookups)
    except ExpressionError as error:
        return error.message
    assert text is None or len(text) < 100_000
    return ""


@pytest.fixture(scope="module", autouse=True)
def everything_is_loaded() -> None:
    """The libraries that load on first use do so before anything is timed."""
    renderer = Renderer()
    for template in (
        "{{ [1] | jq('.') }}{{ yaml('a: 1') }}{{ fromIon('1') }}{{ 'a' | regexMatch('a') }}",
        "{{ '1' | date(existingFormat='yyyy') }}",
        "{{ nope }}",
    ):
        try:
            renderer.render(template, SCOPE, lookups)
        except ExpressionError:
            continue


@pytest.mark.parametrize("template", WALKS)
def test_nothing_of_python_is_reachable(template: str) -> None:
    loops, message = best_loops(template)
    assert loops < LOOPS_MAX
    assert message
    assert "<class" not in message.replace(template, "")
    assert "built-in" not in message


@pytest.mark.parametrize("template", BOMBS, ids=lambda template: template[:40])
def test_no_template_hangs_or_fills_the_memory(template: str) -> None:
    loops, _ = best_loops(template)
    assert loops < LOOPS_MAX


@pytest.mark.parametrize("template", EXHAUSTING, ids=lambda template: template[-40:])
def test_work_without_end_ends_at_a_bound(template: str) -> None:
    started = time.thread_time()
    assert failure_of(template)
    assert time.thread_time() - started < EXHAUSTING_SECONDS_MAX


def test_there_are_enough_attempts() -> None:
    assert len(WALKS) + len(BOMBS) >= 60


def test_an_honest_search_may_take_long_in_a_long_text() -> None:
    scope: dict[str, Any] = {"s": "ab c" * 100_000}
    template = "{{ s | replace({'b': 'x'}, regexp=true) | length }}"
    assert Renderer().render(template, scope, lookups) == "400000"
