"""Who gets in, and that nothing else gets out: credentials, paths, archives, secrets.

One application with the local disk: a path that escaped would be seen there.
"""

from __future__ import annotations

import base64
import io
import logging
import stat
import tarfile
import zipfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import quote

import httpx2
import msgspec
import pytest

from tests.api.application import parts_in_memory
from tests.api.client import YAML, Api
from tiercel.adapters.local_blobs import LocalBlobs
from tiercel.adapters.memory.secrets import MemorySecrets
from tiercel.bootstrap import Application, assemble
from tiercel.model.json_types import Json
from tiercel.model.stored.moving import MovedKind
from tiercel.settings import Settings
from tiercel.web.route import Route

USER, PASSWORD = "admin@example.org", "Canary-Password-1"
GOOD = (USER, PASSWORD)
SECRET = "canary-secret-81c5"
INPUT = "canary-input-93b7"
OUTSIDE = "canary-outside-5d20"
KEY = base64.b64encode(bytes(range(32))).decode()
SETTINGS: dict[str, Json] = {
    "server": {"basic_auth": {"username": USER, "password": PASSWORD}},
    "encryption": {"secret_key": KEY},
}
WRITES = ("POST", "PUT", "PATCH", "DELETE")
FILES = "/namespaces/company.team/files"


@pytest.fixture
def storage(tmp_path: Path) -> Path:
    """The folder of the blobs, with something beside it that nobody may read."""
    (tmp_path / "outside.txt").write_text(OUTSIDE, encoding="utf-8")
    other = tmp_path / "storage" / "company" / "other" / "_files"
    other.mkdir(parents=True)
    (other / "outside.txt").write_text(OUTSIDE, encoding="utf-8")
    return tmp_path / "storage"


@pytest.fixture
async def application(tmp_path: Path, storage: Path) -> AsyncIterator[Application]:
    work = tmp_path / "work"
    work.mkdir()
    parts = parts_in_memory(work, Settings.model_validate(SETTINGS))
    ports = msgspec.structs.replace(parts.ports, blobs=LocalBlobs(storage))
    secrets = MemorySecrets({"CANARY": SECRET})
    application = assemble(msgspec.structs.replace(parts, ports=ports, secrets=secrets))
    await application.start()
    yield application
    await application.stop()


def sample_path(route: Route) -> str:
    """A path that the route answers."""
    words = (word.strip("{}").removesuffix(":rest") for word in route.path.split("/"))
    return "/".join(words)


def protected(api: Api) -> Iterator[Route]:
    """Every route that needs credentials; those that never end are left out."""
    for route in api.app.routes:
        if not (route.is_root or route.is_open):
            yield route


def basic(user: str, password: str) -> str:
    return base64.b64encode(f"{user}:{password}".encode()).decode()


WRONG: dict[str, dict[str, str]] = {
    "none": {},
    "wrong password": {"Authorization": f"Basic {basic(USER, 'x')}"},
    "wrong user": {"Authorization": f"Basic {basic('x@example.org', PASSWORD)}"},
    "no base64": {"Authorization": "Basic %%%"},
    "no colon": {"Authorization": f"Basic {base64.b64encode(USER.encode()).decode()}"},
    "empty": {"Authorization": ""},
    "unknown scheme": {"Authorization": f"Digest {basic(USER, PASSWORD)}"},
    "unknown token": {"Authorization": "Bearer tc_unknown"},
    "password as token": {"Authorization": f"Bearer {PASSWORD}"},
    "forged session": {"Cookie": "JWT=eyJhbGciOiJub25lIn0.e30."},
    "empty session": {"Cookie": "JWT="},
    "wrong cookie": {"Cookie": f"BASIC_AUTH={basic(USER, 'x')}"},
}


@pytest.mark.parametrize("name", WRONG)
async def test_no_route_answers_wrong_credentials(api: Api, name: str) -> None:
    for number, route in enumerate(protected(api)):
        path = ("", "/main")[number % 2] + sample_path(route)
        api.come_from(f"10.0.{number // 250}.{number % 250}")
        response = await api.call(route.method, path, headers=WRONG[name])
        assert response.status_code == 401, (route.method, path)
        assert response.content == b""


