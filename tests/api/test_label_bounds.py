"""Labels that no execution can have are refused; those that are odd are cleaned."""

from __future__ import annotations

from tests.api.client import HELLO, YAML, Api
from tiercel.model.limits import LABEL_VALUE_CHARS_MAX, LABELS_MAX

TOO_LONG = "v" * (LABEL_VALUE_CHARS_MAX + 1)
HOSTILE = "a\x00b\u202e'\U0001f600"


async def test_a_label_that_is_too_long_is_refused_by_name(api: Api) -> None:
    await api.create(HELLO)
    start = "/executions/company.team/hello"
    began = (await api.post(f"{start}?wait=true")).json()
    labels = [{"key": "good", "value": "x"}, {"key": "k", "value": TOO_LONG}]
    for response, path in (
        (await api.post(start, params={"labels": f"k:{TOO_LONG}"}), "labels"),
        (await api.post(f"/executions/{began['id']}/labels", json=labels), "labels[1]"),
    ):
        assert response.status_code == 422, response.text
        assert path in response.json()["message"]
        assert "can have 10000 characters, got 10001" in response.json()["message"]
    source = HELLO.replace("owner: ops", f"owner: {TOO_LONG}")
    refused = await api.post("/flows", content=source, headers=YAML)
    assert refused.status_code == 422
    assert "can have 10000 characters" in refused.json()["message"]


async def test_too_many_labels_are_refused(api: Api) -> None:
    await api.create(HELLO)
    began = (await api.post("/executions/company.team/hello?wait=true")).json()
    labels = {f"k{number}": "v" for number in range(LABELS_MAX + 1)}
    listed = [{"key": key, "value": value} for key, value in labels.items()]
    by_ids = {"executionsId": [began["id"]], "executionLabels": listed}
    for response in (
        await api.post(f"/executions/{began['id']}/labels", json=listed),
        await api.post(f"/executions/{began['id']}/labels", json=labels),
        await api.post("/executions/labels/by-ids", json=by_ids),
        await api.post("/executions/labels/by-query", json=listed),
    ):
        assert response.status_code == 422, response.text
        assert "setLabels.labels: size must be 1000 at most" in response.json()["message"]
    assert (await api.get(f"/executions/{began['id']}")).json()["labels"] == began["labels"]
    made = await api.post(f"/executions/{began['id']}/labels", json=listed[:LABELS_MAX])
    assert made.status_code == 200


async def test_a_label_of_any_text_is_stored_and_found(api: Api) -> None:
    await api.create(HELLO)
    start = "/executions/company.team/hello"
    params = {"labels": f"k:{HOSTILE}", "wait": "true"}
    began = (await api.post(start, params=params)).json()
    label = {"key": "k", "value": HOSTILE.replace("\x00", "\ufffd")}
    assert label in began["labels"]
    more = [{"key": "n\x00", "value": "v" * LABEL_VALUE_CHARS_MAX}]
    changed = (await api.post(f"/executions/{began['id']}/labels", json=more)).json()
    assert {"key": "n\ufffd", "value": "v" * LABEL_VALUE_CHARS_MAX} in changed["labels"]
    sought = {"filters[labels][EQUALS][n\x00]": "v" * LABEL_VALUE_CHARS_MAX}
    assert (await api.get("/executions/search", params=sought)).json()["total"] == 1
