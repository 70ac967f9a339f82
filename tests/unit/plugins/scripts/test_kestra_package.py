"""The package that scripts may import: rows of Ion, and flows started over the API."""

from __future__ import annotations

import importlib.util
import json
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import pytest

from tiercel.plugins.scripts.python_start import START

NAME = "kestra_of_the_tests"


@pytest.fixture(scope="module")
def package() -> Iterator[ModuleType]:
    place = START / "packages" / "kestra" / "__init__.py"
    spec = importlib.util.spec_from_file_location(NAME, place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[NAME] = module
    spec.loader.exec_module(module)
    yield module
    for name in [each for each in sys.modules if each.startswith(NAME)]:
        del sys.modules[name]


def rows_of(package: ModuleType, text: str, folder: Path) -> Any:
    place = folder / "rows.ion"
    place.write_text(text, encoding="utf-8")
    return package.Kestra.read(str(place))


def test_rows_of_ion_are_read(
    package: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As where the package for Ion is not installed.
    monkeypatch.setitem(sys.modules, "amazon.ion", None)
    text = r"""
// a comment
{id:1,name:"a \"b\" \u00e9",'odd name':null.string,ok:true}
{id:-2, price:1.5, large:1d3, big:1e2, at:2026-01-02T03:04:05.123456789Z, day:2026-01-02,
 clock:2026-01-02T03:04Z, list:[1, two, "3"], inner:{a:{}, b:[]}, none:currency::3}
'''long ''' '''text'''
/* the end */ {{aGVsbG8=}} nan
"""
    *rows, nan = rows_of(package, text, tmp_path)
    assert nan != nan
    assert rows == [
        {"id": 1, "name": 'a "b" é', "odd name": None, "ok": True},
        {
            "id": -2,
            "price": 1.5,
            "large": 1000.0,
            "big": 100.0,
            "at": datetime(2026, 1, 2, 3, 4, 5, 123456, tzinfo=UTC),
            "day": date(2026, 1, 2),
            "clock": datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
            "list": [1, "two", "3"],
            "inner": {"a": {}, "b": []},
            "none": 3,
        },
        "long text",
        b"hello",
    ]
    assert rows_of(package, '{"id": 1}\n{"id": 2}', tmp_path) == [{"id": 1}, {"id": 2}]


@pytest.mark.parametrize("text", ["{a:1", "{a 1}", '"open', "}", "[1, 2"])
def test_what_is_no_ion_is_an_error(
    package: ModuleType, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "amazon.ion", None)
    with pytest.raises(ValueError, match="Ion"):
        rows_of(package, text, tmp_path)


class Api(BaseHTTPRequestHandler):
    """Starts an execution that ends at the second look."""

    calls: ClassVar[list[tuple[str, str, bytes]]] = []
    answers: ClassVar[list[tuple[int, Any]]] = []

    def do_POST(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.calls.append((f"{self.command} {self.path}", self.headers["Authorization"], content))
        status, body = self.answers.pop(0)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

    def log_message(self, *arguments: Any) -> None:
        """Say nothing."""


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Api]]:
    Api.calls.clear()
    server = HTTPServer(("127.0.0.1", 0), Api)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("KESTRA_HOSTNAME", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("KESTRA_API_TOKEN", "t0ken")
    yield Api
    server.shutdown()
    thread.join()
    server.server_close()


def state(name: str) -> tuple[int, Any]:
    return 200, {"id": "e1", "state": {"current": name}}


def test_a_flow_is_started_and_waited_for(package: ModuleType, api: type[Api]) -> None:
    api.answers[:] = [(503, {}), state("CREATED"), state("RUNNING"), state("SUCCESS"), (200, b"x")]
    flow = package.Flow(poll_interval=0.001, labels_from_inputs=True, tenant="main")
    ended = flow.execute("company.team", "hello", {"who": "a b", "n": [1]})
    assert ended == {"status": "SUCCESS", "log": "x", "error": None, "id": "e1"}
    start = "POST /api/v1/main/executions/company.team/hello?labels=who%3Aa+b&labels=n%3A%5B1%5D"
    assert [call for call, _, _ in api.calls] == [
        start,
        start,
        "GET /api/v1/main/executions/e1",
        "GET /api/v1/main/executions/e1",
        "GET /api/v1/main/logs/e1/download",
    ]
    assert {token for _, token, _ in api.calls} == {"Bearer t0ken"}
    assert b'name="who"\r\n\r\na b\r\n' in api.calls[0][2]
    assert b'name="n"\r\n\r\n[1]\r\n' in api.calls[0][2]


def test_a_flow_that_is_not_there_is_an_error(package: ModuleType, api: type[Api]) -> None:
    api.answers[:] = [(404, {"message": "Not Found"})]
    with pytest.raises(RuntimeError, match=r"404 .*Not Found"):
        package.Flow(poll_interval=0.001).execute("company.team", "nothing")
