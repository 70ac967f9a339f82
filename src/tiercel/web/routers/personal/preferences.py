"""The preferences of whoever asks."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.service.operations.personal import preferences
from tiercel.service.personal.preferences import Preferences
from tiercel.web.call import Call
from tiercel.web.documented import Answer, Body
from tiercel.web.http.answers import empty, json_answer
from tiercel.web.route import Route

GROUP = "Misc"
PATH = "/me/preferences"
ALL = Answer(schema=Preferences)


def preference_routes() -> list[Route]:
    return [
        Route(
            "GET",
            PATH,
            get,
            "How the user likes the pages, and bookmarks.",
            GROUP,
            answers=(ALL,),
            runs=(preferences.get,),
        ),
        Route(
            "PATCH",
            PATH,
            change,
            "Set some of the preferences.",
            GROUP,
            body=Body(Preferences, example={"theme": "dark", "zone": "Europe/Paris"}),
            answers=(ALL,),
            errors=(422,),
            runs=(preferences.change,),
        ),
        Route(
            "DELETE",
            PATH,
            reset,
            "Forget the preferences and bookmarks.",
            GROUP,
            answers=(Answer(204),),
            runs=(preferences.reset,),
        ),
    ]


async def get(call: Call) -> Response:
    """Empty where nothing is set."""
    return json_answer(await call.run(preferences.GetPreferences()))


async def change(call: Call) -> Response:
    """All that is set by then."""
    changes = await call.json_map("preferences")
    return json_answer(await call.run(preferences.ChangePreferences(changes=changes)))


async def reset(call: Call) -> Response:
    """Also where nothing is set."""
    await call.run(preferences.ResetPreferences())
    return empty(204)
