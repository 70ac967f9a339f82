"""From settings to a bucket: names of keys, addresses, and errors without secrets."""

from __future__ import annotations

import builtins
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.e2e.server import free_port
from tests.objects.server import S3Server
from tiercel.adapters.memory.blobs import MemoryBlobs
from tiercel.adapters.memory.clock import VirtualClock
from tiercel.adapters.objects import s3
from tiercel.adapters.objects.blobs import ObjectBlobs
from tiercel.bootstrap import blobs_of
from tiercel.model.errors import Invalid, TiercelError, Unavailable
from tiercel.model.json_types import Json
from tiercel.ports.blobs import BlobStorage
from tiercel.settings import read_settings


async def storage(kind: str, options: dict[str, Json], **more: Json) -> BlobStorage:
    document = {"storage": {"type": kind, kind: options}, "repository": {"type": "memory"}}
    settings = read_settings(overrides={**document, **more}, environ={})
    return await blobs_of(settings, VirtualClock())


class Refusal(BaseHTTPRequestHandler):
    """Answers as a store does that does not know the key."""

    body = b"<Error><Code>InvalidAccessKeyId</Code><AWSAccessKeyId>an-id</AWSAccessKeyId></Error>"
    seen: list[tuple[str, str]]

    def do_GET(self) -> None:
        self.seen.append((self.path, self.headers.get("Authorization", "")))
        self.send_response(403)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *args: Json) -> None:
        """Say nothing."""


@pytest.fixture
def refusing() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    handler = type("Handler", (Refusal,), {"seen": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"127.0.0.1:{server.server_port}", handler.seen  # type: ignore[attr-defined]
        server.shutdown()
        thread.join(5)


@pytest.mark.parametrize("kind", ["s3", "minio", "S3"])
@pytest.mark.parametrize(
    ("access", "secret", "prefix"),
    [
        ("access-key-id", "secret-key-id", "path"),
        ("accessKey", "secretKey", "pathPrefix"),
        ("access-key", "secret-key", "prefix"),
        ("accessKeyId", "secretAccessKey", "path-prefix"),
    ],
)
async def test_all_names_of_the_keys_count(
    s3_server: S3Server, kind: str, access: str, secret: str, prefix: str
) -> None:
    bucket = s3_server.a_bucket()
    options = {"endpoint": s3_server.url, access: "k", secret: "s", prefix: "/deep/down/"}
    blobs = await storage(kind, {"bucket": bucket, **options, "forcePathStyle": True})
    assert isinstance(blobs, ObjectBlobs)
    await blobs.write("/f", b"x")
    whole = s3.s3_blobs("s3", s3_server.options(bucket))
    assert [info.path for info in await whole.files_under("/")] == ["/deep/down/f"]


async def test_a_host_a_port_and_whether_it_is_safe_make_an_address(s3_server: S3Server) -> None:
    port = s3_server.url.rpartition(":")[2]
    options = {"endpoint": "127.0.0.1", "port": port, "secure": False}
    keys = {"accessKey": "k", "secretKey": "s", "region": "eu-central-1"}
    blobs = await storage("minio", {"bucket": s3_server.a_bucket(), **options, **keys})
    assert await blobs.write("/f", b"x") == 1


async def test_variables_of_the_platform_do_not_mix_with_the_keys_of_the_settings(
    refusing: tuple[str, list[tuple[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, seen = refusing
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "of-the-platform")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token")
    with pytest.raises(Unavailable):
        await storage(
            "minio", {"bucket": "b", "endpoint": address, "accessKey": "mine", "secretKey": "s"}
        )
    with pytest.raises(Unavailable):
        await storage("minio", {"bucket": "b", "endpoint": address})
    assert "Credential=mine/" in seen[0][1]
    assert "security-token" not in seen[0][1]
    assert "Credential=of-the-platform/" in seen[-1][1]


async def test_a_refusal_is_reported_without_the_keys(
    refusing: tuple[str, list[tuple[str, str]]],
) -> None:
    keys = {"accessKey": "an-id", "secretKey": "a-secret"}
    with pytest.raises(Unavailable) as caught:
        await storage("minio", {"bucket": "b", "endpoint": refusing[0], **keys})
    assert caught.value.message == (
        "The bucket 'b' refuses access (InvalidAccessKeyId): look at the keys and their rights"
    )
    assert caught.value.__cause__ is None


async def test_a_missing_bucket_is_named(s3_server: S3Server) -> None:
    with pytest.raises(Unavailable, match=r"^The bucket 'no-such' does not exist$"):
        await storage("s3", s3_server.options("no-such"))
    blobs = s3.s3_blobs("s3", s3_server.options("no-such"))
    for work in (blobs.read("/x"), blobs.files_under("/x")):
        with pytest.raises(Unavailable, match="does not exist"):
            await work


async def test_a_server_that_is_not_there_is_reported_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(s3, "OBJECT_RETRIES_MAX", 1)
    options = {"bucket": "b", "endpoint": f"http://127.0.0.1:{free_port()}"}
    with pytest.raises(Unavailable) as caught:
        await storage("s3", {**options, "accessKey": "an-id", "secretKey": "a-secret"})
    assert caught.value.message == "The object storage with the bucket 'b' can't be reached"


@pytest.mark.parametrize(
    ("kind", "options", "message"),
    [
        ("s3", {}, "The setting `kestra.storage.s3.bucket` is missing"),
        (
            "minio",
            {"bucket": "b", "accessKey": "a-secret"},
            "`kestra.storage.minio` needs both `access-key-id` and `secret-key-id`, or neither",
        ),
    ],
)
async def test_settings_that_can_not_work_are_named(
    kind: str, options: dict[str, Json], message: str
) -> None:
    with pytest.raises(Invalid) as caught:
        await storage(kind, options)
    assert caught.value.message == message


async def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(Invalid, match="'gcs' is not known: it is one of local, minio, s3"):
        await storage("gcs", {}, repository={"type": "sqlite"})


async def test_without_the_library_the_error_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = builtins.__import__

    def without(name: str, *args: Json, **options: Json) -> Json:
        if name == "tiercel.adapters.objects.s3":
            raise ImportError(name)
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(TiercelError, match=r"pip install 'tiercel\[s3\]'"):
        await storage("s3", {"bucket": "b"})


async def test_a_database_in_memory_has_its_files_there_too() -> None:
    assert isinstance(await storage("local", {}), MemoryBlobs)


@pytest.mark.parametrize(
    ("options", "address"),
    [
        ({}, {"virtual_hosted_style_request": True}),
        ({"force_path_style": "true"}, {"virtual_hosted_style_request": False}),
        (
            {"endpoint": "h", "force_path_style": False},
            {"endpoint": "https://b.h", "virtual_hosted_style_request": True},
        ),
        ({"endpoint": "h:1/"}, {"endpoint": "https://h:1", "virtual_hosted_style_request": False}),
    ],
)
def test_the_bucket_is_in_the_host_name_or_in_the_path(
    options: dict[str, Json], address: dict[str, Json]
) -> None:
    assert s3.address_of("s3", {"bucket": "b", **options}) == address
