"""Filters on texts."""

from __future__ import annotations

import pytest

from tests.unit.expr.rendering import VARIABLES, rendered


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ 'hello world' | capitalize }}", "Hello world"),
        ("{{ 'abc' | upper }}", "ABC"),
        ("{{ 'ABC' | lower }}", "abc"),
        ("{{ ' a ' | trim }}", "a"),
        ("{{ 'hello world' | title }}", "Hello World"),
        ("{{ 'abcdef' | abbreviate(5) }}", "ab..."),
        ("{{ 'Hello World' | slugify }}", "hello-world"),
        ("{{ 'ab' | startsWith('a') }}", "true"),
        ("{{ 'ab' | endsWith('b') }}", "true"),
        ("{{ 'a/b/c' | substringAfter('/') }}", "b/c"),
        ("{{ 'a/b/c' | substringAfterLast('/') }}", "c"),
        ("{{ 'a/b/c' | substringBefore('/') }}", "a"),
        ("{{ 'a/b/c' | substringBeforeLast('/') }}", "a/b"),
        ("{{ 'abc' | substringBefore('x') }}", "abc"),
        ("{{ 'abc' | substringAfter('x') }}", ""),
        ("{{ 'ab' | base64encode }}", "YWI="),
        ("{{ 'YWI=' | base64decode }}", "ab"),
        ("{{ 'a b' | urlencode }}", "a+b"),
        ("{{ 'a+b%20' | urldecode }}", "a b "),
        ("{{ 'ab' | sha256 }}", "fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603"),
        ("{{ 'a' | md5 }}", "0cc175b9c0f1b6a831c399e269772661"),
        ("{{ '<a>' | escapeChar('double') }}", "<a>"),
        ("{{ \"it's\" | escapeChar('single') }}", "it\\'s"),
        ("{{ 'é' | base64encode }}", "w6k="),
    ],
)
def test_a_template_renders(template: str, expected: str | None) -> None:
    assert rendered(template, **VARIABLES) == expected
