"""The observations of a reference server, sent to ours in their order.

What differs is listed one by one, each with its reason, and so is what is not sent at all.
"""

from __future__ import annotations

import pytest

from tests.api.client import Api
from tests.api.observed import Replay, read
from tests.api.observed_executions import executions
from tests.api.observed_flows import flows
from tests.api.observed_others import PASSWORD, USER, guarded, others
from tiercel.model.json_types import Json

Key = tuple[int, str]

FAULT = "the reference answered with a server error here"
NEWER = "newer generations answer it so, and their clients expect it"
SEED = "the documented commands of users are sent so"
SAYS_WHY = "what is wrong is said, not passed over"
HEADER_NAMES = "names of headers come in lower case"
INLINE = "lines of tasks that run inside the executor belong to no thread"
STORED = "what is there depends on what the run stored"
FRAMEWORK = "a part of the reference's framework"
LOOSE = "any content type is taken, as by newer generations"
PLUGIN_CLASS = "types are objects, as in newer generations"

DEVIATIONS: dict[Key, str] = {
    (2, "malformed JSON"): FAULT,
    (27, "sort by unknown column"): FAULT,
    (40, ""): FAULT,
    (62, "fileUpload with an invalid flow"): NEWER,
    (62, "no part"): FAULT,
    (72, ""): "revisions of a deleted flow are asked for by a parameter, as by newer generations",
    (79, "form body who=Ann (application/x-www-form-urlencoded)"): SEED,
    (86, ""): SAYS_WHY,
    (94, ""): LOOSE,
    (96, "form body"): LOOSE,
    (101, "timeRange=x"): SAYS_WHY,
    (101, "unknown sort column"): FAULT,
    (103, ""): SEED,
    (110, ""): "the head of a cluster does not repeat the task run of its root node",
    (120, "unknown task run"): FAULT,
    (160, ""): "what was killed can be restarted",
    (206, ""): NEWER,
    (222, "JSON body hello world"): SAYS_WHY,
    (222, "form content type"): SEED,
    (222, "header ttl: nope"): FAULT,
    (228, ""): "a page past the end is empty, as everywhere",
    (231, ""): "namespaces can be described here",
    (236, "no part fileContent"): FAULT,
    (236, "no path"): SEED,
    (242, "no path"): SEED,
    (246, "occupied by a file"): SAYS_WHY,
    (247, "target directory missing"): "the folder is made",
    (247, "target exists"): "the source is gone: it was moved the line before",
    (267, ""): "the reference had this with another store only",
    (268, ""): "the reference had this with another store only",
    (273, ""): FAULT,
    (277, "{}"): FAULT,
    (280, ""): PLUGIN_CLASS,
    (281, ""): PLUGIN_CLASS,
    (288, ""): NEWER,
    (289, ""): "definitions were cut in the notes",
    (290, ""): "definitions were cut in the notes",
    (291, "apps"): NEWER,
    (294, ""): "the schema of an input has no title",
    (298, ""): STORED,
    (300, ""): NEWER,
    (301, ""): NEWER,
    (302, ""): "it is a text, and called one",
    (314, ""): "a method that is not there is not there for other origins either",
    (317, ""): NEWER,
    (318, ""): FRAMEWORK,
    (320, ""): FRAMEWORK,
    (329, ""): FAULT,
    (330, ""): FAULT,
    (342, "again"): NEWER,
    (346, ""): NEWER,
    (349, ""): "it is a text, and called one",
    (350, ""): "the pages are public: they hold the sign-in",
    (351, ""): "the pages are public: they hold the sign-in",
    **dict.fromkeys(((line, "") for line in (92, 93, 95, 97, 355, 356, 357)), HEADER_NAMES),
    **dict.fromkeys(((line, "") for line in (201, 202, 204, 207)), INLINE),
    **dict.fromkeys(((line, "") for line in (63, 65, 66, 70, 71, 73, 184, 316)), STORED),
}

NOT_SENT: dict[Key, str] = {
    (120, '{{ secret("MY_SECRET") }}'): "secrets are masked; tested with the secrets",
    (123, ""): "waits ten seconds; the wait is tested with the streams",
    (148, ""): "the reference never answered",
    (209, ""): "never ends; tested with the streams",
    (309, ""): "the document was not built in the reference",
    (321, "basic auth on, no credentials"): "the management server is tested by itself",
    (323, ""): "the management server is tested by itself",
    (324, ""): "the management server is tested by itself",
    (325, ""): "the management server is tested by itself",
    (327, ""): "the management server is tested by itself",
    (328, ""): "the management server is tested by itself",
    (354, ""): "the management server is tested by itself",
}


WITH_CREDENTIALS: tuple[Key, ...] = (
    (27, "basic auth on, right credentials"),
    (27, "Authorization: basic (lower case)"),
    (27, "new credentials after POST /basicAuth"),
    (96, "basic auth on, no credentials, unknown flow"),
    (299, "{}"),
    (299, "username not an e-mail"),
    (299, "no body"),
    (299, "new credentials with the old ones"),
    *((line, "") for line in range(343, 354)),
)


def unexpected(replay: Replay) -> dict[Key, str]:
    """Differences without a reason."""
    return {key: text for key, text in replay.differences.items() if key not in DEVIATIONS}


def outdated(replay: Replay) -> list[Key]:
    """Deviations of requests that were sent and no longer differ."""
    return [key for key in DEVIATIONS if key in replay.done and key not in replay.differences]


async def test_all_in_their_order(api: Api) -> None:
    replay = Replay(api)
    for run in (flows, executions, others):
        await run(replay)
    assert unexpected(replay) == {}
    assert outdated(replay) == []
    left = {key for key in read() if key not in replay.done and key not in NOT_SENT}
    assert left == set(WITH_CREDENTIALS)


@pytest.mark.parametrize(
    "overrides", [{"server": {"basic_auth": {"username": USER, "password": PASSWORD}}}]
)
async def test_credentials(api: Api, overrides: dict[str, Json]) -> None:
    replay = Replay(api)
    await guarded(replay)
    assert replay.done == set(WITH_CREDENTIALS)
    assert unexpected(replay) == {}
    assert outdated(replay) == []
