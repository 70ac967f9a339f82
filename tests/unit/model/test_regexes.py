"""Regular expressions of users: which can be compiled, and which would cost too much."""

from __future__ import annotations

import pytest

from tiercel.model.errors import Invalid
from tiercel.model.limits import REGEX_REPEATS_MAX
from tiercel.model.regexes import compile_regex, filter_regex, finds
from tiercel.model.stored.limits import STORE_REGEX_CHARS_MAX

BYTE = r"(25[0-5]|(2[0-4]|1{0,1}[0-9]){0,1}[0-9])"
ADDRESS = rf"({BYTE}\.){{3,3}}{BYTE}"
HUGE = [
    "a{999999999}",
    "a{ 99999}",
    "a{%s}" % ("9" * 500),
    r"\\{999999}",
    r"\p{L}{20000}",
    "(?:(?:a{100}){100}){100}",
    "(a{1000}){0,1}((b{100}){100}){0,1}",
    "(" + "()" * 100 + "){1000}",
    # What hides where a group begins or ends from a quick look.
    "(?:a{1000}[(]b){1000}",
    "(?:a{1000}[(\\]]b){1000}",
    "[](](a{1000}){1000}",
    "[[:alpha:](](a{99}){99}",
    "(?:[a[b]c{1000}]){1000}",
    "(?:[[]b{1000}]){1000}",
    "(?#[)(a{1000}){1000}",
    r"\p{(?:(?:a{100}){100}){100}",
    "(?x) (a{1000}) # (\n{1000}",
    "(?i-x:(a{1000})[ {1000})",
]
COMMON = [
    (ADDRESS, "at 10.0.0.255"),
    (f"{ADDRESS}|([0-9a-f]{{1,4}}:){{7,7}}[0-9a-f]{{1,4}}|{ADDRESS}", "1:2:3:4:5:6:7:8"),
    (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "0f8fad5b-d9cb-469f-a165-70867728950e"),
    (r"([0-9A-F]{2}:){5}[0-9A-F]{2}", "00:1B:44:11:3A:B7"),
    (r"^\d{4}-\d{2}-\d{2}T(\d{2}:){2}\d{2}$", "2026-01-02T03:04:05"),
    (r"[[:alpha:]]{3}#{2}", "abc##"),
    (r"[\p{L}[:digit:]]{8}(?:-[[:alnum:]_]{4}){30}", "abcdefg1" + "-ab_1" * 30),
    (r"\{1000\}\(", "{1000}("),
    (r"a{5000}", "a" * 5_000),
]


@pytest.mark.parametrize("pattern", HUGE)
def test_what_would_be_written_out_at_length_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=f"more than {REGEX_REPEATS_MAX:,}"):
        compile_regex(pattern)


@pytest.mark.parametrize(("pattern", "text"), COMMON)
def test_what_people_write_is_not(pattern: str, text: str) -> None:
    assert finds(pattern, text)
    assert not finds(pattern, "-")


@pytest.mark.parametrize("pattern", ["(", "(?au)x", "a**", "x{2}{3}", "[", r"(?P<1>x)"])
def test_what_is_wrong_is_reported(pattern: str) -> None:
    with pytest.raises(Invalid, match="is not valid"):
        filter_regex(pattern)


def test_long_ones_are_refused() -> None:
    with pytest.raises(Invalid, match="characters at most"):
        finds("x" * (STORE_REGEX_CHARS_MAX + 1), "x")


def test_slow_ones_end() -> None:
    with pytest.raises(Invalid, match="too long"):
        finds("(a|aa)+$", "a" * 100 + "b")
    assert not finds("x", None)
