"""The pages of the front end: which file for whom, what may run on them, and what browsers keep."""

from __future__ import annotations

import base64
import gzip
import hashlib
from pathlib import Path

import pytest

from tests.api.client import Api
from tiercel.model.json_types import Json

SCRIPT = "document.title = 'x'"
INDEX = f"""<!doctype html><html><head><title>T</title>
<link rel="icon" href="./favicon.svg"><script>{SCRIPT}</script>
<script type="module" src="./assets/index-AbCd1234.js"></script></head><body></body></html>"""
CODE = "console.log(1)"
HASHED = "/ui/assets/index-AbCd1234.js"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(INDEX)
    (folder / "favicon.svg").write_text("<svg/>")
    code = folder / "assets" / "index-AbCd1234.js"
    code.write_text(CODE)
    code.with_name(code.name + ".gz").write_bytes(gzip.compress(CODE.encode()))
    code.with_name(code.name + ".br").write_bytes(b"brotli")
    return folder


@pytest.fixture
def overrides(folder: Path) -> dict[str, Json]:
    return {"ui": {"dir": str(folder)}}


async def test_every_address_without_a_file_is_the_index_page(api: Api) -> None:
    for path in ("/ui", "/ui/", "/ui/index.html", "/ui/flows/edit/a.b/c", "/ui/main/executions"):
        answer = await api.http.get(path)
        assert answer.status_code == 200, path
        assert 'src="/ui/assets/index-AbCd1234.js"' in answer.text
        assert '<meta name="base-path" content="">' in answer.text
        assert answer.headers["cache-control"] == "no-cache"


async def test_only_the_inline_script_of_the_page_may_run(api: Api) -> None:
    policy = (await api.http.get("/ui/")).headers["content-security-policy"]
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert scripts == f"script-src 'self' 'sha256-{digest}'"
    assert "frame-ancestors 'self'" in policy


async def test_names_with_hashes_are_kept_and_others_asked_for_again(api: Api) -> None:
    kept = await api.http.get(HASHED, headers={"Accept-Encoding": "identity"})
    assert (kept.text, kept.headers["cache-control"]) == (
        CODE,
        "public, max-age=31536000, immutable",
    )
    assert kept.headers["content-type"].startswith("text/javascript")
    icon = await api.http.get("/ui/favicon.svg")
    assert "immutable" not in icon.headers["cache-control"]
    again = await api.http.get("/ui/favicon.svg", headers={"If-None-Match": icon.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("identity", None)]
)
async def test_copies_are_served_to_those_who_take_them(
    api: Api, accepted: str, encoding: str | None
) -> None:
    async with api.http.stream("GET", HASHED, headers={"Accept-Encoding": accepted}) as answer:
        assert answer.headers.get("content-encoding") == encoding
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize(("accepted", "encoding"), [("gzip, br", "gzip"), ("identity", None)])
async def test_the_index_page_is_packed_for_those_who_take_it(
    api: Api, folder: Path, accepted: str, encoding: str | None
) -> None:
    addresses = "/ui/assets/page.js " * 1_000
    (folder / "index.html").write_text(INDEX.replace(SCRIPT, f"// {addresses}"))
    async with api.http.stream("GET", "/ui/", headers={"Accept-Encoding": accepted}) as answer:
        assert answer.headers.get("content-encoding") == encoding
        sent = b"".join([part async for part in answer.aiter_raw()])
    assert int(answer.headers["content-length"]) == len(sent)
    text = (gzip.decompress(sent) if encoding else sent).decode()
    assert addresses in text
    assert (len(sent) < len(text)) is (encoding is not None)


async def test_who_takes_no_copy_gets_the_file_though_there_are_copies_alone(
    api: Api, folder: Path
) -> None:
    (folder / "assets" / "index-AbCd1234.js").unlink()
    plain = {"Accept-Encoding": "identity"}
    answer = await api.http.get(HASHED, headers=plain)
    assert (answer.status_code, answer.text) == (200, CODE)
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    head = await api.http.head(HASHED, headers=plain)
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(CODE)))
    assert (await api.http.get("/ui/assets/flows-ZyXw9876.js", headers=plain)).status_code == 404