async def test_every_route_answers_right_credentials(api: Api) -> None:
    token = (await api.post("/me/api-tokens", json={"name": "x"}, auth=GOOD)).json()["fullToken"]
    session = await api.http.post("/login", json={"username": USER, "password": PASSWORD})
    right: tuple[dict[str, str], ...] = (
        {"Authorization": f"Basic {basic(*GOOD)}"},
        {"Authorization": f"Bearer {token}"},
        {"Cookie": f"JWT={session.cookies['JWT']}"},
        {"Cookie": f"BASIC_AUTH={basic(*GOOD)}"},
    )
    api.http.cookies.clear()
    for route in protected(api):
        if route.method != "GET" or "follow" in route.path:
            continue
        for headers in right:
            response = await api.call("GET", sample_path(route), headers=headers)
            assert response.status_code != 401, route.path
            assert response.status_code < 500 or "/ai/" in route.path


async def test_a_namespace_named_webhook_is_no_way_in(api: Api) -> None:
    source = WRITER.replace("company.team", "webhook")
    created = await api.post("/flows", headers=YAML, content=source, auth=GOOD)
    assert created.status_code == 200, created.text
    for prefix in ("", "/main", "//main/"):
        for path in ("writer", "writer/", "writer/validate", "kill", "follow", "actions/kill"):
            for method in ("GET", "POST", "DELETE"):
                response = await api.call(method, f"{prefix}/executions/webhook/{path}")
                assert response.status_code == 401, (method, prefix, path)
    started = await api.post("/executions/webhook/writer", auth=GOOD)
    assert started.status_code == 200
    assert (await api.post("/executions/webhook/webhook/writer/key")).status_code == 404


async def test_a_header_that_is_wrong_is_not_saved_by_a_cookie(api: Api) -> None:
    headers = {"Authorization": "Bearer x", "Cookie": f"BASIC_AUTH={basic(*GOOD)}"}
    assert (await api.get("/flows/search", headers=headers)).status_code == 401


async def test_no_write_by_cookie_without_the_csrf_token(api: Api) -> None:
    signed_in = await api.http.post("/login", json={"username": USER, "password": PASSWORD})
    cookies = f"JWT={signed_in.cookies['JWT']}; csrfToken={signed_in.cookies['csrfToken']}"
    api.http.cookies.clear()
    for route in protected(api):
        if route.method not in WRITES:
            continue
        for given in ({}, {"X-CSRF-TOKEN": "wrong"}, {"X-CSRF-TOKEN": ""}):
            headers = {"Cookie": cookies, **given}
            response = await api.call(route.method, sample_path(route), headers=headers)
            assert response.status_code == 403, (route.method, route.path)
    foreign = {"Cookie": f"BASIC_AUTH={basic(*GOOD)}", "Origin": "http://evil.example"}
    assert (await api.put("/namespaces/a/kv/k", content="1", headers=foreign)).status_code == 403


async def test_the_token_of_the_page_lets_a_session_write(api: Api) -> None:
    await api.http.post("/login", json={"username": USER, "password": PASSWORD})
    page = (await api.http.get("/ui/")).text
    token = page.partition('<meta name="csrf-token" content="')[2].partition('"')[0]
    assert token == api.http.cookies["csrfToken"]
    response = await api.put("/namespaces/a/kv/k", content="1", headers={"X-CSRF-TOKEN": token})
    assert response.status_code == 200


async def test_a_token_in_the_cookie_cannot_write_into_the_page(api: Api) -> None:
    hostile = {"Cookie": 'csrfToken="><script>alert(1)</script>'}
    page = await api.http.get("/ui/", headers=hostile)
    assert "<script>alert" not in page.text


