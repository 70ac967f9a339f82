"""Files of Dropbox, by a stand-in of ours."""

from __future__ import annotations

from typing import Any

import pytest

from tests.families.answering import SECRET, Service, refused, stored_rows
from tiercel.plugin import Json
from tiercel.plugin.http import HttpAnswer
from tiercel_fs.types import dropbox

FILE = "kestra:///a/namespace/a-flow/executions/an-execution/a.csv"
TOKEN: dict[str, Json] = {"accessToken": SECRET}
FACTS: dict[str, Json] = {
    ".tag": "file",
    "id": "id:1",
    "name": "a.csv",
    "path_display": "/b/a.csv",
    "size": 2,
    "client_modified": "2030-01-01T00:00:00Z",
}
SHOWN = {
    "id": "id:1",
    "name": "a.csv",
    "path": "/b/a.csv",
    "type": "file",
    "size": 2,
    "clientModified": "2030-01-01T00:00:00Z",
}


def account() -> Service:
    page = {"entries": [FACTS], "has_more": True, "cursor": "c"}
    found = {"matches": [{"metadata": {"metadata": FACTS}}], "has_more": False}
    downloaded = HttpAnswer(
        url="",
        status=200,
        headers={"Dropbox-API-Result": ['{"name": "a.csv"}']},
        content=b"ab",
    )
    return Service(
        {
            "POST /2/files/list_folder": page,
            "POST /2/files/list_folder/continue": {"entries": [FACTS], "has_more": False},
            "POST /2/files/search_v2": found,
            "POST /2/files/download": downloaded,
            "POST /2/files/upload": FACTS,
            "POST /2/files/get_metadata": FACTS,
            **{
                f"POST /2/files/{verb}_v2": {"metadata": FACTS}
                for verb in ("copy", "move", "delete", "create_folder")
            },
        }
    )


def test_refusals_are_told_without_secrets() -> None:
    said = refused(dropbox.Delete, {**TOKEN, "from": "/a"})
    assert said == "Dropbox at api.dropboxapi.com: delete_v2 failed: 403 no ****"


def test_lists_are_read_to_their_end() -> None:
    service = account()
    found = service.outputs(dropbox.ListFiles, {**TOKEN, "from": "/{{ flow.id }}"})
    assert found == {"rows": [SHOWN, SHOWN], "size": 2}
    assert service.sent[0].json == {"path": "/a-flow", "recursive": False}
    assert service.outputs(dropbox.ListFiles, {**TOKEN, "limit": 1})["size"] == 1
    ran = account().run(dropbox.ListFiles, {**TOKEN, "fetchType": "STORE"})
    assert stored_rows(ran) == [SHOWN, SHOWN]
    given = {**TOKEN, "query": "a", "fileExtensions": ["csv"], "fetchType": "FETCH_ONE"}
    assert account().outputs(dropbox.Search, given) == {"row": SHOWN, "size": 1}


@pytest.mark.parametrize(
    ("task", "properties", "sent"),
    [
        (dropbox.GetMetadata, {"path": "/a"}, {"path": "/a"}),
        (dropbox.CreateFolder, {"path": "/a"}, {"path": "/a", "autorename": False}),
        (dropbox.Delete, {"from": "/a"}, {"path": "/a"}),
        (
            dropbox.Copy,
            {"from": "/a", "to": "/b"},
            {"from_path": "/a", "to_path": "/b", "autorename": False},
        ),
        (
            dropbox.Move,
            {"from": "id:7", "to": "/b", "autorename": True},
            {
                "from_path": "id:7",
                "to_path": "/b",
                "autorename": True,
                "allow_ownership_transfer": False,
            },
        ),
    ],
)
def test_one_file(task: Any, properties: dict[str, Json], sent: Json) -> None:
    service = account()
    assert service.outputs(task, {**TOKEN, **properties}) == {"file": SHOWN}
    assert service.sent[0].json == sent


def test_contents() -> None:
    service = account()
    ran = service.run(dropbox.Download, {**TOKEN, "from": "/ä.csv"})
    assert ran.context.blobs.read(ran.outputs["uri"]) == b"ab"
    assert service.sent[0].headers["Dropbox-API-Arg"] == '{"path":"/\\u00e4.csv"}'
    given = {**TOKEN, "from": FILE, "to": "/b/a.csv", "mode": "OVERWRITE"}
    service.outputs(dropbox.Upload, given, stored={FILE: b"ab"})
    assert service.sent[1].content == b"ab"
    assert '"mode":"overwrite"' in service.sent[1].headers["Dropbox-API-Arg"]
    ran = service.run(dropbox.Upload, {**given, "mode": "x"})
    assert str(ran.error) == "`mode` must be ADD or OVERWRITE, not x"
    ran = service.run(dropbox.Delete, {**TOKEN, "from": "a"})
    assert str(ran.error) == "`from` must be a path that begins with a slash, not a"
