"""The server's own log."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from tiercel.cli.json_lines import JsonLines
from tiercel.cli.server_log import set_up
from tiercel.settings.sections import Logger


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is written, while the log of the process is set up as a server's."""
    output = io.StringIO()
    monkeypatch.setattr("sys.stderr", output)
    for name in ("logThreads", "logProcesses", "logMultiprocessing", "_srcfile"):
        monkeypatch.setattr(logging, name, getattr(logging, name))
    root, levels = logging.getLogger(), {}
    handlers, root.handlers = root.handlers, []
    for name in ("", "tiercel.web.access", "uvicorn"):
        levels[name] = logging.getLogger(name).level
    set_up(Logger(), "INFO")
    yield output
    root.handlers = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_a_line_is_an_object_with_the_fields_of_extra(lines: io.StringIO) -> None:
    logging.getLogger("tiercel.some").info("%d done", 3, extra={"execution_id": "e1"})
    (line,) = lines.getvalue().splitlines()
    found = json.loads(line)
    assert found.pop("time")
    assert found == {
        "level": "INFO",
        "name": "tiercel.some",
        "event": "3 done",
        "execution_id": "e1",
    }


def test_a_traceback_stays_within_its_line(lines: io.StringIO) -> None:
    try:
        raise ValueError("broken")
    except ValueError:
        logging.getLogger("tiercel.some").exception("failed")
    (line,) = lines.getvalue().splitlines()
    assert "ValueError: broken" in json.loads(line)["exc_info"]


@pytest.mark.parametrize("odd", ["half \ud800", 1 << 80, {"a": ["\udfff"]}])
def test_what_the_fast_encoder_refuses_is_written_all_the_same(
    lines: io.StringIO, odd: object
) -> None:
    logging.getLogger("tiercel.some").warning("odd", extra={"value": odd})
    (line,) = lines.getvalue().splitlines()
    assert json.loads(line)["value"] == odd


def test_dates_of_json_lines_are_those_of_the_library() -> None:
    ours, base = JsonLines("%(asctime)s"), logging.Formatter()
    for created in (1_700_000_000.0, 1_700_000_000.9996, 1_700_000_001.25, 1_700_000_000.5, 0.001):
        record = logging.makeLogRecord({"created": created, "msecs": created % 1 * 1000})
        assert ours.formatTime(record) == base.formatTime(record)
        assert ours.formatTime(record, "%H") == base.formatTime(record, "%H")