@pytest.mark.parametrize("path", ["/login", "/api/v1/login"])
async def test_guessing_passwords_is_slowed_down(api: Api, path: str) -> None:
    statuses = []
    for number in range(12):
        body = {"username": USER, "password": f"guess-{number}"}
        statuses.append((await api.http.post(path, json=body)).status_code)
    assert statuses[:10] == [401] * 10
    assert statuses[-1] == 429


async def test_guessing_the_current_password_is_slowed_down(api: Api) -> None:
    new = {"username": USER, "password": "Another-Password-1"}
    statuses = []
    for number in range(12):
        body = {**new, "currentPassword": f"guess-{number}"}
        statuses.append((await api.post("/basicAuth", json=body)).status_code)
    assert set(statuses[:10]) == {422}
    assert statuses[-1] == 429


async def test_headers_of_every_kind_of_answer(api: Api) -> None:
    for path, auth in (
        ("/api/v1/flows/search", GOOD),
        ("/api/v1/flows/search", None),
        ("/api/v1/nothing", GOOD),
        ("/ui/", None),
        ("/openapi.json", None),
        ("/ping", None),
    ):
        headers = (await api.http.get(path, auth=auth)).headers
        assert headers["x-frame-options"] == "SAMEORIGIN", path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
        assert "server" not in headers


async def test_cookies_of_a_session_are_kept_from_scripts_and_other_sites(api: Api) -> None:
    response = await api.http.post("/login", json={"username": USER, "password": PASSWORD})
    lines = response.headers.get_list("set-cookie")
    session = next(line for line in lines if line.startswith("JWT="))
    assert "HttpOnly" in session
    assert all("SameSite=strict" in line for line in lines)


CLIMBS = ("../", "..\\", "%2e%2e/", "..%2f", "%2e%2e%2f", "..%5c", "....//", "..;/", "．．/")
TARGETS = ("outside.txt", "../outside.txt", "company/other/_files/outside.txt", "etc/passwd")
HOSTILE = [
    *(climb * depth + target for climb in CLIMBS for target in TARGETS for depth in (1, 4)),
    *(f"/a/{climb * 3}outside.txt" for climb in CLIMBS),
    "/etc/passwd",
    "//etc/passwd",
    "file:///etc/passwd",
    "kestra:///company/other/_files/outside.txt",
    "nsfile:///../../other/_files/outside.txt",
    "C:\\Windows\\win.ini",
    "\\\\host\\share",
    "a\x00b",
    "../outside.txt\x00.png",
    "a\nb",
    "a\rb",
    ".",
    "..",
    "/",
    "./../outside.txt",
    "a/./../../outside.txt",
    "~/outside.txt",
    "~root/x",
    "$HOME/x",
    "a" * 5_000,
    "a/" * 2_000,
    "con",
    "\u202e../outside.txt",
    "\ud7ff/../../outside.txt",
    "/proc/self/environ",
    "/dev/stdin",
]


PARTS = 6


def test_there_are_enough_hostile_paths() -> None:
    assert len(set(HOSTILE)) >= 80


@pytest.mark.parametrize("number", range(PARTS))
async def test_no_path_leaves_the_files_of_the_namespace(
    api: Api, tmp_path: Path, storage: Path, number: int
) -> None:
    before = tree(tmp_path, without=storage)
    api.http.auth = GOOD
    for path in HOSTILE[number::PARTS]:
        for answer in await asked_with(api, path):
            assert answer.status_code < 500, (path, answer.text)
            assert OUTSIDE not in answer.text
            assert "root:x:0" not in answer.text
    assert tree(tmp_path, without=storage) == before
    assert kept_outside(storage) == OUTSIDE


def kept_outside(storage: Path) -> str:
    """What the file of another namespace holds."""
    return (storage / "company" / "other" / "_files" / "outside.txt").read_text(encoding="utf-8")


