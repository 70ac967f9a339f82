"""A server whose files are in a bucket."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import urllib.parse
import urllib.request
from pathlib import Path

from tests.e2e.server import Server, running
from tests.objects.server import S3Server
from tiercel.adapters.objects.s3 import s3_blobs
from tiercel.model.json_types import Json

FLOW = b"""id: report
namespace: company.team
tasks:
  - id: write
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner:
      type: io.kestra.plugin.core.runner.Process
    namespaceFiles:
      enabled: true
    outputFiles: ["report.txt"]
    commands:
      - cat words.txt > report.txt
  - id: read
    type: io.kestra.plugin.core.debug.Return
    format: "{{ read(outputs.write.outputFiles['report.txt']) }}"
"""
WORDS = "words of the namespace"
BOUNDARY = "a-boundary"


def call(
    server: Server, method: str, path: str, body: bytes | None = None, kind: str = "text/plain"
) -> bytes:
    request = urllib.request.Request(
        f"{server.base}/api/v1{path}", data=body, method=method, headers={"Content-Type": kind}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        content: bytes = answer.read()
    return content


def config(folder: Path, options: dict[str, Json]) -> None:
    document = {"kestra": {"storage": {"type": "s3", "s3": options}}}
    (folder / "config.yml").write_text(json.dumps(document), encoding="utf-8")


def upload(server: Server, path: str, content: str) -> None:
    form = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="fileContent"; filename="f"\r\n\r\n'
        f"{content}\r\n--{BOUNDARY}--\r\n"
    )
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    call(server, "POST", f"/namespaces/company.team/files?path={path}", form.encode(), kind)


def stored_paths(s3_server: S3Server, bucket: str) -> list[str]:
    blobs = s3_blobs("s3", s3_server.options(bucket, path="tiercel"))
    return [info.path for info in asyncio.run(blobs.files_under("/"))]


def test_files_of_namespaces_and_executions_are_kept_in_the_bucket(
    tmp_path: Path, s3_server: S3Server
) -> None:
    bucket = s3_server.a_bucket()
    config(tmp_path, s3_server.options(bucket, path="tiercel"))
    with running(tmp_path) as server:
        upload(server, "/words.txt", WORDS)
        assert call(server, "GET", "/namespaces/company.team/files?path=/words.txt") == (
            WORDS.encode()
        )
        call(server, "POST", "/flows", FLOW, "application/x-yaml")
        done = json.loads(call(server, "POST", "/executions/company.team/report?wait=true"))
        assert done["state"]["current"] == "SUCCESS"
        write, read = done["taskRunList"]
        assert read["outputs"]["value"] == WORDS
        uri = write["outputs"]["outputFiles"]["report.txt"]
        address = f"/executions/{done['id']}/file?path={urllib.parse.quote(uri)}"
        assert call(server, "GET", address) == WORDS.encode()
    assert not list(tmp_path.glob("data/**/words.txt"))
    stored = stored_paths(s3_server, bucket)
    assert any(path.endswith("/company/team/_files/words.txt") for path in stored)
    assert any(path.endswith(urllib.parse.urlsplit(uri).path) for path in stored)
    assert s3_server.secret_key not in server.log


def test_a_server_without_its_bucket_does_not_start(tmp_path: Path, s3_server: S3Server) -> None:
    config(tmp_path, s3_server.options("no-such-bucket"))
    command = [sys.executable, "-m", "tiercel", "server", "standalone", "--port", "0"]
    command += ["--data", str(tmp_path / "data"), "--config", str(tmp_path / "config.yml")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert done.stderr.strip().endswith("The bucket 'no-such-bucket' does not exist")
    assert s3_server.secret_key not in done.stderr + done.stdout
