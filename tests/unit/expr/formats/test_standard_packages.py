"""Without the packages of the extra `standard`: English goes on, the rest says what it needs."""

from __future__ import annotations

import sys

import pytest

from tests.unit.expr.rendering import rendered
from tiercel.expr import ExpressionError
from tiercel.expr.formats import locale_texts
from tiercel.expr.formats.decimal_format import decimal_format

DAY = "2026-03-03T14:00:00Z"


@pytest.fixture(autouse=True)
def without_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("babel", "holidays"):
        monkeypatch.setitem(sys.modules, name, None)
    for cached in (locale_texts.texts, locale_texts.style_pattern, locale_texts.babel_locale):
        cached.cache_clear()


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("EEEE, d MMMM yyyy", "Tuesday, 3 March 2026"),
        ("medium", "Mar 3, 2026, 2:00:00\u202fPM"),
        ("short", "3/3/26, 2:00\u202fPM"),
        ("long", "March 3, 2026, 2:00:00\u202fPM UTC"),
    ],
)
def test_english_is_written_out(form: str, shown: str) -> None:
    assert rendered("{{ v | date(format=f, timeZone='UTC') }}", v=DAY, f=form) == shown


@pytest.mark.parametrize(
    ("template", "package"),
    [
        ("{{ '2026-03-03T14:00:00Z' | date(format='EEEE', locale='fr') }}", "babel"),
        ("{{ isPublicHoliday('2026-07-14', 'FR') }}", "holidays"),
    ],
)
def test_what_is_missing_is_named_with_its_command(template: str, package: str) -> None:
    with pytest.raises(ExpressionError, match=rf"package {package}.*'tiercel\[standard\]'"):
        rendered(template)


def test_numbers_of_another_locale_need_a_package() -> None:
    assert decimal_format(1234.5, "#,##0.00", "en_GB") == "1,234.50"
    with pytest.raises(ExpressionError, match=r"Numbers of this locale need the package babel"):
        decimal_format(1234.5, "#,##0.00", "de")
