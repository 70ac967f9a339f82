"""Types that begin or await work elsewhere say how it is found again; the table is up to date."""

from __future__ import annotations

from functools import cache

from tests.families import far_work
from tiercel.plugin.services.far_work import Way


@cache
def rows() -> list[far_work.Row]:
    return far_work.rows()


def test_every_type_that_waits_elsewhere_says_how_its_work_is_found_again() -> None:
    assert far_work.undeclared(rows()) == []


def test_nine_of_ten_attach() -> None:
    assert far_work.share(rows()) >= 0.9


def test_what_is_stored_or_named_is_reached_by_the_code() -> None:
    wrong = [
        each.name
        for each in rows()
        if each.declared is not None and each.declared.way is Way.HANDLE and not each.waits
    ]
    assert wrong == []


def test_the_document_is_that_of_the_types() -> None:
    found = far_work.DOCUMENT.read_text(encoding="utf-8")
    assert found == far_work.document_text(rows()), "make reattachment writes it again"
