"""Preferences and bookmarks of whoever asks."""

from __future__ import annotations

import pytest

from tests.api.client import Api
from tiercel.bootstrap import Application
from tiercel.model.access import Actor
from tiercel.model.authorization.grants import UNLIMITED
from tiercel.model.json_types import Json
from tiercel.service.operations.personal.preferences import ChangePreferences, GetPreferences

PATH = "/me/preferences"


async def changed(api: Api, **members: Json) -> Json:
    answer = await api.call("PATCH", PATH, json=members)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_nothing_is_set_at_first(api: Api) -> None:
    assert (await api.get(PATH)).json() == {}


async def test_what_is_set_stays_while_other_members_change(api: Api) -> None:
    columns = {"executions": ["id", "state"]}
    await changed(api, theme="dark", hiddenColumns=columns, pageSize=50)
    bookmarks = [{"path": "/flows?page=1", "text": "<b>Flows</b>"}]
    assert await changed(api, theme="light", bookmarks=bookmarks) == {
        "theme": "light",
        "hiddenColumns": columns,
        "pageSize": 50,
        "bookmarks": bookmarks,
    }
    assert (await changed(api, bookmarks=[], hiddenColumns={}))["hiddenColumns"] == {}
    assert (await api.get(f"/main{PATH}")).json() == await changed(api)


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"theme": "blue"}, "theme: must be one of system, light, dark"),
        ({"logLevel": 3}, "logLevel: must be one of TRACE, DEBUG, INFO, WARN, ERROR"),
        ({"logOrder": "up"}, "logOrder: must be one of usual, oldest, newest"),
        ({"dateForm": "x"}, "dateForm: must be one of short, iso, local, dayFirst, monthFirst"),
        ({"editorTheme": "hc"}, "editorTheme: must be one of pages, light, dark"),
        ({"firstEditor": None}, "firstEditor: must be one of code, form"),
        ({"hiddenPlaces": ["x" * 501]}, "hiddenPlaces[0]: Expected `str` of length <= 500"),
        ({"hasWrappedLogs": "yes"}, "hasWrappedLogs: Expected `bool`"),
        ({"colour": "red"}, "colour: is no preference; there are theme, palette"),
        ({"pageSize": 0}, "pageSize: Expected `int` >= 1"),
        ({"zone": "x" * 501}, "zone: Expected `str` of length <= 500"),
        ({"sizes": {"x" * 501: 1}}, "sizes: Expected `str` of length <= 500 as a name"),
        ({"bookmarks": [{"path": "/", "text": ""}] * 101}, "bookmarks: Expected `array`"),
        ({"bookmarks": [{"path": "//evil.test", "text": ""}]}, "bookmarks[0].path: Expected"),
        ({"bookmarks": [{"path": "javascript:x", "text": ""}]}, "bookmarks[0].path: Expected"),
        ({"bookmarks": [{"path": "/flows"}]}, "bookmarks[0]: Object missing required field `text`"),
    ],
)
async def test_what_is_wrong_is_named_and_nothing_changes(
    api: Api, members: Json, said: str
) -> None:
    answer = await api.call("PATCH", PATH, json={"language": "de", **members})
    assert answer.status_code == 422
    assert said in answer.json()["message"]
    assert (await api.get(PATH)).json() == {}


async def test_they_are_forgotten(api: Api) -> None:
    await changed(api, theme="dark", bookmarks=[{"path": "/flows", "text": "Flows"}])
    for _ in range(2):
        assert (await api.delete(PATH)).status_code == 204
        assert (await api.get(PATH)).json() == {}


async def test_each_user_has_preferences_of_their_own(api: Api, application: Application) -> None:
    await changed(api, theme="dark")
    ada = Actor.of_request("ada@tiercel.dev", grants=UNLIMITED)
    run = application.operations.run
    await run(ada, ChangePreferences(changes={"theme": "light"}))
    assert (await api.get(PATH)).json() == {"theme": "dark"}
    assert (await run(ada, GetPreferences())).theme == "light"
