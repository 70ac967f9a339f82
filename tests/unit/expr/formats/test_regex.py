"""Regular expressions in Java's notation: classes, replacements, splitting, bounds."""

from __future__ import annotations

import pytest

from tiercel.expr.errors import EvaluationError, LimitExceeded
from tiercel.expr.formats.regex import (
    compiled,
    find,
    java_find_all,
    java_replace,
    java_split,
    matches,
    regex_matches,
    search_cost,
    seconds_max,
)


@pytest.mark.parametrize(
    ("pattern", "text", "holds"),
    [
        (r"\p{Lower}+", "abc", True),
        (r"\p{Lower}+", "ABC", False),
        (r"\P{Lower}+", "ABC", True),
        (r"[\p{Alpha}\p{Digit}_]+", "a1_", True),
        (r"[\P{Digit}]+", "abc", True),
        (r"\p{javaUpperCase}", "É", True),
        (r"\p{IsAlphabetic}+", "é", True),
        (r"\p{L}+", "é", True),
        (r"\pL+", "é", True),
        (r"\w+", "é", False),
        (r"\P{L}+", "12", True),
        (r"\P{L}+", "é", False),
        (r"[\p{L}\d-]+", "é-1", True),
        (r"[\p{L}\d]+", "٣", False),
        (r"[^\p{L}\s]+", "12", True),
        (r"[^\p{L}]+", "é", False),
        (r"[\p{L}\W]+", "é-", True),
        (r"[a[\p{Lu}]]+", "aÉ", True),
        (r"\Qa.b\E", "a.b", True),
        (r"\Qa.b\E", "axb", False),
        (r"\Qa.b", "a.b", True),
        (r"a.b", "a\nb", False),
        (r"(?s)a.b", "a\nb", True),
        (r"(?i)AB", "ab", True),
        (r"\h+", " \t", True),
        (r"[\h]+", " \t", True),
        (r"a\Rb", "a\r\nb", True),
        (r"[a-z&&[^b]]+", "acd", True),
        (r"[a-z&&[^b]]+", "abc", False),
        (r"[]a]+", "]a", True),
        (r"[^]a]", "b", True),
        (r"[a--b]+", "a-b", True),
        (r"[|~]+", "||~~", True),
        (r"\e", "\x1b", True),
        (r"a*+b", "aab", True),
        (r"(?>a+)b", "aab", True),
        (r"abc\z", "abc", True),
        (r"\d{2,3}", "12", True),
    ],
)
def test_an_expression_means_what_it_means_in_java(pattern: str, text: str, holds: bool) -> None:
    assert regex_matches(text, pattern) is holds


@pytest.mark.parametrize(
    ("pattern", "text"),
    [("a$", "a\n"), (r"a\Z", "a\n"), ("(?m)a$", "a\nb"), ("b", "abc")],
)
def test_a_match_is_found_anywhere(pattern: str, text: str) -> None:
    assert find(text, pattern) is not None


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("[a", "Unclosed character class"),
        (r"[\]", "Unclosed character class"),
        ("(a", "Unclosed group"),
        ("a)", "Unmatched closing"),
        ("*a", "Dangling meta character '*'"),
        ("a{99999}", "it repeats its parts more than 5,000 times"),
    ],
)
def test_a_wrong_expression_is_refused_in_javas_words(pattern: str, words: str) -> None:
    with pytest.raises(EvaluationError, match=words.replace("*", r"\*")):
        compiled(pattern)


@pytest.mark.parametrize(
    ("pattern", "replacement", "expected"),
    [
        ("(a)(b)", "$2$1", "bac"),
        ("(?<x>a)", "${x}!", "a!bc"),
        ("a", r"\$", "$bc"),
        ("(a)", "$10", "a0bc"),
        ("z", "x", "abc"),
        ("", "-", "-a-b-c-"),
    ],
)
def test_groups_are_put_into_replacements(pattern: str, replacement: str, expected: str) -> None:
    assert java_replace("abc", pattern, replacement) == expected


@pytest.mark.parametrize("replacement", ["$", "$x", "${y}", "$3", "\\", "${"])
def test_a_replacement_without_its_group_is_refused(replacement: str) -> None:
    with pytest.raises(EvaluationError):
        java_replace("abc", "(?<x>a)", replacement)


@pytest.mark.parametrize(
    ("text", "pattern", "limit", "parts"),
    [
        ("a,b,,", ",", 0, ["a", "b"]),
        ("a,b,,", ",", -1, ["a", "b", "", ""]),
        ("a,b,c", ",", 2, ["a", "b,c"]),
        ("abc", "", 0, ["a", "b", "c"]),
        ("abc", "x", 0, ["abc"]),
        (",a", ",", 0, ["", "a"]),
        (",", ",", 0, []),
    ],
)
def test_a_text_is_split_as_java_does(
    text: str, pattern: str, limit: int, parts: list[str]
) -> None:
    assert java_split(text, pattern, limit) == parts


SLOW, TEXT = "(a|aa)+(a|aa)+(a|aa)+(a|aa)+$", "a" * 3_000 + "c"


@pytest.mark.parametrize(
    "search",
    [
        lambda: find(TEXT, SLOW),
        lambda: regex_matches(TEXT, SLOW),
        lambda: list(matches(TEXT, SLOW)),
    ],
)
def test_a_search_without_end_is_stopped(search: object) -> None:
    assert callable(search)
    with pytest.raises(LimitExceeded, match="takes too long"):
        search()


@pytest.mark.parametrize(
    "grow",
    [
        lambda: java_replace("a" * 200_000, "a", "x" * 1_000),
        lambda: java_find_all("a" * 200_000, "a", "x" * 1_000),
        lambda: compiled("a" * 1_000_000),
    ],
)
def test_results_and_patterns_are_bounded(grow: object) -> None:
    assert callable(grow)
    with pytest.raises(LimitExceeded):
        grow()


def test_risky_expressions_cost_more_and_get_no_more_time() -> None:
    assert search_cost("(a+)+", 10) > search_cost("a+", 10)
    assert seconds_max("(a+)+", "x" * 10_000) == seconds_max("(a+)+", "")
    assert seconds_max("a", "x" * 10_000) > seconds_max("a", "")