async def asked_with(api: Api, path: str) -> list[httpx2.Response]:
    """What every file endpoint says to a path."""
    query = {"path": path}
    upload = {"fileContent": ("f.txt", b"written")}
    as_namespace = quote(path[:200], safe="")
    return [
        await api.get(FILES, params=query),
        await api.get(f"{FILES}/stats", params=query),
        await api.get(f"{FILES}/directory", params=query),
        await api.get(f"{FILES}/revisions", params=query),
        await api.post(f"{FILES}/directory", params=query),
        await api.post(FILES, params=query, files=upload),
        await api.put(FILES, params={"from": path, "to": "/moved"}),
        await api.put(FILES, params={"from": "/moved", "to": path}),
        await api.delete(FILES, params=query),
        await api.get(f"/namespaces/{as_namespace}/files/directory"),
        await api.get("/executions/none/file", params=query),
        await api.get("/executions/none/file/metas", params=query),
        await api.get("/executions/none/file/preview", params=query),
    ]


async def test_no_path_leaves_the_files_of_an_execution(api: Api) -> None:
    api.http.auth = GOOD
    await api.post("/flows", headers=YAML, content=WRITER)
    done = (await api.post("/executions/company.team/writer?wait=true")).json()
    own = f"kestra:///company/team/writer/executions/{done['id']}/"
    for path in HOSTILE:
        for uri in (path, own + path, f"kestra://{path}", f"kestra:///{path}"):
            for kind in ("file", "file/metas", "file/preview"):
                answer = await api.get(f"/executions/{done['id']}/{kind}", params={"path": uri})
                assert answer.status_code in (400, 404, 422), (uri, kind, answer.text)
                assert OUTSIDE not in answer.text


WRITER = """id: writer
namespace: company.team
tasks:
  - id: write
    type: io.kestra.plugin.core.storage.Write
    content: text
"""


def tree(folder: Path, *, without: Path) -> set[str]:
    found = (item for item in folder.rglob("*") if without not in (item, *item.parents))
    return {str(item) for item in found if "work" not in item.parts}


NAMES = (
    "../evil.txt",
    "a/../../evil.txt",
    "/etc/evil.txt",
    "..\\evil.txt",
    "C:\\evil.txt",
    "C:/evil.txt",
    "....//....//evil.txt",
    "a\x00b",
    "./../evil.txt",
    "//evil.txt",
    "_flows/../../evil.yml",
    "~/evil.txt",
)


def escaped(storage: Path) -> list[Path]:
    """Files of an archive that are not among those of the namespace."""
    inside = storage / "company" / "team" / "_files"
    return [item for item in storage.rglob("evil*") if inside not in item.parents]


def links(folder: Path) -> list[Path]:
    """Symbolic links below a folder."""
    return [item for item in folder.rglob("*") if item.is_symlink()]


def a_zip(name: str, content: bytes = b"evil", *, mode: int = 0) -> bytes:
    """An archive with one entry."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo("placeholder")
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.filename = name
        entry.external_attr = mode << 16
        archive.writestr(entry, content)
    return buffer.getvalue()


async def test_archives_with_hostile_names_write_nothing_outside(
    api: Api, tmp_path: Path, storage: Path
) -> None:
    api.http.auth = GOOD
    before = tree(tmp_path, without=storage)
    for name in NAMES:
        archive = ("a.zip", a_zip(name))
        response = await api.post(FILES, files={"fileContent": archive})
        assert response.status_code < 500, name
        imported = await api.post("/flows/import", files={"fileUpload": archive})
        assert imported.status_code < 500, name
    assert tree(tmp_path, without=storage) == before
    assert escaped(storage) == []


async def test_links_in_archives_are_no_way_out(api: Api, tmp_path: Path, storage: Path) -> None:
    api.http.auth = GOOD
    link = a_zip("link.txt", b"../../other/_files/outside.txt", mode=stat.S_IFLNK | 0o777)
    await api.post(FILES, files={"fileContent": ("a.zip", link)})
    answer = await api.get(FILES, params={"path": "link.txt"})
    assert OUTSIDE not in answer.text
    assert links(tmp_path) == []


async def test_an_archive_that_swells_is_refused(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tiercel.service.flows.bulk.EXPORT_BYTES_MAX", 1_000_000)
    api.http.auth = GOOD
    bomb = a_zip("zeros.yml", bytes(1_000_001))
    assert len(bomb) < 10_000
    response = await api.post("/flows/import", files={"fileUpload": ("a.zip", bomb)})
    assert response.status_code in (413, 422)


async def test_other_archives_are_stored_as_they_are(api: Api) -> None:
    api.http.auth = GOOD
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("../evil.txt"))
    response = await api.post(
        FILES, params={"path": "/a.tar"}, files={"fileContent": ("a.tar", buffer.getvalue())}
    )
    assert response.status_code == 200
    listed = await api.get(f"{FILES}/search?q=")
    assert listed.json() == ["/a.tar"]


LEAKY = """id: leaky
namespace: company.team
inputs:
  - id: password
    type: SECRET