async def test_a_part_of_an_older_build_is_missing_not_the_index_page(api: Api) -> None:
    assert (await api.http.get("/ui/assets/flows-ZyXw9876.js")).status_code == 404


@pytest.mark.parametrize("path", ["/ui/../secret.txt", "/ui/%2e%2e/secret.txt", "/ui/..%2fsecret"])
async def test_nothing_outside_the_folder_is_served(api: Api, folder: Path, path: str) -> None:
    (folder.parent / "secret.txt").write_text("secret")
    (folder.parent / "secret").write_text("secret")
    assert (await api.http.get(path)).text != "secret"


@pytest.mark.parametrize("name", ["x" * 300, "a%00b", "%ff", "assets/" + "x" * 300])
async def test_what_can_be_no_name_of_a_file_is_none(api: Api, name: str) -> None:
    answer = await api.http.get(f"/ui/{name}", headers={"Accept-Encoding": "identity"})
    assert answer.status_code == (404 if name.startswith("assets/") else 200)


class TestBelowAPath:
    @pytest.fixture
    def overrides(self, folder: Path) -> dict[str, Json]:
        return {
            "ui": {"dir": str(folder)},
            "micronaut": {"server": {"context_path": "/tiercel"}},
        }

    async def test_the_page_knows_where_it_is(self, api: Api) -> None:
        page = (await api.http.get("/tiercel/ui/flows")).text
        assert 'src="/tiercel/ui/assets/index-AbCd1234.js"' in page
        assert '<meta name="base-path" content="/tiercel">' in page
        plain = {"accept-encoding": "identity"}
        assert (await api.http.get("/tiercel" + HASHED, headers=plain)).status_code == 200


class TestSwitchedOff:
    @pytest.fixture
    def overrides(self, folder: Path) -> dict[str, Json]:
        return {"ui": {"dir": str(folder), "enabled": False}}

    async def test_it_says_so(self, api: Api) -> None:
        answer = await api.http.get("/ui/")
        assert answer.status_code == 200
        assert "--no-ui" in answer.text


class TestNotBuilt:
    @pytest.fixture
    def overrides(self, tmp_path: Path) -> dict[str, Json]:
        return {"ui": {"dir": str(tmp_path / "nothing")}}

    async def test_it_says_how_to_build_them(self, api: Api) -> None:
        answer = await api.http.get("/ui/flows")
        assert answer.status_code == 200
        assert "make ui" in answer.text


class TestPolicyOfTheOperator:
    @pytest.fixture
    def overrides(self, folder: Path) -> dict[str, Json]:
        headers = {"content_security_policy": "default-src 'none'"}
        return {"ui": {"dir": str(folder)}, "webserver": {"security_headers": headers}}

    async def test_it_stands_alone(self, api: Api) -> None:
        answer = await api.http.get("/ui/")
        assert answer.headers.get_list("content-security-policy") == ["default-src 'none'"]


class TestSignedOut:
    @pytest.fixture
    def overrides(self, folder: Path) -> dict[str, Json]:
        user = {"username": "u@acme.example", "password": "Password-1"}
        return {"ui": {"dir": str(folder)}, "server": {"basic_auth": user}}

    async def test_the_browser_does_not_ask_in_a_popup_on_our_pages(self, api: Api) -> None:
        ours = {"Referer": "http://localhost/ui/executions?page=1"}
        answer = await api.get("/flows/search", headers=ours)
        assert answer.status_code == 401
        assert "www-authenticate" not in answer.headers
        others = {"Referer": "http://localhost/docs"}
        assert "www-authenticate" in (await api.get("/flows/search", headers=others)).headers
