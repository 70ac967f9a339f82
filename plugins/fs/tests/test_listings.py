"""What FTP servers list for people."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tiercel_fs.places.ftp import listed_entries
from tiercel_fs.places.place import Entry

UNIX = """total 12
drwxr-xr-x    2 0        0            4096 Mar 05  2024 .
drwxr-xr-x    2 0        0            4096 Mar 05  2024 low
-rw-------    1 0        0              11 Jan 31  2023 two words.csv
lrwxrwxrwx    1 0        0               3 Jan 31  2023 link -> low"""
WINDOWS = """03-05-24  02:07PM       <DIR>          low
01-31-23  11:00AM                   11 two words.csv"""
DAY, OTHER = datetime(2023, 1, 31, tzinfo=UTC), datetime(2024, 3, 5, tzinfo=UTC)


def test_of_unix() -> None:
    assert listed_entries("/in", UNIX.splitlines()) == [
        Entry("/in/link", is_link=True, is_folder=False, size=3, modified=DAY),
        Entry("/in/low", is_folder=True, size=4096, modified=OTHER),
        Entry("/in/two words.csv", is_folder=False, size=11, modified=DAY),
    ]


def test_of_windows() -> None:
    assert listed_entries("/in", WINDOWS.splitlines()) == [
        Entry("/in/low", is_folder=True, modified=OTHER.replace(hour=14, minute=7)),
        Entry("/in/two words.csv", is_folder=False, size=11, modified=DAY.replace(hour=11)),
    ]


def test_of_nothing() -> None:
    assert listed_entries("/in", ["total 0", ""]) == []


def test_another_form_is_refused_with_its_line() -> None:
    with pytest.raises(ValueError, match="the line 'what is this' of the listing has no known"):
        listed_entries("/in", ["what is this"])