tasks:
  - id: say
    type: io.kestra.plugin.core.log.Log
    message: "it is {{ secret('CANARY') }} and {{ inputs.password }}"
  - id: give
    type: io.kestra.plugin.core.debug.Return
    format: "{{ secret('CANARY') | upper }}"
  - id: fail
    type: io.kestra.plugin.core.execution.Fail
    errorMessage: "failed with {{ secret('CANARY') }}"
"""


class Everything(logging.Handler):
    """Keeps all that a record carries: its text, what was passed along, the traceback."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.NOTSET)
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(f"{self.format(record)} {record.__dict__!r}")


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """All that any logger gets at any level, whether it passes it on or not."""
    lines: list[str] = []
    everything = Everything(lines)
    quiet = logging.getLogger("tiercel.quiet")
    quiet.setLevel(logging.CRITICAL)
    monkeypatch.setattr(quiet, "propagate", False)
    known = logging.root.manager.loggerDict.values()
    loggers = [one for one in known if isinstance(one, logging.Logger)]
    levels = {one: one.level for one in (logging.root, *loggers)}
    monkeypatch.setattr(logging.root.manager, "disable", logging.NOTSET)
    for logger in loggers:
        monkeypatch.setattr(logger, "propagate", True)
        monkeypatch.setattr(logger, "disabled", False)
    for logger in levels:
        logger.setLevel(logging.DEBUG)
    logging.root.addHandler(everything)
    yield lines
    logging.root.removeHandler(everything)
    for logger, level in levels.items():
        logger.setLevel(level)


async def test_secrets_are_in_no_answer_and_in_no_log(
    api: Api, application: Application, logged: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    api.http.auth = GOOD
    logging.getLogger("tiercel.quiet").debug("canary-probe")
    token = (await api.post("/me/api-tokens", json={"name": "x"})).json()["fullToken"]
    await api.post("/flows", headers=YAML, content=LEAKY)
    done = await api.post(
        "/executions/company.team/leaky?wait=true", files={"password": (None, INPUT)}
    )
    assert done.json()["state"]["current"] == "FAILED"
    seen = [done.text]
    for route in protected(api):
        if route.method != "GET" or "follow" in route.path:
            continue
        seen.append((await api.get(_filled(route, done.json()))).text)
    assert any("canary-probe" in line for line in logged)
    text = "\n".join([*seen, *logged, *capfd.readouterr()])
    for canary in (SECRET, INPUT, PASSWORD, token, KEY):
        assert canary not in text, text[max(0, text.index(canary) - 300) :][:400]
    async with application.ports.store.moment() as moment:
        rows = [row async for row in moment.rows(MovedKind.DOCUMENTS)]
    stored = msgspec.json.encode(rows).decode()
    assert PASSWORD not in stored
    assert token not in stored


def _filled(route: Route, execution: Json) -> str:
    values = {
        "executionId": execution["id"],
        "taskRunId": execution["taskRunList"][0]["id"],
        "namespace": "company.team",
        "flowId": "leaky",
        "id": "leaky",
    }
    path = route.path.replace(":rest", "")
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", value)
    return path.replace("{", "").replace("}", "")
